#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// A stimulus whose number is known, and what to call it.
struct KnownStimulus {
    signal::Layout layout;
    std::string plan;
};

/// A recording and the file it came from.
struct NamedRecording {
    std::string path;
    signal::Recording recording;
};

/// The stimulus that was played into the recordings: --stimulus FILE, else one of the known plans
/// as stimulus files, found by the number their markers carry. Recordings in which no marker can
/// be read are taken for the same one. Throws UsageError for a number nobody knows (naming
/// --stimulus), InvalidMeasurement when no recording carries one, when they disagree, or when the
/// stimulus was made at another rate.
[[nodiscard]] KnownStimulus match_stimulus(const Options& options,
                                           const std::vector<NamedRecording>& recordings);

}  // namespace ohmloop::cli
