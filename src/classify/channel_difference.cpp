#include "classify/channel_difference.hpp"

#include "classify/decibels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace ohmloop::classify {

namespace {

using result::Advice;
using result::Answer;
using result::Fitness;

/// How bad an answer is; what is not known is worse than yes, and better than a known fault.
int badness(Answer answer) {
    switch (answer) {
        case Answer::yes:
            return 0;
        case Answer::unknown:
            return 1;
        case Answer::with_reservations:
            return 2;
        case Answer::no:
            break;
    }
    return 3;
}

bool is_on_loudness(const Advice& advice) {
    constexpr std::array<std::string_view, 3> topics{"headphone", "headphones", "strong"};
    return std::ranges::find(topics, advice.topic) != topics.end();
}

std::optional<double> open_level(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    const bool known = open && open->max_level && open->max_level->is_measured();
    return known ? std::optional(open->max_level->value) : std::nullopt;
}

}  // namespace

std::optional<double> louder_by_db(const PortFacts& a, const PortFacts& b) {
    constexpr double channels_of_one_stage_db = 1;
    const auto one = open_level(a);
    const auto other = open_level(b);
    if (!one || !other || a.volts != b.volts) return {};
    const double difference = decibels(*one / *other);
    return std::abs(difference) > channels_of_one_stage_db ? std::optional(difference)
                                                           : std::nullopt;
}

Fitness worse_fitness(const Fitness& lead, const Fitness& other, const std::string& other_channel) {
    if (badness(other.answer) <= badness(lead.answer)) return lead;
    Fitness worse = other;
    worse.reasons.insert(worse.reasons.begin(),
                         fmt::format("by the {} channel, the worse one", other_channel));
    return worse;
}

std::vector<Advice> with_loudness_of(const std::vector<Advice>& lead,
                                     const std::vector<Advice>& louder,
                                     const std::string& louder_channel) {
    std::vector<Advice> joined;
    for (const Advice& advice : louder) {
        if (!is_on_loudness(advice)) continue;
        joined.push_back(advice);
        joined.back().text =
            fmt::format("Of the {} channel, the louder: {}", louder_channel, advice.text);
    }
    std::ranges::remove_copy_if(lead, std::back_inserter(joined), is_on_loudness);
    return joined;
}

}  // namespace ohmloop::classify
