#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/take.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// Both channels of the jack in one take, each heard and with its load.
struct ChannelPair {
    const Take& take;
    const ChannelObservations& left;
    const ChannelObservations& right;

    [[nodiscard]] const ChannelObservations& channel(int index) const {
        return index == 0 ? left : right;
    }
};

/// One of each load, the lightest first; the return is not among them.
[[nodiscard]] std::vector<ChannelPair> channel_pairs(const std::vector<Take>& takes,
                                                     const AnalysisSetup& setup);

/// Half-width of what an input's channels may differ by, decibels.
[[nodiscard]] double input_match_db(const InputModel& input);

/// "left>right": from a channel into the other, or the second re the first.
[[nodiscard]] std::string pair_name(int from);

}  // namespace ohmloop::measure
