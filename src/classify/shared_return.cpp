#include "classify/shared_return.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::classify {

namespace {

/// A level with both channels driven alike, open over loaded, and how far that may be off.
struct LoadedRatio {
    double value = 1;
    double half_width = 0;
};

double relative_half_width(const std::optional<Interval>& interval, double value) {
    return interval ? (interval->high - interval->low) / 2 / value : 0;
}

std::optional<LoadedRatio> ratio_of_drop(const LoadFacts& load) {
    if (!load.drop_db || !load.drop_in_phase || !load.drop_interval || load.drop_holds_limit)
        return {};
    const double half_db = (load.drop_interval->high - load.drop_interval->low) / 2;
    const double ratio = std::pow(10, -*load.drop_db / 20);
    return LoadedRatio{ratio, ratio * half_db * std::numbers::ln10 / 20};
}

/// How much a tone of this purity may be compressed: a third harmonic h goes with 3 h.
std::optional<double> compression(const LoadFacts& load) {
    constexpr double clean_db = -60;
    if (!load.thd_n_db || *load.thd_n_db > clean_db) return {};
    return 3 * std::pow(10, *load.thd_n_db / 20);
}

std::optional<LoadedRatio> ratio_of_levels(const LoadFacts& open, const LoadFacts& load) {
    const auto& a = open.softest_level;
    const auto& b = load.softest_level;
    const auto bent = compression(load);
    const auto bent_open = compression(open);
    // A limiter under load takes as much, without distorting where it is slow.
    if (load.limited_by == "compression" || load.limited_by == "distortion") return {};
    if (!a || !b || !a->level_dbfs || a->level_dbfs != b->level_dbfs || !bent || !bent_open)
        return {};
    const double half = std::hypot(relative_half_width(a->interval, a->value),
                                   relative_half_width(b->interval, b->value), *bent);
    return LoadedRatio{a->value / b->value, a->value / b->value * (half + *bent_open)};
}

/// 2 r of |Z + Zo + 2 r| = q Z |Zin + Zo + 2 r| / Zin, Z being the load beside the input Zin.
double doubled_return_ohm(const SourceImpedance& source, double load_ohm, double input_ohm,
                          double ratio) {
    const bool input_known = input_ohm > 0;
    const double load = input_known ? load_ohm * input_ohm / (load_ohm + input_ohm) : load_ohm;
    double doubled = 0;
    for (int pass = 0; pass < 4; ++pass) {  // the input takes a trifle: it settles at once
        const double open =
            input_known ? std::abs(source.ohm + input_ohm + doubled) / input_ohm : 1;
        const double total = ratio * load * open;
        const double real =
            std::sqrt(std::max(0.0, total * total - std::pow(source.ohm.imag(), 2)));
        doubled = real - load - source.resistance_ohm();
    }
    return doubled;
}

double source_half_width(const PortFacts& facts) {
    const auto& known = facts.resistance_ohm ? facts.resistance_ohm : facts.impedance_ohm;
    return known ? (known->high - known->low) / 2 : 0;
}

}  // namespace

std::optional<double> shared_return_ohm(const PortFacts& facts, const SourceImpedance& source) {
    if (facts.return_ohm) {
        const bool value = facts.return_ohm->is_measured();
        return value ? std::optional(facts.return_ohm->value) : std::nullopt;
    }
    const LoadFacts* open = facts.open();
    const LoadFacts* load = facts.heaviest();
    if (!open || !load || source.at_most || !facts.impedance_ohm || facts.load_sensing ||
        facts.rises_with_load)
        return {};
    auto ratio = ratio_of_drop(*load);
    if (!ratio) ratio = ratio_of_levels(*open, *load);
    if (!ratio) return {};
    const double ohm = *load->resistance_ohm;
    const double doubled = doubled_return_ohm(source, ohm, facts.input_ohm, ratio->value);
    const double uncertain =
        std::hypot(source_half_width(facts),
                   (ohm + source.resistance_ohm()) * ratio->half_width / ratio->value);
    return doubled > uncertain ? std::optional(doubled / 2) : std::nullopt;
}

}  // namespace ohmloop::classify
