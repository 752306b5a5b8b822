#pragma once

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/result/figure.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// One step of the approach: a 997 Hz tone at a level, both channels, as heard in the louder one.
struct StepReading {
    double level_dbfs = 0;              ///< as played
    bool heard = false;                 ///< stands 14 dB above its standard uncertainty
    double gain_db = 0;                 ///< recorded level re played; 0 unheard
    double relative_uncertainty = 0;    ///< standard, of the amplitude, from the noise
    double distortion_db = -200;        ///< THD to the fifth, the noise's share taken off
    double least_distortion_db = -200;  ///< what noise cannot explain of it, but once in 10^6
    double peak = 0;                    ///< largest |sample| of any channel, full scale = 1
    bool input_clipped = false;
    /// Of two recorded channels the one that hears next to nothing of what the other does.
    std::optional<int> missing_channel;
};

/// The exchange for one step; at most 0.15 s, ramped.
[[nodiscard]] signal::Layout step_layout(signal::Rates rates, signal::Wiring wiring, DbFs level);
/// Reads a step's recording, the tone's place unknown within the recording's length.
[[nodiscard]] StepReading read_step(const signal::Recording& recording,
                                    const signal::Layout& layout);

/// What to do after a step.
struct StepDecision {
    std::optional<DbFs> next;             ///< the next level, or none: the approach ends
    std::optional<result::Doubt> strain;  ///< why it ended early
};

/// The rule: from -60 dBFS in steps of at most 6 dB up to `ceiling`; ends at input clip, at 2 %
/// distortion or 0.5 dB compression, at a level that rises 1 dB faster than played, at a port that
/// falls silent or is not heard at -30 dBFS; noise alone is none of these.
[[nodiscard]] StepDecision next_step(const std::vector<StepReading>& steps, DbFs ceiling);

/// A load as the approach heard it; open is infinite.
struct HeardLoad {
    double resistance_ohm = 0;
    double gain_db = 0;
};
/// The largest gain heard, less what noise may have added; none where nothing was heard.
[[nodiscard]] std::optional<double> heard_gain_db(const std::vector<StepReading>& steps);
/// The gain below which no linear source falls across a resistor, after what it did across the
/// loads `before`; -26 dB re open where only that was heard. None where open was not the first.
[[nodiscard]] std::optional<double> least_gain_db(const std::vector<HeardLoad>& before,
                                                  double resistance_ohm);

/// The steps after a change of load, from 6 dB below the first load's safe level up to that, or
/// down until the port is clean; ends at a load that falls below `least_gain_db` or silences it.
[[nodiscard]] StepDecision next_loaded_step(const std::vector<StepReading>& steps, DbFs safe,
                                            std::optional<double> least_gain_db = std::nullopt);

/// Levels for the body from the steps heard, and a ramp of `span` up to its ceiling: the loudest
/// step played, which is at most 6 dB above a limit found by distortion or compression, and 6 dB
/// below the step at which the input clipped or something strange happened.
[[nodiscard]] BodyLevels place_body(const std::vector<StepReading>& steps, DbFs ceiling,
                                    Decibels span);

/// True while the record still moves by itself: coupling capacitors and AC coupling have not
/// settled (its slow drift exceeds what its noise explains and 1e-4 of full scale).
[[nodiscard]] bool still_settling(const signal::Recording& silence);

}  // namespace ohmloop::measure
