#include "classify/capability_grid.hpp"

#include "classify/decibels.hpp"
#include "classify/wording.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::CapabilityGrid;
using result::HeadphoneReach;
using result::Kind;
using result::LineInputReach;
using result::NominalReach;
using result::QuotedFigure;

struct Nominal {
    const char* name;
    double volts;
};
constexpr std::array nominals{Nominal{"-10 dBV", 0.31623}, Nominal{"2 V", 2.0},
                              Nominal{"+4 dBu", 1.22774}};
constexpr std::array inputs_ohm{10e3, 47e3, 600.0};
constexpr std::array headphones_ohm{16.0, 32.0, 64.0, 150.0, 300.0, 600.0};

const LoadFacts* load_near(const PortFacts& facts, double ohm, double factor) {
    const auto found = std::ranges::find_if(facts.loads, [&](const LoadFacts& load) {
        const double ratio = load.resistance_ohm.value_or(0) / ohm;
        return ratio > 1 / factor && ratio < factor;
    });
    return found == facts.loads.end() ? nullptr : &*found;
}

/// The load itself.
const LoadFacts* just_load(const PortFacts& facts, double ohm) {
    constexpr double just = 1.005;
    return load_near(facts, ohm, just);
}

Delivery from_level(const LoadFacts& load, const Capability& port, double ohm) {
    const double volts = load.max_level->value;
    const bool of_heaviest = port.heaviest && port.heaviest->load_ohm == *load.resistance_ohm;
    return {volts,
            volts / ohm,
            volts * volts / ohm,
            of_heaviest && port.heaviest->limited,
            stopped_from_outside(load),
            false};
}

/// The whole of the bound in the way, and no more current than was seen: absent where none was.
/// Where even then a known limit ends it, that limit is what it gives.
std::optional<Delivery> least_into(const Capability& port, double ohm) {
    const auto emf = emf_with(port, ohm);
    if (!emf || !port.source) return {};
    const double share = std::pow(10, -*loading_loss_db(port, ohm) / 20);
    double amperes = emf->least_volts.value_or(emf->volts) * share / ohm;
    const double seen = port.heaviest ? port.heaviest->amperes.value_or(0) : 0;
    if (is_untried(port, ohm)) amperes = std::min(amperes, seen);
    if (amperes <= 0) return {};
    const bool limited = port.heaviest && port.heaviest->limited && seen > 0 && seen < amperes;
    if (limited) amperes = seen;
    return Delivery{amperes * ohm, amperes, amperes * amperes * ohm, limited, !limited, false};
}

// ---- one cell

/// Numbers beyond all sense are left out.
std::optional<QuotedFigure> quoted(const Quoter& quoter, const Label& label, const Reading& read,
                                   const PortFacts& facts, const Capability& port) {
    const auto value = read(facts, port);
    if (!value || !std::isfinite(*value)) return {};
    return quoter.quote(label, read);
}

/// Reads one number of a delivery.
template <class Of>
Reading reading_of(double ohm, Of of) {
    return [=](const PortFacts& facts, const Capability& port) -> std::optional<double> {
        const auto given = delivery_into(facts, port, ohm);
        return given ? std::optional(of(*given)) : std::nullopt;
    };
}

struct Cell {
    const PortFacts& facts;
    const Capability& port;
    const Quoter& quoter;
    double ohm;

    [[nodiscard]] Kind kind() const {
        const auto given = delivery_into(facts, port, ohm);
        return given ? given->kind() : Kind::measured;
    }
    template <class Of>
    [[nodiscard]] std::optional<QuotedFigure> given(const char* name, const char* unit,
                                                    Of of) const {
        auto figure = quoted(quoter, {name, unit, ohm, kind()}, reading_of(ohm, of), facts, port);
        if (figure) reach_down(*figure, of);
        return figure;
    }
    /// Between two modes of a port that senses its load it may be the smaller level.
    template <class Of>
    void reach_down(QuotedFigure& figure, Of of) const {
        const auto given = delivery_into(facts, port, ohm);
        if (!given || !given->least_volts) return;
        const double volts = *given->least_volts;
        const double least = of(Delivery{volts, volts / ohm, volts * volts / ohm});
        figure.low = std::min(figure.low.value_or(least), least);
        if (!figure.high) figure.high = figure.value;
    }
    [[nodiscard]] std::optional<QuotedFigure> read(const Label& label, const Reading& read) const {
        return quoted(quoter, label, read, facts, port);
    }
};

// ---- line inputs

/// Of the level there: what a limit takes from it, noise keeps. What noise a port that senses its
/// load has with this one, nobody measured.
std::optional<double> snr_into(const PortFacts& facts, const Capability& port, double ohm) {
    if (facts.load_sensing) return {};
    const auto given = delivery_into(facts, port, ohm);
    if (!port.snr_db || !given || !given->current_limited || !port.source || !port.clean_emf_v)
        return port.snr_db;
    const double linear = *port.clean_emf_v * std::pow(10, -*loading_loss_db(port, ohm) / 20);
    return *port.snr_db + std::min(0.0, decibels(given->volts / linear));
}

std::optional<double> snr_at(const PortFacts& facts, const Capability& port, double ohm,
                             double nominal_v) {
    const auto snr = snr_into(facts, port, ohm);
    const auto given = delivery_into(facts, port, ohm);
    if (!snr || !given) return {};
    return *snr - std::max(0.0, decibels(given->volts / nominal_v));
}

