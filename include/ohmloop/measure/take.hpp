#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/observations.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/result/figure.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// The recording of one body, and what was played while it was made.
struct RawTake {
    profiles::Load load;
    int order = 0;  ///< place in time among the takes, from 0
    signal::Layout layout;
    signal::Recording recording;
    bool same_stream = false;  ///< shares one running, one-clock stream with the take before
    int retakes = 0;
    std::string ceiling_by = "ceiling";  ///< what ended the levels: see BodyLevels
};

/// A take after its samples have been looked at once: aligned, observed, doubted.
struct Take {
    profiles::Load load;
    int order = 0;
    bool same_stream = false;
    int retakes = 0;
    std::string ceiling_by;
    std::uint64_t frames_asked = 0;
    std::uint64_t frames_obtained = 0;
    int xruns = 0;
    Hertz rate;
    std::optional<Hertz> play_rate = {};  ///< where it was played at another
    Alignment alignment;
    double frames_apart = 0;  ///< of its own markers from where the shared alignment has them
    Observations observations;
    std::vector<result::Doubt> doubts;
    bool usable = true;  ///< false: a doubt spoils the whole take

    [[nodiscard]] signal::Rates rates() const { return {rate, play_rate.value_or(rate)}; }
};

/// Aligns and observes. `reference`: the alignment of an earlier take of the same stream, whose
/// delay then holds for this one too, so that phases compare; whether it does is for observe_all.
[[nodiscard]] Take observe(const RawTake& raw, const std::optional<Alignment>& reference = {});

/// Observes takes in order, sharing alignment where they share a stream. A take displaced by whole
/// frames is spoiled; one of which a load's circuit might be the reason, or not, keeps a delay of
/// its own and is of no stream.
[[nodiscard]] std::vector<Take> observe_all(const std::vector<RawTake>& raw);

}  // namespace ohmloop::measure
