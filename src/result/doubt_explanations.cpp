#include "ohmloop/result/explanation.hpp"

#include <algorithm>
#include <array>

namespace ohmloop::result {
namespace {

// In the order of the signal's way: the sound that arrives, the clock, the levels, the loads, the
// source, what is read out of them.
constexpr std::array rows{
    DoubtExplanation{"no_signal", "Nothing of what is played arrives at the input.",
                     "The wrong input is recorded, its level or the device's volume is down, or a "
                     "cable is open.",
                     "Check cable, input, its level and the volume; 'ohmloop monitor' shows what "
                     "the input hears."},
    DoubtExplanation{"channel_dead", "One channel carries no trace of the stimulus.",
                     "That side's cable or contact is open, or only one input channel is wired.",
                     "Check that side, or measure one channel alone with --wiring."},
    DoubtExplanation{"summed_to_mono",
                     "Signals of opposite sign cancel, signals of equal sign do not.",
                     "Left and right are summed: a mono plug or cable, or mono mixing in the "
                     "player.",
                     "Use a stereo plug and cable, switch mono mixing off, or give --wiring left."},
    DoubtExplanation{"channels_swapped", "What is played left arrives right.",
                     "The plugs of the two sides are exchanged.",
                     "Exchange them, or the two numbers of --inputs."},
    DoubtExplanation{"channels_opposed",
                     "Left and right come back with opposite polarity, though played alike.",
                     "One side is inverted: half of a balanced pair, or a polarity switch.",
                     "Check the cable and the input's polarity switches."},
    DoubtExplanation{"polarity_differs",
                     "With one load the signal comes back in the opposite polarity.",
                     "Something was turned round between the recordings.",
                     "Record every load through the same cable and input."},
    DoubtExplanation{"no_marker", "The chirps that mark beginning and end are not found.",
                     "The recording holds something else, or much too little of the stimulus.",
                     "Record the whole stimulus, from before its first chirp to after its last."},
    DoubtExplanation{"foreign_marker",
                     "The chirps carry the number of another stimulus than the one expected.",
                     "Another file was played than the one the recording is read by.",
                     "Name the file that was played with --stimulus."},
    DoubtExplanation{"truncated", "The recording begins too late or ends too early.",
                     "Recording was started or stopped within the stimulus.",
                     "Record again, starting earlier and ending later."},
    DoubtExplanation{"several_plays", "The recording holds the stimulus more than once.",
                     "It was played repeatedly, perhaps with different loads.",
                     "Cut it so that only the play made with this load remains."},
    DoubtExplanation{"sound_swallowed", "Only one of the two markers arrives.",
                     "The port, its driver or a mixer mutes in silence and wakes slowly.",
                     "Switch automatic muting, power saving and enhancements off."},
    DoubtExplanation{"lost_samples",
                     "The phase of a tone jumps, or a marker stands at the wrong place.",
                     "Samples were lost or repeated on the way: a busy computer, short buffers, a "
                     "wireless link.",
                     "Close other programs, ask for more --latency or --frames, record again."},
    DoubtExplanation{"takes_stay_spoiled",
                     "One recording after the other lost samples, with longer buffers too.",
                     "The computer, the sound server or the device cannot keep up.",
                     "Close other programs, use another rate, the card's own driver or another "
                     "card."},
    DoubtExplanation{"xruns", "The audio system reported an interruption.",
                     "The computer was too busy for the buffers asked for.",
                     "Close other programs, use larger buffers, measure again."},
    DoubtExplanation{"dropout", "A tone, the ramp or the sweep breaks off for a moment.",
                     "A loss on the way, a bad contact, or a port that protects itself, which "
                     "comes back at the same place.",
                     "Close other programs, check the plugs, measure again."},
    DoubtExplanation{"clicks", "A click or burst stands out of what remains beside a steady tone.",
                     "Loose plugs, switching loads on the mains, a phone nearby, a struggling "
                     "computer.",
                     "Remove the source and record again."},
    DoubtExplanation{"no_common_delay",
                     "A take lies some samples from where the others of its stream lie.",
                     "Samples were lost between takes, or the port has a large reactance.",
                     "Close other programs, use larger buffers, record again."},
    DoubtExplanation{"rate_swap",
                     "The recording is the stimulus at another sample rate's speed: 44.1 kHz "
                     "played as 48 kHz, or the like.",
                     "Player or recorder took the file for one of another rate.",
                     "Set both to the stimulus's own sample rate."},
    DoubtExplanation{"clock_off", "The recording runs faster or slower than two clocks ever do.",
                     "A speed or pitch control, or a resampling mixer at the wrong rate.",
                     "Set player, recorder and mixer to the stimulus's own rate; switch speed and "
                     "pitch controls off."},
    DoubtExplanation{"clock_far_off",
                     "The clocks differ by more than clocks usually do; it is allowed for.",
                     "A program or mixer that converts the sample rate.",
                     "Look for it, and take it out of the way."},
    DoubtExplanation{"clock_wanders", "The recorder's clock moves against the player's.",
                     "Wireless links, resampling mixers, devices that have just been switched on.",
                     "Let the devices warm up; avoid wireless links and resampling mixers."},
    DoubtExplanation{"clock_not_common",
                     "Two clocks show where one device should play and record with one.",
                     "The device is two behind one name, or something resamples.",
                     "Choose the card itself (hw:), or name the two devices."},
    DoubtExplanation{"hidden_resampling",
                     "The response ends before the edge of the band the rate gives.",
                     "Something samples the sound at a lower rate on the way.",
                     "Measure at the rate the device or its sound server runs at, or choose the "
                     "card itself (hw:)."},
    DoubtExplanation{"sweep_and_tone_differ",
                     "A harmonic of 997 Hz is not the same in the sweep as of a steady tone of the "
                     "same level.",
                     "Something slow acts on the tone that a sweep passes too fast to see: a gain "
                     "control, heat, an effect of the player's.",
                     "Go by the steady tone; switch automatic level and enhancements off."},
    DoubtExplanation{"too_strong", "The input clips at -30 dBFS played or below.",
                     "The signal is far too strong for this input.",
                     "Turn the input gain down, use a line input or a pad."},
    DoubtExplanation{"input_limits", "The input reaches its full scale before the port its limit.",
                     "The input gain is too high for the port's maximum.",
                     "Turn the gain down, or put a pad before the input, for the maximum level."},
    DoubtExplanation{"input_clipped",
                     "The recording stands still at its highest values: its peaks are cut off.",
                     "The input, or a stage before the converter, is overdriven.",
                     "Turn the input gain down or put a pad before it; figures above that level "
                     "are bounds."},
    DoubtExplanation{"level_low", "The recording stays below -40 dBFS.",
                     "Input gain or volume is low: the input's own noise hides small figures.",
                     "Turn the input gain or the device's volume up."},
    DoubtExplanation{"noise_gated",
                     "The recording stands still in near-silence, though there is noise beside "
                     "the tones.",
                     "A gate or noise suppression in the input, or a port that mutes itself.",
                     "Switch noise suppression, gates and automatic muting off."},
    DoubtExplanation{"strains_early", "Distortion or compression shows at -30 dBFS or below.",
                     "A microphone input, automatic gain, a short, or something else the port "
                     "drives.",
                     "Use a line input with automatic gain off; look for a short."},
    DoubtExplanation{"rises_faster_than_played", "The level rises more than was played.",
                     "Expanders, automatic gain or enhancements.", "Switch them off."},
    DoubtExplanation{"falls_silent", "The port was heard at a lower level and is silent now.",
                     "A short, a loose plug, or a protection that has switched off.",
                     "Look for it; let the port recover; measure again."},
    DoubtExplanation{"silent_with_load", "With a load in place nothing arrives any more.",
                     "A short in the load or its plug, or a protection that has switched off.",
                     "Look for a short and measure again."},
    DoubtExplanation{"falls_more_than_its_divider",
                     "With a load the level falls further than the source lets expect; the load "
                     "is not driven any louder.",
                     "A short, a wrong load, or a port that gives way.",
                     "Check the load; naming the input's full scale lets the level rise, since "
                     "volts show what the load bears."},
    DoubtExplanation{"load_rating", "The levels end where the load's power rating does.",
                     "More would overheat the resistor.",
                     "Use a resistor that bears more, and give its power_w in a load box."},
    DoubtExplanation{"gain_not_steady", "The level of a steady tone creeps.",
                     "Automatic gain, a limiter, warming up, or a bad contact.",
                     "Switch automatic gain control and enhancements off, check the plugs."},
    DoubtExplanation{"gain_moved", "The gain moves within a take.",
                     "Automatic gain control, or a control that was turned.",
                     "Leave volume and gain alone, switch automatic gain off, measure again."},
    DoubtExplanation{"gain_drifted",
                     "The first load reads another level when measured again at the end.",
                     "A control was moved, or the gain drifts with warmth.",
                     "Leave volume and gain alone, let the devices warm up, measure again."},
    DoubtExplanation{"drift_assumed",
                     "The first load was not measured again: what the gain did between the takes "
                     "is assumed.",
                     "--no-return, or separate recordings.",
                     "Return to the first load at the end, which measures the drift."},
    DoubtExplanation{"input_not_settled", "Long after a change of load the input still drifts.",
                     "A bad contact, or a large coupling capacitor that charges.",
                     "Check plug and solder joints; measure again after a pause."},
    DoubtExplanation{"short", "A load acts like next to nothing.",
                     "The load or its plug is shorted.", "Look for the short, and measure again."},
    DoubtExplanation{"load_not_verified",
                     "The level fits another load than the one asked for, also after asking again.",
                     "Another resistor, a poor contact, or a port that reacts to its load.",
                     "Check the plug, measure the resistor at it, measure again."},
    DoubtExplanation{"load_not_changed", "The level with a load equals that without it.",
                     "The resistor is not connected, or the source is far below it.",
                     "Check that it sits across the jack, and measure again."},
    DoubtExplanation{"load_hardly_seen", "A load changes the level by no more than gain drift may.",
                     "A source of very few ohm, or a load that is not connected.",
                     "Use a heavier load, and return to the first one, which measures the drift."},
    DoubtExplanation{"load_disagrees",
                     "One load acts like another value, the others agree with each other.",
                     "A wrong resistor, a poor contact, or a port that gives way there.",
                     "Measure that resistor at its plug."},
    DoubtExplanation{"limited_at_low_level",
                     "Into a load the port is past its limit already at the quiet tones of the "
                     "impedance.",
                     "The load is too heavy for it.", "Measure with lighter loads."},
    DoubtExplanation{
        "source_not_tested", "Two loads give a source, but cannot test that it is one.",
        "Two unknowns need a third load to be checked.", "Add a third load of another size."},
    DoubtExplanation{"source_not_linear", "No single linear source explains all loads.",
                     "A limit, a mode that changes with the load, or a wrong resistor.",
                     "Measure the resistors; look at the level per load; use lighter loads."},
    DoubtExplanation{"load_sensing", "The port's EMF changes with its load.",
                     "It tells headphones from line inputs and sets its level by it.",
                     "Figures hold for their own load; pull and re-insert the plug for every load "
                     "where it senses at plug-in only."},
    DoubtExplanation{
        "level_dependent",
        "At a high level the load pulls the level down by another amount than at a low one.",
        "The port limits, or its output stage changes its mode.",
        "The impedance given is the small-signal one; see the maximum level into that load."},
    DoubtExplanation{"negative_impedance",
                     "The level rises with the load: no single source does "
                     "that.",
                     "Loads mixed up, an automatic gain, or a port that reacts to its load.",
                     "Check which take has which load; measure --loads open,4.7k,600,300,100,33."},
    DoubtExplanation{"negative_resistance",
                     "The impedance comes out with a negative real part, which no source has.",
                     "Polarity, channels or loads are mixed up between the takes.",
                     "Check cables, channels and which take has which load; record again."},
    DoubtExplanation{"phase_not_measured",
                     "The takes have no common clock and delay: their phases do not compare.",
                     "Separate recordings, two devices, or losses between takes.",
                     "Play and record in one stream, or add loads below and above the impedance."},
    DoubtExplanation{
        "contacts_included",
        "The impedance is so small that plug and leads are a large part of it.",
        "It holds at the load's terminals, contacts included.",
        "Declare them in a load box (contact_ohm), or solder the resistor to the plug."},
    DoubtExplanation{"hum", "A large part of the noise is mains hum.",
                     "A ground loop between the devices, or the port's own supply.",
                     "Measure from a battery, or with both devices on one mains outlet."},
    DoubtExplanation{"idle_tone", "Most of the noise is a tone that was not played.",
                     "Another sound playing, a switching supply, a bus's 1 kHz or 8 kHz.",
                     "Stop other sounds; unplug chargers, hubs and other supplies."},
    DoubtExplanation{"noise_of_16_bits",
                     "The recordings' 16 bits make more noise than the profile states for the "
                     "input.",
                     "They were made or stored with 16 bits.", "Record with 24 bits."},
    DoubtExplanation{"calibration_not_tied",
                     "A recording does not tell which device made it; the profile was taken on "
                     "trust.",
                     "The analysis works on files.",
                     "Make sure that it was this device, at the same gain."},
};

}  // namespace

std::span<const DoubtExplanation> doubt_explanations() { return rows; }

bool are_explained(std::span<const Doubt> doubts) {
    return std::ranges::all_of(
        doubts, [](const Doubt& doubt) { return find_doubt(doubt.code) != nullptr; });
}

const DoubtExplanation* find_doubt(std::string_view code) {
    const auto row = std::ranges::find(rows, code, &DoubtExplanation::code);
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace ohmloop::result
