#include "classify/source_by_drop.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

/// Where nobody knows what the recording input is: as low as line inputs come.
constexpr double lowest_input_ohm = 10e3;

/// Without a fit, a load's drop still bounds it: a limit takes off as well, never gives. With
/// P = R || Ri and k = 10^(-d/20) the divider alone is Zo = Ri P (k - 1)/(Ri - k P).
std::optional<double> most_by_drop(const LoadFacts& load, double input_ohm) {
    if (!load.drop_db || !load.resistance_ohm) return {};
    const double drop_db = load.drop_interval ? load.drop_interval->low : *load.drop_db;
    const double k = std::pow(10, -drop_db / 20);
    const double input = input_ohm > 0 ? input_ohm : lowest_input_ohm;
    const double loaded = *load.resistance_ohm * input / (*load.resistance_ohm + input);
    if (k <= 1 || k * loaded >= input) return {};
    return input * loaded * (k - 1) / (input - k * loaded);
}

/// By the load that bounds it closest.
std::optional<SourceImpedance> bounded_by_drops(const PortFacts& facts) {
    std::optional<double> least;
    for (const LoadFacts& load : facts.loads)
        if (const auto most = most_by_drop(load, facts.input_ohm))
            least = std::min(least.value_or(*most), *most);
    if (!least) return {};
    return SourceImpedance{*least, false, true};
}

/// A drop that stands out of its interval.
bool is_resolved(const LoadFacts& load) {
    constexpr double well = 10;
    return load.drop_db && *load.drop_db < 0 &&
           (!load.drop_interval ||
            -*load.drop_db > well * (load.drop_interval->high - *load.drop_db));
}

}  // namespace

std::optional<SourceImpedance> source_by_drop(const PortFacts& facts) {
    if (facts.load_sensing || facts.rises_with_load) return {};
    const LoadFacts* load = facts.heaviest();
    if (facts.impedance_withheld || !load || load->drop_holds_limit || !is_resolved(*load))
        return bounded_by_drops(facts);
    return SourceImpedance{*load->resistance_ohm * (std::pow(10, -*load->drop_db / 20) - 1), false};
}

}  // namespace ohmloop::classify
