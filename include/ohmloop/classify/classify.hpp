#pragma once

#include "ohmloop/classify/weighing.hpp"
#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/result/result.hpp"

#include <span>
#include <string>

namespace ohmloop::classify {

/// The verdict on one channel from its figures, doubts and setup; never a sample.
[[nodiscard]] result::Verdict verdict_on_channel(const result::Result& result,
                                                 const std::string& channel,
                                                 const Settings& settings = {});

/// The verdict on figures from elsewhere, such as a data sheet's, with advice on the headphones
/// asked about, or on typical ones.
[[nodiscard]] result::Verdict verdict_on(const PortFacts& facts, const Settings& settings = {},
                                         std::span<const profiles::Headphone> asked = {});

/// Fills `verdict` and `channel_verdicts`, replacing what stood there. Both channels of a jack
/// share a stage: the port's probabilities are the mean of its channels', its texts those of the
/// channel with more figures; channels that disagree leave it undecided or say so.
/// `asked` as above.
void add_verdict(result::Result& result, const Settings& settings = {},
                 std::span<const profiles::Headphone> asked = {});

}  // namespace ohmloop::classify
