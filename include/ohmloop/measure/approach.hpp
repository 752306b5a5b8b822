#pragma once

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/result/figure.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// One step of the approach: a 997 Hz tone at a level, both channels, as heard.
struct StepReading {
    double level_dbfs = 0;     ///< as played
    bool heard = false;        ///< stands 6 dB above what silence leaves at its frequency
    double gain_db = 0;        ///< recorded level re played, louder channel
    double distortion_db = 0;  ///< THD of the louder channel, dB re fundamental
    double peak = 0;           ///< largest |sample| of any channel, full scale = 1
    bool input_clipped = false;
};

/// The exchange for one step; at most 0.15 s, ramped.
[[nodiscard]] signal::Layout step_layout(Hertz rate, signal::Wiring wiring, DbFs level);
/// Reads a step's recording, the tone's place unknown within the recording's length.
[[nodiscard]] StepReading read_step(const signal::Recording& recording,
                                    const signal::Layout& layout);

/// What to do after a step.
struct StepDecision {
    std::optional<DbFs> next;             ///< the next level, or none: the approach ends
    std::optional<result::Doubt> strain;  ///< why it ended early
};

/// The rule: from -60 dBFS in steps of at most 6 dB up to `ceiling`; ends at input clip, at more
/// than 3 % distortion or 1 dB compression, at a level that rises faster than played by 1 dB.
[[nodiscard]] StepDecision next_step(const std::vector<StepReading>& steps, DbFs ceiling);
/// The two steps after a change of load, from the first load's safe level.
[[nodiscard]] StepDecision next_loaded_step(const std::vector<StepReading>& steps, DbFs safe);

/// Levels for the body from the steps heard: the ceiling, and a ramp of `span` whose top lies
/// 2 dB above the expected limit or at the ceiling.
[[nodiscard]] BodyLevels place_body(const std::vector<StepReading>& steps, DbFs ceiling,
                                    Decibels span);

/// True while the record still moves by itself: coupling capacitors and AC coupling have not
/// settled (its slow drift exceeds what its noise explains and 1e-4 of full scale).
[[nodiscard]] bool still_settling(const signal::Recording& silence);

}  // namespace ohmloop::measure
