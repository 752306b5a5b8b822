#include "ohmloop/session/run.hpp"

#include "session/load_rating.hpp"
#include "session/load_watch.hpp"

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/approach.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::session {

namespace {

using profiles::Load;
using signal::Recording;

constexpr Seconds settling_look(0.25);

/// Parts of the whole run, in units of one body.
constexpr double approach_share = 0.25;
constexpr double return_share = 0.5;

/// A load that the level does not show is asked for again this often.
constexpr int most_questions = 2;
/// Of the tone that checks a load: quiet enough for a port to bear a wrong one.
constexpr DbFs loudest_check(-18);
constexpr Decibels below_safe(6);
constexpr Decibels quieter(12);

enum class Placed { in_place, doubted, swapped };
enum class Taken { whole, given_up, swapped };

bool same(const LoadJudgement& a, const LoadJudgement& b) {
    constexpr double alike = 1.05;
    return a.fault == b.fault && a.other == b.other && a.acts_like_ohm <= alike * b.acts_like_ohm &&
           b.acts_like_ohm <= alike * a.acts_like_ohm;
}

/// How much of a body arrived.
enum class Arrival { whole, marker_missing, samples_lost };

Arrival arrival_of(const Recording& recording, const signal::Layout& layout) {
    if (recording.frames() < layout.frames) return Arrival::samples_lost;
    switch (measure::align(recording, layout).fault) {
        case measure::AlignmentFault::lost_samples:
            return Arrival::samples_lost;
        case measure::AlignmentFault::truncated:
            return Arrival::marker_missing;
        default:
            return Arrival::whole;
    }
}

double peak_of(const signal::Waveform& waveform) {
    double peak = 0;
    for (const auto& channel : waveform.channels)
        for (const double x : channel) peak = std::max(peak, std::abs(x));
    return peak;
}

class Run {
  public:
    Run(device::RunningStream& stream, device::LoadSwitch& load_switch, const RunSettings& settings,
        Progress& progress, RunOutcome& outcome)
        : stream_(stream),
          load_switch_(load_switch),
          settings_(settings),
          progress_(progress),
          outcome_(outcome) {}

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

    /// Every exchange goes through here: nothing louder than `ceiling` ever does, and a host that
    /// lost samples has also lost the common delay.
    Recording exchange(const signal::Layout& layout, DbFs ceiling) {
        const auto waveform = signal::render(layout);
        expects(peak_of(waveform) <= peak_amplitude(ceiling) * (1 + 1e-9),
                "nothing is played above the ceiling");
        Recording recording = stream_.exchange(waveform);
        if (recording.overruns + recording.underruns > 0) unbroken_ = false;
        return recording;
    }

    /// `why`: what was seen of it when it was asked for before; empty the first time.
    void select(const Load& load, const std::string& why = "") {
        tell(load, why.empty() ? "connecting" : "connecting again");
        if (why.empty())
            load_switch_.select(load.name);
        else
            load_switch_.select_again(load.name, why);
        present_ = &load;
        tell(load, "settling");
        settle(load);
    }

    [[nodiscard]] std::vector<LevelReading> hear(DbFs level) {
        const auto layout = check_layout(stream_.rate(), settings_.wiring, level);
        return read_check(exchange(layout, settings_.max_level), layout);
    }

    /// Two levels, the lower first; no louder into a load that already lets the level fall far.
    [[nodiscard]] ChannelReadings hear_load() {
        auto first = hear(check_level_ - quieter);
        if (watch_ && watch_->fell_far(first))
            return {hear(check_level_ - quieter - quieter), std::move(first)};
        return {std::move(first), hear(check_level_)};
    }

    /// With the first load in place and its safe level known. Where nobody can be asked again
    /// nothing is checked: the analysis finds what it finds.
    void begin_watch() {
        if (!load_switch_.can_ask() || settings_.loads.size() < 2 || heard_.empty()) return;
        check_level_ = std::min(loudest_check, first_levels_.ceiling - below_safe);
        for (const Load& load : settings_.loads)
            check_level_ = within_rating({}, load, check_level_);
        LoadWatch watch(settings_.loads, hear_load());
        if (watch.hears_any()) watch_ = std::move(watch);
    }

    /// Puts a load in place, and asks for it again where its level shows that it is not.
    [[nodiscard]] Placed place(const Load& load) {
        const auto doubts = outcome_.doubts;
        const std::string why = std::exchange(why_again_, "");
        if (watch_ && why.empty()) watch_->leave(*present_, hear(check_level_));
        select(load, why);
        LoadJudgement last;
        for (int questions = 0; watch_; ++questions) {
            tell(load, "checking");
            const auto now = hear_load();
            const auto judged = watch_->judge(load, now);
            if (judged.fault == LoadFault::none) {
                watch_->believe(load, now);
                return Placed::in_place;
            }
            const auto question = question_about(judged, load);
            if (judged.fault == LoadFault::swapped && !std::exchange(went_back_, true)) {
                why_again_ = question;
                return Placed::swapped;
            }
            if (questions == most_questions || same(judged, last)) {
                add(doubt_about(judged, load));
                return Placed::doubted;
            }
            outcome_.doubts = doubts;  // those of a wrong load are not this one's
            select(load, question);
            last = judged;
        }
        return Placed::in_place;
    }

    /// The load before was another: its take goes.
    void go_back(const Load& load) {
        outcome_.takes.pop_back();
        watch_->forget_last();
        std::erase_if(outcome_.doubts,
                      [&](const result::Doubt& doubt) { return doubt.load == load.name; });
        std::erase_if(heard_, [&](const measure::HeardLoad& each) {
            return each.resistance_ohm == load.resistance_ohm;
        });
    }

    void settle(const Load& load) {
        signal::Layout silence;
        silence.rate = stream_.rate();
        silence.frames = static_cast<std::size_t>(settling_look.value() * stream_.rate().value());
        const signal::SegmentSpec spec{signal::Silence{}, signal::Drive::both, Seconds(0),
                                       settling_look, Seconds(0)};
        silence.segments = {{spec, 0, silence.frames, 0, silence.frames}};
        for (double waited = 0; waited < settings_.longest_settling.value();) {
            const Recording heard = exchange(silence, settings_.max_level);
            if (!measure::still_settling(heard)) return;
            waited += static_cast<double>(std::max(heard.frames(), silence.frames)) /
                      stream_.rate().value();
        }
        doubt_settling(load);
    }

    void doubt_settling(const Load& load) {
        add({"input_not_settled",
             result::Severity::weakens,
             {},
             load.name,
             fmt::format("after {:.0f} s with the load in place the input still drifts by itself",
                         settings_.longest_settling.value()),
             "check the plug and the load's solder joints; a large coupling capacitor may need "
             "a minute: measure again after a pause"});
    }

    void add(result::Doubt doubt) {
        const bool known = std::any_of(
            outcome_.doubts.begin(), outcome_.doubts.end(), [&](const result::Doubt& other) {
                return other.code == doubt.code && other.load == doubt.load;
            });
        if (!known) outcome_.doubts.push_back(std::move(doubt));
    }

    measure::StepReading step(DbFs level) {
        const auto layout = measure::step_layout(stream_.rate(), settings_.wiring, level);
        return measure::read_step(exchange(layout, settings_.max_level), layout);
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
        add({"load_rating",
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
                add(*decision.strain);
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
        const Placed placed = place(load);
        if (placed == Placed::swapped) return Taken::swapped;
        if (was_given_up()) return Taken::given_up;
        const auto levels = approach(load);
        if (outcome_.takes.empty()) begin_watch();
        tell(load, "measuring");
        const bool whole = play(load,
                                measure::body_layout(sparing(settings_.plan, load), stream_.rate(),
                                                     settings_.wiring, levels),
                                levels);
        done_ += 1;
        if (!whole) give_up(load);
        return whole ? Taken::whole : Taken::given_up;
    }

    [[nodiscard]] bool was_given_up() const {
        return std::any_of(
            outcome_.doubts.begin(), outcome_.doubts.end(),
            [](const result::Doubt& doubt) { return doubt.severity == result::Severity::spoils; });
    }

    void give_up(const Load& load) {
        add({"takes_stay_spoiled",
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
        if (place(first) != Placed::in_place) return;
        tell(first, "measuring again for the drift");
        const auto plan = short_return(sparing(settings_.plan, first));
        // Without it drift is not known, which widens intervals; the loads have been measured.
        outcome_.returned =
            play(first, measure::body_layout(plan, stream_.rate(), settings_.wiring, first_levels_),
                 first_levels_);
        if (!outcome_.returned) outcome_.takes.pop_back();
    }

    /// Plays a body until its samples are whole, at most `most_retakes` times more, each time with
    /// buffers twice as long; what the last attempt brought is kept, its faults are for the
    /// analysis to name. False when it was not whole either.
    [[nodiscard]] bool play(const Load& load, const signal::Layout& layout,
                            const measure::BodyLevels& levels) {
        measure::RawTake take{
            load, static_cast<int>(outcome_.takes.size()), layout, {}, false, 0, levels.ceiling_by};
        take.recording = exchange(layout, levels.ceiling);
        auto arrival = arrival_of(take.recording, layout);
        while (arrival != Arrival::whole && take.retakes < settings_.most_retakes) {
            unbroken_ = false;
            if (arrival == Arrival::samples_lost) stream_.double_latency();
            ++take.retakes;
            take.recording = exchange(layout, levels.ceiling);
            arrival = arrival_of(take.recording, layout);
        }
        take.same_stream = stream_.one_clock() && unbroken_ && !outcome_.takes.empty();
        unbroken_ = true;
        outcome_.takes.push_back(std::move(take));
        // A marker that the port swallows is no fault of the host's: the analysis names it.
        return arrival != Arrival::samples_lost;
    }

    device::RunningStream& stream_;
    device::LoadSwitch& load_switch_;
    const RunSettings& settings_;
    Progress& progress_;
    RunOutcome& outcome_;
    measure::BodyLevels first_levels_;
    std::vector<measure::HeardLoad> heard_;  ///< in order; empty where the first was not heard
    std::optional<LoadWatch> watch_;         ///< while somebody can be asked again
    DbFs check_level_{0};                    ///< of its tone
    const Load* present_ = nullptr;          ///< the load asked for last
    std::string why_again_;                  ///< the load to be placed is asked for again
    bool went_back_ = false;                 ///< once for swapped loads
    bool unbroken_ = true;                   ///< no sample is known to be lost since the last take
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
