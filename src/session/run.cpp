#include "ohmloop/session/run.hpp"

#include "session/guarded_stream.hpp"
#include "session/load_placement.hpp"
#include "session/load_rating.hpp"

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/approach.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/measure/sound_breaks.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::session {

namespace {

using profiles::Load;

/// Parts of the whole run, in units of one body.
constexpr double approach_share = 0.25;
constexpr double return_share = 0.5;

/// Below the level that is safe with the first load: for the tone that checks a load.
constexpr Decibels below_safe(6);

enum class Taken { whole, given_up, swapped };

/// What a body lacks, the worst last.
enum class Loss { nothing, marker, sound, samples };

struct Arrival {
    Loss loss = Loss::nothing;
    std::vector<measure::SoundBreak> breaks;
};

/// The samples decide; what the host reports is a hint for the analysis.
Arrival arrival_of(const measure::RawTake& take) {
    if (take.recording.frames() < take.layout.frames) return {Loss::samples, {}};
    const auto aligned = measure::align(take.recording, take.layout);
    switch (aligned.fault) {
        case measure::AlignmentFault::lost_samples:
            return {Loss::samples, {}};
        case measure::AlignmentFault::truncated:
        case measure::AlignmentFault::no_marker:  // it lacks both, or frames are lost in them
            return {Loss::marker, {}};
        case measure::AlignmentFault::none:
            break;
        default:
            return {};
    }
    // Frames lost and frames doubled that make up for each other leave the markers where they were.
    auto breaks = measure::find_sound_breaks(take, aligned.alignment);
    if (breaks.empty()) return {};
    const bool displaced =
        std::any_of(breaks.begin(), breaks.end(), [](const auto& each) { return each.displaced; });
    return {displaced ? Loss::samples : Loss::sound, std::move(breaks)};
}

/// A port that protects itself breaks off where it did before: no retake mends that.
bool is_the_ports_own(const Arrival& before, const Arrival& now) {
    return now.loss == Loss::sound && measure::at_the_same_places(before.breaks, now.breaks);
}

class Run {
  public:
    Run(device::RunningStream& stream, device::LoadSwitch& load_switch, const RunSettings& settings,
        Progress& progress, RunOutcome& outcome)
        : stream_(stream),
          settings_(settings),
          progress_(progress),
          outcome_(outcome),
          placement_(stream_, load_switch, settings, outcome.doubts,
                     [this](const Load& load, const char* what) { tell(load, what); }) {}

    void all() {
        total_ = static_cast<double>(settings_.loads.size()) * (1 + approach_share);
        if (returns()) total_ += return_share;
        for (std::size_t k = 0; k < settings_.loads.size();) {
            const Taken taken = take(settings_.loads[k]);
            if (taken == Taken::given_up) return;
            if (taken == Taken::whole)
                ++k;
            else
                go_back(settings_.loads[--k]);
        }
        if (returns()) repeat_first();
        progress_.report("done", 1);
    }

  private:
    [[nodiscard]] bool returns() const {
        return settings_.return_to_first && settings_.loads.size() > 1;
    }

    void tell(const Load& load, const char* what) {
        progress_.report(fmt::format("{}: {}", load.name, what), std::min(done_ / total_, 1.0));
    }

    /// With the first load in place. Where nobody can be asked again nothing is checked: the
    /// analysis finds what it finds.
    void begin_checks() {
        if (!placement_.can_check() || heard_.empty()) return;
        DbFs bearable = first_levels_.ceiling - below_safe;
        for (const Load& load : settings_.loads) bearable = within_rating({}, load, bearable);
        placement_.begin_checks(bearable);
    }

    /// The load before was another: its take goes.
    void go_back(const Load& load) {
        outcome_.takes.pop_back();
        placement_.go_back();
        std::erase_if(outcome_.doubts,
                      [&](const result::Doubt& doubt) { return doubt.load == load.name; });
        std::erase_if(heard_, [&](const measure::HeardLoad& each) {
            return each.resistance_ohm == load.resistance_ohm;
        });
        progress_.takes_changed(outcome_);
    }

    measure::StepReading step(DbFs level) {
        const auto layout = measure::step_layout(stream_.rates(), settings_.wiring, level);
        return measure::read_step(stream_.exchange(layout, settings_.max_level), layout);
    }

    /// The ceiling the load's rating leaves, at most `ceiling`. Before the load's own first step
    /// the first load's gain stands for it, which no load exceeds.
    [[nodiscard]] DbFs within_rating(const std::vector<measure::StepReading>& steps,
                                     const Load& load, DbFs ceiling) const {
        if (!settings_.input_full_scale) return ceiling;
        auto gain_db = measure::heard_gain_db(steps);
        if (steps.empty() && !heard_.empty()) gain_db = heard_.front().gain_db;
        if (!gain_db) return ceiling;
        const auto rated = rated_ceiling(*gain_db, load, *settings_.input_full_scale);
        return rated ? std::min(*rated, ceiling) : ceiling;
    }

    void note_rating(const Load& load, DbFs rated) {
        add_doubt(outcome_.doubts,
                  {"load_rating",
                   result::Severity::note,
                   {},
                   load.name,
                   fmt::format("the load's rating of {:.3g} W ends the levels at {:.1f} dBFS",
                               load.power_w, rated.value()),
                   "use a resistor that bears more power and give its power_w in a load box"});
    }

    /// Climbs step by step while `rule` names a next level; each level within the load's rating.
    template <class Rule>
    std::vector<measure::StepReading> climb(const Load& load, DbFs ceiling, const Rule& rule) {
        tell(load, "approaching");
        std::vector<measure::StepReading> steps;
        while (true) {
            measure::StepDecision decision = rule(steps, within_rating(steps, load, ceiling));
            if (decision.strain) {
                if (!decision.strain->load) decision.strain->load = load.name;
                add_doubt(outcome_.doubts, *decision.strain);
            }
            if (!decision.next) return steps;
            steps.push_back(step(*decision.next));
        }
    }

    std::vector<measure::StepReading> climb(const Load& load, DbFs ceiling) {
        if (outcome_.takes.empty()) return climb(load, ceiling, measure::next_step);
        // With volts the rating guards the load; without, the first sign of strain does.
        std::optional<double> least;
        if (!settings_.input_full_scale) {
            least = measure::least_gain_db(heard_, load.resistance_ohm);
        }
        return climb(load, ceiling, [least](const auto& steps, DbFs safe) {
            return measure::next_loaded_step(steps, safe, least);
        });
    }

    measure::BodyLevels approach(const Load& load) {
        const bool first = outcome_.takes.empty();
        const DbFs ceiling = first ? settings_.max_level : first_levels_.ceiling;
        const auto steps = climb(load, ceiling);
        const DbFs rated = within_rating(steps, load, ceiling);
        auto levels = measure::place_body(steps, rated, settings_.plan.live_ramp_span);
        if (rated < ceiling) note_rating(load, rated);
        if (rated < ceiling && levels.ceiling >= rated) levels.ceiling_by = "load_rating";
        if (!first && levels.ceiling_by == "ceiling") levels.ceiling_by = first_levels_.ceiling_by;
        if (first) first_levels_ = levels;
        const auto gain = measure::heard_gain_db(steps);
        if (gain && (first || !heard_.empty())) heard_.push_back({load.resistance_ohm, *gain});
        done_ += approach_share;
        return levels;
    }

    [[nodiscard]] Taken take(const Load& load) {
        const Placed placed = placement_.place(load);
        if (placed == Placed::swapped) return Taken::swapped;
        if (placed == Placed::shorted) return Taken::given_up;
        const auto levels = approach(load);
        if (outcome_.takes.empty()) begin_checks();
        tell(load, "measuring");
        const bool whole = play(load,
                                measure::body_layout(sparing(settings_.plan, load), stream_.rates(),
                                                     settings_.wiring, levels),
                                levels);
        done_ += 1;
        if (!whole) give_up(load);
        progress_.takes_changed(outcome_);
        return whole ? Taken::whole : Taken::given_up;
    }

    void give_up(const Load& load) {
        add_doubt(
            outcome_.doubts,
            {"takes_stay_spoiled",
             result::Severity::spoils,
             {},
             load.name,
             fmt::format("each of {} recordings with this load lost samples, though buffers were "
                         "made longer where they can be: the run ended here",
                         settings_.most_retakes + 1),
             "close other programs, use another rate, or another sound card or its own driver"});
    }

    void repeat_first() {
        const Load& first = settings_.loads.front();
        if (placement_.place(first) != Placed::in_place) return;
        tell(first, "measuring again for the drift");
        const auto plan = short_return(sparing(settings_.plan, first));
        // Without it drift is not known, which widens intervals; the loads have been measured.
        outcome_.returned = play(
            first, measure::body_layout(plan, stream_.rates(), settings_.wiring, first_levels_),
            first_levels_);
        if (!outcome_.returned) return outcome_.takes.pop_back();
        progress_.takes_changed(outcome_);
    }

    /// Plays a body until it is whole, at most `most_retakes` times more, each time with buffers
    /// twice as long; what the last attempt brought is kept, its faults are for the analysis to
    /// name. False when samples were lost to the end.
    [[nodiscard]] bool play(const Load& load, const signal::Layout& layout,
                            const measure::BodyLevels& levels) {
        measure::RawTake take{
            load, static_cast<int>(outcome_.takes.size()), layout, {}, false, 0, levels.ceiling_by};
        take.recording = stream_.exchange(layout, levels.ceiling);
        auto arrival = arrival_of(take);
        while (arrival.loss != Loss::nothing && take.retakes < settings_.most_retakes) {
            stream_.break_delay();
            if (arrival.loss != Loss::marker) stream_.double_latency();
            ++take.retakes;
            take.recording = stream_.exchange(layout, levels.ceiling);
            const auto before = std::exchange(arrival, arrival_of(take));
            if (is_the_ports_own(before, arrival)) break;
        }
        take.same_stream = stream_.kept_delay() && !outcome_.takes.empty();
        outcome_.takes.push_back(std::move(take));
        // A marker that the port swallows is no fault of the host's: the analysis names it, as it
        // does what breaks off.
        return arrival.loss != Loss::samples;
    }

    GuardedStream stream_;
    const RunSettings& settings_;
    Progress& progress_;
    RunOutcome& outcome_;
    LoadPlacement placement_;
    measure::BodyLevels first_levels_;
    std::vector<measure::HeardLoad> heard_;  ///< in order; empty where the first was not heard
    double done_ = 0;
    double total_ = 1;
};

}  // namespace

void run(device::RunningStream& stream, device::LoadSwitch& load_switch,
         const RunSettings& settings, Progress& progress, RunOutcome& outcome) {
    expects(!settings.loads.empty(), "a run has at least one load");
    Run(stream, load_switch, settings, progress, outcome).all();
}

}  // namespace ohmloop::session
