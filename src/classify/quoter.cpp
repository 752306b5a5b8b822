#include "classify/quoter.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::classify {

namespace {

using result::FigureName;
using result::Kind;
using result::Origin;
using result::QuotedFigure;

constexpr double trifle = 1e-4;

/// What is no more than a bound has no ends to be moved to.
std::optional<Interval> interval_of(const Known& fact) {
    if (!fact.is_measured()) return {};
    return Interval{std::max(fact.low, 0.0), fact.high};
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// How far the reading leaves its value, up and down.
struct Reach {
    double up = 0;
    double down = 0;

    void add(double value, std::optional<double> low, std::optional<double> high) {
        double above = 0;
        double below = 0;
        for (const auto& end : {low, high}) {
            if (!end) continue;
            above = std::max(above, *end - value);
            below = std::max(below, value - *end);
        }
        up = std::hypot(up, above);
        down = std::hypot(down, below);
    }
};

/// What is wrong with it near 1 kHz is wrong all over the curve.
void move_resistance(PortFacts& facts, double to) {
    for (auto& point : facts.impedance_curve) point.ohm += to - facts.resistance_ohm->value;
    facts.resistance_ohm->value = to;
}

void set_interval(QuotedFigure& figure, const Reach& reach) {
    const bool known = reach.up > 0 || reach.down > 0;
    if (figure.kind == Kind::upper_bound || (known && figure.kind == Kind::measured))
        figure.high = figure.value + reach.up;
    if (figure.kind == Kind::lower_bound || (known && figure.kind == Kind::measured))
        figure.low = figure.value - reach.down;
}

}  // namespace

Quoter::Quoter(const PortFacts& facts, const Capability& port) : now_{facts, port} {
    FigureName resistance{facts.resistance_quantity, unless_empty(facts.channel), {}};
    if (const auto& fact = facts.resistance_ohm)
        move(resistance, fact->value, interval_of(*fact), move_resistance);
    if (facts.reactance_ohm != 0)
        move({"output_impedance", unless_empty(facts.channel), {}}, facts.reactance_ohm,
             facts.reactance_interval,
             [](PortFacts& moved, double to) { moved.reactance_ohm = to; });
    move_known("output_impedance", &PortFacts::impedance_ohm);
    move_known("coupling_capacitance", &PortFacts::coupling_farads);
    if (facts.hum)
        move({"hum", unless_empty(facts.channel), "open"}, facts.hum->value,
             interval_of(*facts.hum), [](PortFacts& moved, double to) { moved.hum->value = to; });
    if (facts.noise)
        move({"noise", unless_empty(facts.channel), "open"}, facts.noise->value,
             facts.noise->interval, [](PortFacts& moved, double to) { moved.noise->value = to; });
    if (facts.snr_db)
        move({"snr", unless_empty(facts.channel), {}}, *facts.snr_db, facts.snr_interval,
             [](PortFacts& moved, double to) { moved.snr_db = to; });
    if (facts.volume_range_db)
        move({"volume_range", unless_empty(facts.channel), {}}, *facts.volume_range_db, {},
             [](PortFacts& moved, double to) { moved.volume_range_db = to; });
    for (std::size_t i = 0; i < facts.loads.size(); ++i) move_load(i);
}

Quoter::View Quoter::with(const std::function<void(PortFacts&, double)>& set, double value) const {
    View view{now_.facts, {}};
    set(view.facts, value);
    view.port = capability(view.facts);
    return view;
}

void Quoter::move(FigureName figure, double value, std::optional<Interval> interval,
                  const std::function<void(PortFacts&, double)>& set) {
    const Interval ends = interval.value_or(Interval{value, value});
    moved_.push_back({std::move(figure), value, with(set, ends.low), with(set, ends.high),
                      with(set, value + trifle * std::max(std::abs(value), trifle))});
}

void Quoter::move_known(const char* quantity, std::optional<Known> PortFacts::*fact) {
    const auto& known = now_.facts.*fact;
    if (!known) return;
    move({quantity, unless_empty(now_.facts.channel), {}}, known->value, interval_of(*known),
         [fact](PortFacts& moved, double to) { (moved.*fact)->value = to; });
}

void Quoter::move_load(std::size_t index) {
    const LoadFacts& load = now_.facts.loads[index];
    const auto named = [&](const char* quantity) {
        return FigureName{quantity, unless_empty(now_.facts.channel), unless_empty(load.name)};
    };
    const auto of = [index](PortFacts& moved) -> LoadFacts& { return moved.loads[index]; };
    if (load.max_level)
        move(named("max_level"), load.max_level->value, interval_of(*load.max_level),
             [of](PortFacts& moved, double to) { of(moved).max_level->value = to; });
    if (load.level)
        move(named("level"), load.level->value, load.level->interval,
             [of](PortFacts& moved, double to) { of(moved).level->value = to; });
    if (load.softest_level)
        move(named("level"), load.softest_level->value, load.softest_level->interval,
             [of](PortFacts& moved, double to) { of(moved).softest_level->value = to; });
    if (load.drop_db)
        move(named("load_drop"), *load.drop_db, load.drop_interval,
             [of](PortFacts& moved, double to) { of(moved).drop_db = to; });
    if (load.thd_n_db)
        move(named("thd_n"), *load.thd_n_db, load.thd_n_interval,
             [of](PortFacts& moved, double to) { of(moved).thd_n_db = to; });
    for (std::size_t tone = 0; tone < load.tones.size(); ++tone) {
        const ToneFact& fact = load.tones[tone];
        move(named("level"), fact.level.value, fact.level.interval,
             [=](PortFacts& moved, double to) { of(moved).tones[tone].level.value = to; });
        move(named("thd_n"), fact.thd_n_db, fact.interval,
             [=](PortFacts& moved, double to) { of(moved).tones[tone].thd_n_db = to; });
    }
}

QuotedFigure Quoter::quote(const Label& label, const Reading& reading) const {
    const auto value = reading(now_.facts, now_.port);
    expects(value.has_value(), "what is quoted can be read");
    QuotedFigure figure{.name = label.name,
                        .value = *value,
                        .unit = label.unit,
                        .kind = label.kind,
                        .load_ohm = label.load_ohm};
    Reach reach;
    bool as_it_stands = false;
    for (const Moved& moved : moved_) {
        const auto read = [&](const View& view) { return reading(view.facts, view.port); };
        const auto nudged = read(moved.nudged);
        if (nudged && *nudged == *value) continue;
        as_it_stands = moved.value == *value;
        if (std::ranges::find(figure.from, moved.figure) == figure.from.end())
            figure.from.push_back(moved.figure);
        reach.add(*value, read(moved.low), read(moved.high));
    }
    figure.origin = figure.from.empty()                       ? Origin::given
                    : figure.from.size() == 1 && as_it_stands ? Origin::figure
                                                              : Origin::computed;
    set_interval(figure, reach);
    return figure;
}

QuotedFigure given(const Label& label, double value) {
    return {.name = label.name,
            .value = value,
            .unit = label.unit,
            .kind = label.kind,
            .load_ohm = label.load_ohm};
}

}  // namespace ohmloop::classify
