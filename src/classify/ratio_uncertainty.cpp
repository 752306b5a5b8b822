#include "ohmloop/classify/contribution.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ohmloop::classify {

namespace {

using profiles::ClassPopulation;
using profiles::DriverKind;
using profiles::Populations;
using profiles::PortKind;

/// 95 % of a normal distribution.
constexpr double coverage = 1.96;

double log_of_sum(double a, double b) {
    const double top = std::max(a, b);
    return top + std::log(std::exp(a - top) + std::exp(b - top));
}

double log_ratio(const ClassScores& log_scores) {
    return log_scores[Candidate::line] -
           log_of_sum(log_scores[Candidate::headphone], log_scores[Candidate::hybrid]);
}

/// What each piece of evidence adds, in order; what divides adds nothing.
std::vector<double> ratios(const PortFacts& facts, const Settings& settings,
                           const Populations& populations) {
    ClassScores sum = logarithm(settings.priors);
    std::vector<double> added;
    for (const Evidence& one : evidence(facts, capability(facts), populations)) {
        const double before = log_ratio(sum);
        if (!one.divides) sum = sum + one.log_likelihood;
        added.push_back(log_ratio(sum) - before);
    }
    return added;
}

// ---- figures

/// Ends of an interval.
enum class End { low, high };

/// What a value is multiplied by on its way there.
double way_to(const Known& known, End end) {
    // An interval that reaches down to nothing says no more than "hundreds of times less".
    constexpr double least = 1e-3;
    return (end == End::high ? known.high : std::max(known.low, least * known.value)) / known.value;
}

void move_to(std::optional<Known>& known, End end) {
    if (known && known->is_measured()) known->scale(way_to(*known, end));
}

/// Volts are off by the same factor everywhere.
void move_volts(PortFacts& facts, End end) {
    const LoadFacts* open = facts.open();
    if (!facts.volts || !open || !open->max_level || !open->max_level->is_measured()) return;
    const double factor = way_to(*open->max_level, end);
    for (LoadFacts& load : facts.loads) load.scale_levels(factor);
}

/// Without volts a level under load still moves against that without.
void move_loaded(PortFacts& facts, End end) {
    if (facts.volts || !facts.heaviest()) return;
    move_to(facts.loads.back().max_level, end);
}

void move_impedance(PortFacts& facts, End end) {
    move_to(facts.impedance_ohm, end);
    move_to(facts.resistance_ohm, end);
}

void move_capacitor(PortFacts& facts, End end) { move_to(facts.coupling_farads, end); }

/// Variances of the ratios, one standard deviation being a 1.96th of the way to an end.
std::vector<double> variances_by_figures(const PortFacts& facts, const Settings& settings,
                                         const std::vector<double>& found) {
    std::vector<double> variances(found.size());
    for (auto* move : {move_impedance, move_volts, move_loaded, move_capacitor}) {
        std::vector<double> farthest(found.size());
        for (const End end : {End::low, End::high}) {
            PortFacts moved = facts;
            move(moved, end);
            const auto there = ratios(moved, settings, settings.populations);
            for (std::size_t i = 0; i < found.size(); ++i)
                farthest[i] = std::max(farthest[i], std::abs(there[i] - found[i]));
        }
        for (std::size_t i = 0; i < found.size(); ++i)
            variances[i] += std::pow(farthest[i] / coverage, 2);
    }
    return variances;
}

// ---- populations

template <class Kind>
void reweigh(std::vector<Kind>& kinds, std::size_t at, double factor) {
    kinds[at].weight *= factor;
    double sum = 0;
    for (const Kind& kind : kinds) sum += kind.weight;
    for (Kind& kind : kinds) kind.weight /= sum;
}

/// Moves one parameter by `side` standard deviations.
using Move = std::function<void(Populations&, double side)>;
using Class = ClassPopulation Populations::*;

double shifted(double median, double decades, double devices, double side) {
    return median * std::pow(10, side * decades / std::sqrt(devices));
}

double widened(double decades, double devices, double side) {
    return decades * std::exp(side / std::sqrt(2 * devices));
}

template <class Kind>
void add_weight_move(Class of, std::vector<Kind> ClassPopulation::*kinds, std::size_t at,
                     std::vector<Move>& moves) {
    moves.emplace_back([=](Populations& all, double side) {
        auto& row = (all.*of).*kinds;
        reweigh(row, at, std::exp(side / std::sqrt(row[at].devices)));
    });
}

void add_port_moves(Class of, std::size_t at, std::vector<Move>& moves) {
    const auto move = [&moves, of, at](auto change) {
        moves.emplace_back(
            [=](Populations& all, double side) { change((all.*of).ports[at], side); });
    };
    add_weight_move(of, &ClassPopulation::ports, at, moves);
    move([](PortKind& kind, double side) {
        kind.median_ohm = shifted(kind.median_ohm, kind.ohm_decades, kind.ohm_devices, side);
    });
    move([](PortKind& kind, double side) {
        kind.ohm_decades = widened(kind.ohm_decades, kind.ohm_devices, side);
    });
    move([](PortKind& kind, double side) {
        kind.median_v = shifted(kind.median_v, kind.v_decades, kind.v_devices, side);
    });
    move([](PortKind& kind, double side) {
        kind.v_decades = widened(kind.v_decades, kind.v_devices, side);
    });
}

void add_driver_moves(Class of, std::size_t at, std::vector<Move>& moves) {
    const auto move = [&moves, of, at](auto change) {
        moves.emplace_back(
            [=](Populations& all, double side) { change((all.*of).drivers[at], side); });
    };
    add_weight_move(of, &ClassPopulation::drivers, at, moves);
    move([](DriverKind& kind, double side) {
        kind.median_ma = shifted(kind.median_ma, kind.ma_decades, kind.devices, side);
    });
    move([](DriverKind& kind, double side) {
        kind.ma_decades = widened(kind.ma_decades, kind.devices, side);
    });
}

std::vector<Move> parameters_of(const Populations& populations) {
    std::vector<Move> moves;
    for (const Class of : {&Populations::line, &Populations::headphone}) {
        for (std::size_t i = 0; i < (populations.*of).ports.size(); ++i)
            add_port_moves(of, i, moves);
        for (std::size_t i = 0; i < (populations.*of).drivers.size(); ++i)
            add_driver_moves(of, i, moves);
    }
    return moves;
}

/// First order: half of what one deviation up and one down differ by.
std::vector<double> variances_by_populations(const PortFacts& facts, const Settings& settings) {
    std::vector<double> variances;
    for (const Evidence& one : evidence(facts, capability(facts), settings.populations))
        variances.push_back(one.table_deviation * one.table_deviation);
    for (const Move& move : parameters_of(settings.populations)) {
        Populations above = settings.populations;
        Populations below = settings.populations;
        move(above, 1);
        move(below, -1);
        const auto higher = ratios(facts, settings, above);
        const auto lower = ratios(facts, settings, below);
        for (std::size_t i = 0; i < variances.size(); ++i)
            variances[i] += std::pow((higher[i] - lower[i]) / 2, 2);
    }
    return variances;
}

}  // namespace

double RatioUncertainty::together() const { return std::hypot(figures, populations); }

std::map<std::string_view, RatioUncertainty> ratio_uncertainties(const PortFacts& facts,
                                                                 const Settings& settings) {
    const auto found = ratios(facts, settings, settings.populations);
    const auto figures = variances_by_figures(facts, settings, found);
    const auto populations = variances_by_populations(facts, settings);
    const auto named = evidence(facts, capability(facts), settings.populations);
    std::map<std::string_view, RatioUncertainty> all;
    for (std::size_t i = 0; i < named.size(); ++i)
        all[named[i].criterion] = {coverage * std::sqrt(figures[i]),
                                   named[i].divides ? 0 : coverage * std::sqrt(populations[i])};
    return all;
}

}  // namespace ohmloop::classify
