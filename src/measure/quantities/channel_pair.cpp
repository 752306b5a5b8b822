#include "channel_pair.hpp"

#include "measure/take/gain_table.hpp"

#include <algorithm>

namespace ohmloop::measure {

std::vector<ChannelPair> channel_pairs(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    std::vector<ChannelPair> pairs;
    const GainTable left(takes, setup, 0);
    const GainTable right(takes, setup, 1);
    for (const auto& entry : left.entries()) {
        const auto other = std::find_if(
            right.entries().begin(), right.entries().end(),
            [&](const GainTable::Entry& candidate) { return candidate.take == entry.take; });
        const bool told = std::any_of(pairs.begin(), pairs.end(), [&](const ChannelPair& pair) {
            return pair.take.load.name == entry.take->load.name;
        });
        if (other != right.entries().end() && !told)
            pairs.push_back({*entry.take, *entry.seen, *other->seen});
    }
    return pairs;
}

double input_match_db(const InputModel& input) {
    return input.channel_match_db.value_or(undeclared_match_db);
}

std::string pair_name(int from) { return from == 0 ? "left>right" : "right>left"; }

}  // namespace ohmloop::measure