/// "no" of a bound is not known: it may give more.
Answer reached(const QuotedFigure& margin) {
    const bool bound = margin.kind == Kind::lower_bound;
    if (margin.low.value_or(margin.value) >= 0) return Answer::yes;
    if (bound) return Answer::unknown;
    return margin.high.value_or(margin.value) < 0 ? Answer::no : Answer::with_reservations;
}

NominalReach against(const Nominal& nominal, const Cell& cell) {
    NominalReach reach{.nominal = nominal.name, .nominal_v = nominal.volts};
    reach.margin = cell.given("margin", "dB", [=](const Delivery& given) {
        return decibels(given.volts / nominal.volts);
    });
    if (reach.margin) reach.reached = reached(*reach.margin);
    reach.snr = cell.read({"snr", "dB", cell.ohm, at_least_if(cell.port.snr_is_bound)},
                          [=, ohm = cell.ohm](auto& facts, auto& port) {
                              return snr_at(facts, port, ohm, nominal.volts);
                          });
    return reach;
}

LineInputReach line_input(const Cell& cell) {
    LineInputReach reach{.input_ohm = cell.ohm};
    const double ohm = cell.ohm;
    reach.level = cell.given("level", "V", [](const Delivery& given) { return given.volts; });
    const bool at_most = cell.port.source && cell.port.source->at_most;
    reach.loading_loss = cell.read({"loading_loss", "dB", ohm, at_most_if(at_most)},
                                   [=](auto&, auto& port) { return loading_loss_db(port, ohm); });
    reach.snr = cell.read({"snr", "dB", ohm, at_least_if(cell.port.snr_is_bound)},
                          [=](auto& facts, auto& port) { return snr_into(facts, port, ohm); });
    for (const Nominal& nominal : nominals) reach.nominals.push_back(against(nominal, cell));
    return reach;
}

// ---- headphones

std::string limit_of(const Cell& cell) {
    const auto given = delivery_into(cell.facts, cell.port, cell.ohm);
    if (!given) return {};
    if (given->current_limited) return "current";
    const LoadFacts* load = just_load(cell.facts, cell.ohm);
    if (load && !load->limited_by.empty()) return load->limited_by;
    return cell.facts.open() ? cell.facts.open()->limited_by : "";
}

/// Its loudest tone is beyond what is clean there, or short of where the port gives way: its purity
/// is none of the clean level's.
bool is_told_elsewhere(const LoadFacts& load) {
    constexpr double noticeably = 1.02;
    if (!load.level || !load.max_level || !load.max_level->is_measured()) return false;
    const double tone = load.level->value;
    const double clean = load.max_level->value;
    return tone > noticeably * clean || (load.gives_way() && clean > noticeably * tone);
}

/// With a load that is nearly this one, 33 ohm for 32.
std::optional<QuotedFigure> thd_n_with(const Cell& cell) {
    constexpr double nearly = 1.1;
    const LoadFacts* load = load_near(cell.facts, cell.ohm, nearly);
    if (!load || !load->thd_n_db || is_told_elsewhere(*load)) return {};
    return cell.read({"thd_n", "dB", *load->resistance_ohm, load->thd_n_kind},
                     [ohm = cell.ohm](const PortFacts& facts, auto&) {
                         const LoadFacts* near = load_near(facts, ohm, nearly);
                         return near ? near->thd_n_db : std::nullopt;
                     });
}

HeadphoneReach headphone(const Cell& cell) {
    HeadphoneReach reach{.load_ohm = cell.ohm};
    reach.level = cell.given("level", "V", [](const Delivery& given) { return given.volts; });
    reach.power = cell.given("power", "W", [](const Delivery& given) { return given.watts; });
    reach.current = cell.given("current", "A", [](const Delivery& given) { return given.amperes; });
    reach.thd_n = thd_n_with(cell);
    reach.limited_by = limit_of(cell);
    return reach;
}

std::string why_open(const PortFacts& facts, const Capability& port) {
    if (!port.volts)
        return "volts are not known (--input-full-scale gives them): levels, power and current are "
               "left out";
    if (!port.clean_emf_v)
        return "the maximum level is not known: levels, power and current are left out";
    const bool any = std::ranges::any_of(
        headphones_ohm, [&](double ohm) { return delivery_into(facts, port, ohm).has_value(); });
    if (!any) return "the output impedance is not known: levels under load are left out";
    return {};
}

}  // namespace

std::optional<Delivery> delivery_into(const PortFacts& facts, const Capability& port,
                                      double load_ohm) {
    const LoadFacts* load = just_load(facts, load_ohm);
    if (load && load->max_level && port.volts) return from_level(*load, port, load_ohm);
    if (auto given = deliver(port, load_ohm)) return given;
    return least_into(port, load_ohm);
}

CapabilityGrid capability_grid(const PortFacts& facts, const Capability& port,
                               const Quoter& quoter) {
    CapabilityGrid grid;
    for (const double ohm : inputs_ohm)
        grid.line_inputs.push_back(line_input({facts, port, quoter, ohm}));
    for (const double ohm : headphones_ohm)
        grid.headphones.push_back(headphone({facts, port, quoter, ohm}));
    grid.open = why_open(facts, port);
    return grid;
}

}  // namespace ohmloop::classify
