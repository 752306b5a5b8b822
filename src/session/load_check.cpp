#include "session/load_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace ohmloop::session {

namespace {

using profiles::Load;

/// Noise hides no more than this many standard uncertainties.
constexpr double certainty = 4;
/// No plug's contacts have less.
constexpr double least_contact_ohm = 0.003;
/// Contacts of two plugs differ by no more.
constexpr double contact_ohm = 0.03;
/// Of what the least contacts change: 0.006 dB with 33 ohm, a little more than gains drift.
constexpr double steady_within = 8;
/// Gains of a port that warms up: 0.02 dB over the run, 0.005 dB while somebody changes a plug.
constexpr double drift_of_run = 0.0023;
constexpr double drift_of_change = 0.0006;
/// Of the level at a quarter of the level: what converters do.
constexpr double proportional_within = 0.002;
constexpr double wrong_beyond = 0.05;
/// More than any source at an audio jack has at 997 Hz, a guitar's pickup with its volume turned
/// down included.
constexpr double largest_source_ohm = 100e3;
constexpr double unloaded_gone = 0.01;
constexpr double lowest_judged_ohm = 15;
constexpr double shorted_below = 0.05;

struct Span {
    double low = 0;
    double high = 0;
};

bool overlap(Span a, Span b) { return a.low <= b.high && b.low <= a.high; }

/// How far an interval of resistances may reach and still say which of the run's it is, or how
/// many ohms.
constexpr double tells_which = 2.5;
constexpr double tells_how_many = 1.5;
/// A resistor taken by mistake from the drawer beside: one or two steps of E6.
constexpr double neighbours = 2.5;

bool within(Span seen, double factor) { return seen.low > 0 && seen.high <= factor * seen.low; }

double lowest(const LevelReading& level) {
    return std::max(0.0, level.gain - certainty * level.noise);
}
double highest(const LevelReading& level) { return level.gain + certainty * level.noise; }

bool equal(const LevelReading& a, const LevelReading& b, double drift) {
    return std::abs(a.gain - b.gain) <=
           certainty * std::hypot(a.noise, b.noise) + drift * std::max(a.gain, b.gain);
}

/// The declared resistance with all that may be off.
Span declared(const Load& load, double beyond) {
    const double off = load.tolerance + beyond;
    return {load.resistance_ohm * (1 - off) + load.contact_ohm,
            load.resistance_ohm * (1 + off) + load.contact_ohm};
}

bool is_proportional(const LoadReading& load) {
    return equal(load.quiet, load.loud, proportional_within);
}

/// How many times the unloaded level is the loaded one.
Span fall(const LevelReading& open, const LevelReading& loaded) {
    constexpr double nothing = 1e-12;
    return {lowest(open) / std::max(highest(loaded), nothing) * (1 - drift_of_run),
            highest(open) / std::max(lowest(loaded), nothing) * (1 + drift_of_run)};
}

/// |Z| of |1 + Z/R| = fall for a source of phase cos phi = Re Z / |Z|.
double source_ohm(double resistance, double fall, double cosine) {
    const double squared = std::max(0.0, fall * fall - 1);
    return resistance * (std::sqrt(cosine * cosine + squared) - cosine);
}

/// The R of the same, for a known source; infinite where the level does not fall.
double load_ohm(double source, double fall, double cosine) {
    const double squared = std::max(0.0, fall * fall - 1);
    if (squared == 0) return std::numeric_limits<double>::infinity();
    return source * (cosine + std::sqrt(cosine * cosine + squared)) / squared;
}

/// The magnitudes of a source of this phase that explain all loads taken.
Span sources(const std::vector<LoadReading>& taken, double cosine) {
    Span all{0, std::numeric_limits<double>::infinity()};
    for (const auto& known : std::span(taken).subspan(1)) {
        if (!is_proportional(known)) continue;
        const Span fell = fall(taken.front().loud, known.loud);
        const Span load = declared(known.load, 0);
        all.low = std::max(all.low, source_ohm(load.low, fell.low, cosine) - contact_ohm);
        all.high = std::min(all.high, source_ohm(load.high, fell.high, cosine) + contact_ohm);
    }
    return all;
}

/// Whether a load other than the open jack was taken that a source explains.
bool shows_a_source(const std::vector<LoadReading>& taken) {
    const auto rises = [&](const LoadReading& each) {
        return fall(taken.front().loud, each.loud).high < 1;
    };
    return taken.front().load.is_open() && std::none_of(taken.begin(), taken.end(), rises) &&
           std::any_of(taken.begin() + 1, taken.end(), is_proportional);
}

/// The resistances that explain a level beside all loads taken, for every phase the source may
/// have that is as real as `least_cosine`; none where the loads do not show one linear source.
std::optional<Span> resistance_seen(const std::vector<LoadReading>& taken, const LoadReading& now,
                                    double least_cosine = 0) {
    constexpr int phases = 200;  // half a percent apart: less than a resistor's tolerance moves
    if (!shows_a_source(taken) || !is_proportional(now)) return std::nullopt;
    const Span fell = fall(taken.front().loud, now.loud);
    if (fell.high < 1) return std::nullopt;
    Span seen{std::numeric_limits<double>::infinity(), 0};
    for (int k = 0; k <= phases; ++k) {
        const double cosine = static_cast<double>(k) / phases;
        const Span source = sources(taken, cosine);
        if (cosine < least_cosine || source.low > source.high) continue;
        seen.low = std::min(seen.low, load_ohm(std::max(0.0, source.low), fell.high, cosine));
        seen.high = std::max(seen.high, load_ohm(source.high, fell.low, cosine));
    }
    if (seen.low > seen.high) return std::nullopt;
    return seen;
}

double change(const LevelReading& before, const LevelReading& now) {
    return std::abs(now.gain / before.gain - 1);
}

/// Whether the level before the change was what it was when that load was put in place: a gain
/// that moves by itself may have moved back by what this load took.
bool was_steady(const LoadHistory& history, double within) {
    return std::all_of(history.taken.begin(), history.taken.end(), [&](const LoadReading& each) {
        return each.load.name != history.left->load.name ||
               change(each.loud, history.left->loud) <= within;
    });
}

/// Where nothing else is known: less of a change than a source of contacts alone would make.
bool changes_nothing(const LoadHistory& history, const LoadReading& now) {
    // Of two resistors the contacts of one may outweigh those of the other.
    if (!history.left || !history.left->load.is_open()) return false;
    const auto& left = *history.left;
    if (!left.loud.heard() || !now.loud.heard()) return false;
    const double least = least_contact_ohm * now.load.conductance();
    const double noise =
        3 * std::hypot(left.loud.noise / left.loud.gain, now.loud.noise / now.loud.gain);
    return noise <= least && change(left.loud, now.loud) <= least + noise &&
           was_steady(history, steady_within * least + noise);
}

bool is_silent(const LevelReading& first, const LoadReading& now) {
    const double ohms = now.load.resistance_ohm;
    const double least = now.load.is_open() ? unloaded_gone : ohms / (ohms + largest_source_ohm);
    return !now.loud.heard() && highest(now.loud) < least * first.gain;
}

/// The load before this one and this one, each in the other's place.
bool are_swapped(const LoadHistory& history, const LoadReading& now) {
    const auto& before = history.taken.back();
    if (before.load.is_open() || now.loud.gain <= before.loud.gain) return false;
    if (!history.left || history.left->load.name != before.load.name) return false;
    auto taken = history.taken;
    taken.back().load = now.load;
    // A port that changes its EMF would fit some phase: only what fits the usual one counts.
    const auto seen = resistance_seen(taken, now, 1);
    return seen && within(*seen, tells_which) && overlap(*seen, declared(before.load, 0)) &&
           !overlap(*seen, declared(now.load, wrong_beyond));
}

/// No load raises a level: unless the port senses it, the first was not taken with an open jack.
bool rises_above_open(const LoadHistory& history, const LoadReading& now) {
    const auto& first = history.taken.front();
    return history.taken.size() == 1 && first.load.is_open() && first.loud.heard() &&
           fall(first.loud, now.loud).high < 1;
}

/// A load that was taken has its level again when it is there again.
bool could_be(const Load& load, const LoadHistory& history, const LoadReading& now) {
    return std::all_of(history.taken.begin(), history.taken.end(), [&](const LoadReading& each) {
        return each.load.name != load.name || equal(each.loud, now.loud, drift_of_run);
    });
}

/// The other load of the run that it acts like, the nearest.
const Load* fitting_load(const LoadHistory& history, const LoadReading& now, Span seen) {
    const double centre = std::log(std::sqrt(seen.low * seen.high));
    const Load* nearest = nullptr;
    const auto distance = [centre](const Load& load) {
        return std::abs(std::log(load.resistance_ohm) - centre);
    };
    for (const Load& load : history.loads) {
        if (load.is_open() || load.name == now.load.name) continue;
        if (!overlap(seen, declared(load, 0)) || !could_be(load, history, now)) continue;
        if (nearest == nullptr || distance(load) < distance(*nearest)) nearest = &load;
    }
    return nearest;
}

/// A load that acts like `seen`, which is not its own resistance.
LoadJudgement judge_resistance(const LoadHistory& history, const LoadReading& now, Span seen) {
    const auto& open = history.taken.front().loud;
    const double own = now.load.resistance_ohm;
    const double acts_like = std::sqrt(seen.low * seen.high);
    if (equal(now.loud, open, drift_of_run) && seen.low > 2 * own)
        return {LoadFault::missing, history.taken.front().load.name, 0};
    if (history.left && equal(now.loud, history.left->loud, drift_of_change) &&
        overlap(seen, declared(history.left->load, 0)))
        return {LoadFault::unchanged, history.left->load.name, 0};
    if (are_swapped(history, now)) return {LoadFault::swapped, history.taken.back().load.name, 0};
    // Where no load before made the level fall, one of those may have been missing instead.
    if (own >= lowest_judged_ohm && highest(now.loud) < shorted_below * open.gain && seen.low > 0 &&
        seen.high < own / 10)
        return {LoadFault::shorted, "", acts_like};
    if (!within(seen, tells_which)) return {};
    if (const Load* other = fitting_load(history, now, seen))
        return {LoadFault::another, other->name, acts_like};
    // A level that rises with a heavier load, or is far off, may be another EMF; so may one beside
    // a single load, whose own may have been.
    constexpr std::size_t open_and_two = 3;
    if (history.taken.size() < open_and_two) return {};
    if (now.loud.gain > history.taken.back().loud.gain) return {};
    const bool neighbour = acts_like > own / neighbours && acts_like < own * neighbours;
    if (!neighbour || !within(seen, tells_how_many)) return {};
    return {LoadFault::another, "", acts_like};
}

/// The first load again: another one's level, clearly apart from its own, is still there.
LoadJudgement judge_return(const LoadHistory& history, const LoadReading& now) {
    const auto& first = history.taken.front();
    if (is_silent(first.loud, now)) return {LoadFault::silent, "", 0};
    std::vector<LoadReading> others(history.taken.begin() + 1, history.taken.end());
    if (history.left) others.push_back(*history.left);
    for (auto other = others.rbegin(); other != others.rend(); ++other) {
        const bool apart = !equal(other->loud, first.loud, 4 * drift_of_change);
        if (apart && equal(now.loud, other->loud, drift_of_change) &&
            !equal(now.loud, first.loud, drift_of_change))
            return {LoadFault::left_on, other->load.name, 0};
    }
    return {};
}

}  // namespace

LoadJudgement judge_load(const LoadHistory& history, const LoadReading& now) {
    const auto& first = history.taken.front();
    if (now.load.name == first.load.name) return judge_return(history, now);
    if (is_silent(first.loud, now)) return {LoadFault::silent, "", 0};
    if (changes_nothing(history, now)) return {LoadFault::unchanged, history.left->load.name, 0};
    if (rises_above_open(history, now)) return {LoadFault::swapped, first.load.name, 0};
    const auto seen = resistance_seen(history.taken, now);
    if (!seen || overlap(*seen, declared(now.load, wrong_beyond))) return {};
    return judge_resistance(history, now, *seen);
}

}  // namespace ohmloop::session
