#include "session/load_placement.hpp"

#include "ohmloop/measure/approach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ohmloop::session {

namespace {

using profiles::Load;

constexpr Seconds settling_look(0.25);
constexpr int most_questions = 2;
/// Of the tone that checks a load: quiet enough for a port to bear a wrong one.
constexpr DbFs loudest_check(-18);
constexpr Decibels quieter(12);

bool same(const LoadJudgement& a, const LoadJudgement& b) {
    constexpr double alike = 1.05;
    return a.fault == b.fault && a.other == b.other && a.acts_like_ohm <= alike * b.acts_like_ohm &&
           b.acts_like_ohm <= alike * a.acts_like_ohm;
}

signal::Layout silence(signal::Rates rates) {
    return signal::place(
        rates, {{signal::Silence{}, signal::Drive::both, Seconds(0), settling_look, Seconds(0)}});
}

result::Doubt doubt_settling(const Load& load, Seconds waited) {
    return {"input_not_settled",
            result::Severity::weakens,
            {},
            load.name,
            fmt::format("after {:.0f} s with the load in place the input still drifts by itself",
                        waited.value()),
            "check the plug and the load's solder joints; a large coupling capacitor may need "
            "a minute: measure again after a pause"};
}

}  // namespace

LoadPlacement::LoadPlacement(GuardedStream& stream, device::LoadSwitch& load_switch,
                             const RunSettings& settings, std::vector<result::Doubt>& doubts,
                             Tell tell)
    : stream_(stream),
      load_switch_(load_switch),
      settings_(settings),
      doubts_(doubts),
      tell_(std::move(tell)) {}

Placed LoadPlacement::place(const Load& load) {
    const auto doubts = doubts_;
    std::string why = std::exchange(why_again_, "");
    if (watch_ && why.empty()) watch_->leave(*present_, hear(level_));
    LoadJudgement last;
    for (int questions = 0;; ++questions) {
        select(load, why);
        if (!watch_) return Placed::in_place;
        tell_(load, "checking");
        const auto now = hear_load(load);
        const auto judged = watch_->judge(load, now);
        if (judged.fault == LoadFault::none) {
            watch_->believe(load, now);
            return Placed::in_place;
        }
        const bool swapped = judged.fault == LoadFault::swapped;
        if (questions == most_questions || same(judged, last) || (swapped && went_back_)) {
            add_doubt(doubts_, doubt_about(judged, load));
            return judged.fault == LoadFault::shorted ? Placed::shorted : Placed::doubted;
        }
        doubts_ = doubts;
        why = question_about(judged, load);
        if (swapped) {
            went_back_ = true;
            why_again_ = why;
            return Placed::swapped;
        }
        last = judged;
    }
}

bool LoadPlacement::can_check() const {
    return load_switch_.can_ask() && settings_.loads.size() > 1;
}

void LoadPlacement::begin_checks(DbFs bearable) {
    level_ = std::min(loudest_check, bearable);
    LoadWatch watch(settings_.loads, hear_load(settings_.loads.front()));
    if (watch.hears_any()) watch_ = std::move(watch);
}

void LoadPlacement::go_back() {
    if (!watch_->forget_last()) watch_.reset();
}

void LoadPlacement::select(const Load& load, const std::string& why) {
    tell_(load, why.empty() ? "connecting" : "connecting again");
    if (why.empty())
        load_switch_.select(load.name);
    else
        load_switch_.select_again(load.name, why);
    present_ = &load;
    tell_(load, "settling");
    settle(load);
}

void LoadPlacement::settle(const Load& load) {
    const auto layout = silence(stream_.rates());
    for (double waited = 0; waited < settings_.longest_settling.value();) {
        const auto heard = stream_.exchange(layout, settings_.max_level);
        if (!measure::still_settling(heard)) return;
        waited +=
            static_cast<double>(std::max(heard.frames(), layout.frames)) / layout.rate.value();
    }
    add_doubt(doubts_, doubt_settling(load, settings_.longest_settling));
}

std::vector<LevelReading> LoadPlacement::hear(DbFs level) {
    const auto layout = check_layout(stream_.rates(), settings_.wiring, level);
    return read_check(stream_.exchange(layout, settings_.max_level), layout);
}

/// Two levels, the lower first; no louder into a load that already lets the level fall far. The
/// first load, which its port bears at the louder one, is only compared with itself and others.
ChannelReadings LoadPlacement::hear_load(const Load& load) {
    if (load.name == settings_.loads.front().name) {
        const auto loud = hear(level_);
        return {loud, loud};
    }
    auto first = hear(level_ - quieter);
    if (watch_->fell_far(first)) return {hear(level_ - quieter - quieter), std::move(first)};
    return {std::move(first), hear(level_)};
}

void add_doubt(std::vector<result::Doubt>& doubts, result::Doubt doubt) {
    const bool known = std::any_of(doubts.begin(), doubts.end(), [&](const result::Doubt& other) {
        return other.code == doubt.code && other.load == doubt.load;
    });
    if (!known) doubts.push_back(std::move(doubt));
}

}  // namespace ohmloop::session
