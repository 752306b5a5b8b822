#include "session/load_watch.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::session {

namespace {

using profiles::Load;

constexpr double watched_above = 0.1;  ///< of the loudest channel
constexpr double far = 0.05;

std::string spoken(const std::string& load) {
    return load == "open" ? "nothing across the jack" : load + " ohm";
}

std::string is_it_there(const Load& load) {
    return load.is_open() ? "is every load off the jack?"
                          : fmt::format("is the load of {} ohm in the jack?", load.name);
}

/// What the level shows, in a clause.
std::string seen(const LoadJudgement& judgement) {
    switch (judgement.fault) {
        case LoadFault::none:
            break;
        case LoadFault::unchanged:
            return "the level did not change";
        case LoadFault::missing:
            return "the level is that of the open jack";
        case LoadFault::left_on:
            return "the level is still that with " + spoken(judgement.other);
        case LoadFault::silent:
            return "nothing arrives any more";
        case LoadFault::shorted:
            return fmt::format("the level falls as with {} across the jack",
                               print(Ohms(judgement.acts_like_ohm), 1));
        case LoadFault::another:
            return judgement.other.empty() ? fmt::format("the level is that of about {}",
                                                         print(Ohms(judgement.acts_like_ohm), 2))
                                           : "the level is that with " + spoken(judgement.other);
        case LoadFault::swapped:
            if (judgement.other == "open") return "the level is above that of the open jack";
            return fmt::format("the levels with {} ohm before and with this load fit each other",
                               judgement.other);
    }
    return "";
}

/// After the open jack no other load speaks against a source of less than any plug's contacts.
bool may_be_the_source(const LoadJudgement& judgement) {
    return judgement.fault == LoadFault::unchanged && judgement.other == "open";
}

/// A port that raises its level for a load: the analysis knows better.
bool may_be_sensed(const LoadJudgement& judgement) {
    return judgement.fault == LoadFault::swapped && judgement.other == "open";
}

result::Severity severity_of(const LoadJudgement& judgement) {
    if (judgement.fault == LoadFault::shorted) return result::Severity::spoils;
    const bool harmless = may_be_the_source(judgement) || may_be_sensed(judgement);
    return harmless ? result::Severity::note : result::Severity::weakens;
}

std::string remaining(const LoadJudgement& judgement) {
    switch (judgement.fault) {
        case LoadFault::unchanged:
            return may_be_the_source(judgement)
                       ? ": it is not connected, or the source is below 0.006 ohm"
                       : ": the load before is still in place";
        case LoadFault::shorted:
            return ", far more than the other loads let expect: a short, a protection that has "
                   "switched off, or a wrong load before; the run ended here";
        case LoadFault::another:
            return ": a wrong resistor, a poor contact, or a port that changes with its load";
        case LoadFault::swapped:
            return may_be_sensed(judgement)
                       ? ": the port senses its load, or the two are in each other's place"
                       : "";
        case LoadFault::left_on:
            return ": without a return the drift is not known";
        default:
            return "";
    }
}

}  // namespace

LoadWatch::LoadWatch(const std::vector<Load>& loads, const ChannelReadings& first) {
    double loudest = 0;
    for (const auto& level : first.loud) loudest = std::max(loudest, level.gain);
    for (std::size_t k = 0; k < first.loud.size(); ++k) {
        const auto& level = first.loud[k];
        if (!level.heard() || level.gain < watched_above * loudest) continue;
        channels_.push_back({k, {loads, {{loads.front(), first.quiet[k], level}}, std::nullopt}});
    }
}

void LoadWatch::leave(const Load& load, const std::vector<LevelReading>& loud) {
    for (auto& channel : channels_) {
        const auto& level = loud[channel.input];
        channel.history.left = LoadReading{load, level, level};
    }
}

LoadJudgement LoadWatch::judge(const Load& load, const ChannelReadings& now) const {
    LoadJudgement common;
    for (const auto& [input, history] : channels_) {
        const auto judged = judge_load(history, {load, now.quiet[input], now.loud[input]});
        if (judged.fault == LoadFault::none) return {};
        if (common.fault == LoadFault::none) common = judged;
        if (judged.fault != common.fault || judged.other != common.other) return {};
    }
    return common;
}

void LoadWatch::believe(const Load& load, const ChannelReadings& now) {
    for (auto& [input, history] : channels_)
        history.taken.push_back({load, now.quiet[input], now.loud[input]});
}

bool LoadWatch::forget_last() {
    for (auto& channel : channels_) {
        channel.history.taken.pop_back();
        channel.history.left.reset();
    }
    return !channels_.front().history.taken.empty();
}

bool LoadWatch::fell_far(const std::vector<LevelReading>& now) const {
    return std::all_of(channels_.begin(), channels_.end(), [&](const Channel& channel) {
        return now[channel.input].gain < far * channel.history.taken.front().loud.gain;
    });
}

std::string question_about(const LoadJudgement& judgement, const Load& load) {
    switch (judgement.fault) {
        case LoadFault::silent:
            return seen(judgement) + ": is the plug all the way in, and nothing shorted?";
        case LoadFault::shorted:
            return seen(judgement) + ": is the load or its plug shorted?";
        case LoadFault::swapped:
            if (judgement.other == "open")
                return fmt::format(
                    "the level is higher with {} ohm than with the jack open: was the load in it "
                    "before, and nothing now?",
                    load.name);
            return fmt::format(
                "the levels with {} and {} ohm fit each other's place: were the two "
                "loads swapped?",
                judgement.other, load.name);
        default:
            return seen(judgement) + ": " + is_it_there(load);
    }
}

result::Doubt doubt_about(const LoadJudgement& judgement, const Load& load) {
    const bool ends = judgement.fault == LoadFault::shorted;
    return {ends ? "short" : "load_not_verified",
            severity_of(judgement),
            std::nullopt,
            load.name,
            fmt::format("asked again for this load, {}{}", seen(judgement), remaining(judgement)),
            ends ? "look for a short in the load and its plug, and measure again"
                 : "check the plug, measure the resistor at it, and measure again"};
}

}  // namespace ohmloop::session
