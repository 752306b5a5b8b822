#pragma once

#include "ohmloop/classify/weighing.hpp"
#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/result/result.hpp"

#include <vector>

namespace ohmloop::classify {

/// All that a verdict is asked with.
struct Question {
    Settings settings = {};
    /// To advise on; typical ones stand in where none is named.
    std::vector<profiles::Headphone> headphones = {};
};

/// The verdict on figures from elsewhere, such as a data sheet's.
[[nodiscard]] result::Verdict verdict_on(const PortFacts& facts, const Question& question = {});

/// Of which channel more is known: criteria that were measured.
[[nodiscard]] bool knows_more(const result::Verdict& a, const result::Verdict& b);

/// Fills `verdict` and `channel_verdicts`, replacing what stood there. Both channels of a jack
/// share a stage: the port's probabilities are the mean of its channels', its texts those of the
/// channel with more figures, or the softer; channels that disagree leave it undecided or say so.
/// Where they differ it serves as the worse of them does, and loudness is that of the louder.
void add_verdict(result::Result& result, const Question& question = {});

}  // namespace ohmloop::classify
