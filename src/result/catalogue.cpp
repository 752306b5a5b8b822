#include "ohmloop/result/catalogue.hpp"

#include <algorithm>
#include <array>

namespace ohmloop::result {
namespace {

// In the order people read them: source, levels, distortion, noise, channels, response, path.
constexpr std::array rows{
    QuantityInfo{
        "output_impedance", "Output impedance", "|Zo|", "ohm",
        "Magnitude of the small-signal impedance (at most -20 dBFS) of one channel at the load's "
        "terminals: plug contact and leads included unless the load box declares them, the shared "
        "return path excluded, the input's resistance and capacitance removed. Phase as e^(+jwt), "
        "inductive positive.",
        "IEC 60268-3, source impedance from known loads at constant EMF"},
    QuantityInfo{"apparent_impedance", "Apparent impedance", "", "ohm",
                 "Magnitude of the impedance that a linear source would need for the drop from the "
                 "lightest load into the one named, at the level played; the shared return path "
                 "included. The same at all levels of a linear port; where it is not, the port "
                 "limits and the figure is not its source's.",
                 ""},
    QuantityInfo{"source_resistance", "Source resistance", "Rs", "ohm",
                 "Resistance of the series R, C, L model fitted to the output impedance at all "
                 "measured frequencies.",
                 ""},
    QuantityInfo{"coupling_capacitance", "Coupling capacitance", "Cs", "F",
                 "Series capacitance of the R, C, L model fitted to the output impedance at all "
                 "measured frequencies; a lower bound where no capacitor shows.",
                 ""},
    QuantityInfo{"source_inductance", "Source inductance", "Ls", "H",
                 "Series inductance of the R, C, L model fitted to the output impedance at all "
                 "measured frequencies.",
                 ""},
    QuantityInfo{"shared_ground_resistance", "Shared ground resistance", "r_g", "ohm",
                 "Resistance of the return path both channels share, from the complex crosstalk "
                 "c (loaded minus open): r_g = -c S / (1 + c), S = Zo + R.",
                 ""},
    QuantityInfo{"load_drop", "Load drop", "", "dB",
                 "Level with the load re level open, both as loaded by the recording input, both "
                 "in the port's linear range; negative where the load pulls the level down.",
                 "IEC 60268-3, regulation, in decibels"},
    QuantityInfo{"level", "Level", "V", "V",
                 "Level of the fundamental of a sine at the jack: V rms, or dBFS of the recording "
                 "input (full-scale sine = 0) without volts.",
                 "AES17-2015", "dBFS"},
    QuantityInfo{"max_level", "Maximum level", "Vmax", "V",
                 "Level of the fundamental at 997 Hz, both channels driven, where THD+N (20 Hz to "
                 "20 kHz) reaches 1 % or the level has risen 0.3 dB less than played, whichever "
                 "is lower; limited_by names which.",
                 "AES17-2015, 6.2.6", "dBFS"},
    QuantityInfo{"max_power", "Maximum power", "Pmax", "W",
                 "Power the maximum level delivers into the load: Vmax^2 / R.", ""},
    QuantityInfo{"max_current", "Maximum current", "Imax", "A",
                 "Current, rms, the maximum level drives through the load: Vmax / R.", ""},
    QuantityInfo{"thd", "THD", "THD", "dB",
                 "Total harmonic distortion: root sum of squares of the harmonics from the second "
                 "up, re the fundamental unless the conditions say total.",
                 "IEC 60268-3, 14.12.3, in the form re the fundamental"},
    QuantityInfo{"thd_n", "THD+N", "THD+N", "dB",
                 "Everything but the fundamental from 20 Hz to 20 kHz, rms, re the fundamental "
                 "unless the conditions say total.",
                 "AES17-2015, 6.3.1, which is re the total"},
    QuantityInfo{"thd_n_aes17", "THD+N (AES17 notch)", "THD+N", "dB",
                 "What the standard notch of Q 2 leaves from 20 Hz to 20 kHz, rms, re the total: "
                 "thd_n as meters with a notch read it, which also takes 0.46 dB off a second "
                 "harmonic and 0.17 dB off white noise.",
                 "AES17-2015, 6.3.1 and 5.2.8"},
    QuantityInfo{"sinad", "SINAD", "SINAD", "dB",
                 "Signal to noise and distortion: the fundamental re everything else from 20 Hz "
                 "to 20 kHz; THD+N with the sign turned.",
                 ""},
    QuantityInfo{"harmonic", "Harmonic", "Hn", "dB",
                 "Amplitude of the harmonic of the order named, re the fundamental; its phase is "
                 "phi_n - n phi_1 for a sine reference.",
                 "IEC 60268-3, 14.12.3"},
    QuantityInfo{"noise", "Noise", "Vn", "V",
                 "Noise at the jack from 20 Hz to 20 kHz, playing digital silence, the recording "
                 "input's own noise removed in power; rms, weighting none, a or ccir_rms, or "
                 "the quasi-peak of itu_468.",
                 "AES17-2015, 6.4.2; A by IEC 61672-1, others by ITU-R BS.468-4", "dBFS"},
    QuantityInfo{"snr", "Signal-to-noise ratio", "SNR", "dB",
                 "Maximum level re the noise of digital silence, in the weighting named.", ""},
    QuantityInfo{"dynamic_range", "Dynamic range", "DR", "dB",
                 "Maximum level re what remains beside the fundamental of 997 Hz played at "
                 "-60 dBFS, CCIR-RMS or A weighted.",
                 "AES17-2015, 6.4.1 (CCIR-RMS); IEC 61606 (A)"},
    QuantityInfo{"imd_smpte", "Modulation distortion", "IMD", "dB",
                 "Two tones, 60 Hz and 7 kHz, 4:1: rms sum of the sidebands at 7 kHz -+ 60 Hz "
                 "and -+ 120 Hz, re the 7 kHz tone.",
                 "SMPTE form; IEC 60268-3 and AES17-2015, 6.3.6 differ in the sum"},
    QuantityInfo{"imd_aes17", "Modulation distortion (AES17)", "IMD", "dB",
                 "Two tones, 41 Hz and 7993 Hz, 4:1: rms sum of the sidebands at 7952 and 8034 Hz, "
                 "re the 7993 Hz tone; blind to odd orders.",
                 "AES17-2015, 6.3.6"},
    QuantityInfo{"imd_ccif", "Difference-frequency distortion", "IMD", "dB",
                 "Two tones, 19 kHz and 20 kHz, 1:1: rms sum of the products at 1, 18 and 21 kHz, "
                 "re the sum of both tones' amplitudes.",
                 "CCIF form; AES17-2015, 6.3.5 uses 18 and 20 kHz"},
    QuantityInfo{"td_n", "Multitone distortion and noise", "TD+N", "dB",
                 "Thirds of an octave from 21 Hz to 19.8 kHz at once: everything between the tones "
                 "from 20 Hz to 20 kHz, rms, re the rms sum of the tones.",
                 ""},
    QuantityInfo{"crosstalk", "Crosstalk", "", "dB",
                 "Level a driven channel leaves in the silent channel named second, re the driven "
                 "one; its own frequency only.",
                 "AES17-2015, 6.5.2, selective form"},
    QuantityInfo{"channel_balance", "Channel balance", "", "dB",
                 "Level of the right channel re the left, both driven alike.", ""},
    QuantityInfo{"polarity", "Polarity", "", "",
                 "+1 where a positive sample gives a positive voltage, -1 where it is turned, re "
                 "the input's declared polarity.",
                 "AES17-2015, 6.2.8"},
    QuantityInfo{"response", "Frequency response", "", "dB",
                 "Level against frequency re that at 997 Hz, the recording input's own AC coupling "
                 "removed as far as it is known.",
                 "AES17-2015, 6.2.3"},
    QuantityInfo{"response_deviation", "Response deviation", "", "dB",
                 "Largest deviation of the level from that at 997 Hz within the band named, with "
                 "its sign.",
                 "AES17-2015, 6.2.3"},
    QuantityInfo{"response_minus_3db", "Response limit (-3 dB)", "f3", "Hz",
                 "Frequency where the level has fallen by 3 dB re 997 Hz, at the low or the high "
                 "end of the band.",
                 ""},
    QuantityInfo{"group_delay", "Group delay", "tau", "s",
                 "Delay of a signal's envelope against frequency re that at 997 Hz: minus the "
                 "derivative of the phase by the angular frequency.",
                 ""},
    QuantityInfo{"hum", "Hum", "", "V",
                 "Mains products at the jack: rms sum of narrow bands at one to five times the "
                 "mains frequency.",
                 "AES17-2015, 6.5.1", "dBFS"},
    QuantityInfo{"idle_tone", "Strongest idle tone", "", "V",
                 "The strongest steady line in silence that is neither played nor of the mains, in "
                 "the audio band at the jack.",
                 "", "dBFS"},
    QuantityInfo{"dc_offset", "DC offset", "", "V",
                 "Mean voltage at the jack in silence; only a DC-coupled input can see it.", ""},
    QuantityInfo{"latency", "Latency", "", "s",
                 "Time from playing a sample to recording it, measured by markers through output, "
                 "jack and input; never the host's own figure.",
                 "AES17-2015, 6.8.2"},
    QuantityInfo{"clock_offset", "Clock offset", "eps", "ppm",
                 "Rate of the recorder's clock re the player's; positive when the recorder runs "
                 "fast.",
                 ""},
    QuantityInfo{"volume_range", "Volume range", "", "dB",
                 "Level at the volume control's maximum re its minimum.", ""},
    QuantityInfo{"gain", "Gain", "", "dB",
                 "Level at the jack re the level the sound card feeds in; only with source card.",
                 "AES17-2015, 6.2.2"},
};

}  // namespace

std::span<const QuantityInfo> catalogue() { return rows; }

const QuantityInfo* find_quantity(std::string_view name) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const QuantityInfo& info) { return info.name == name; });
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace ohmloop::result
