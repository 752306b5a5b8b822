#include "classify/sensed_groups.hpp"

#include "ohmloop/classify/received_level.hpp"

#include <cmath>
#include <limits>

namespace ohmloop::classify {

namespace {

/// Nearer than this two EMFs are one: what measuring takes for sensing moves by more than 2 %.
constexpr double same_emf = 0.02;

bool is_line_input(const LoadFacts& load) { return ohms_of(load) >= least_input_ohm; }

}  // namespace

double ohms_of(const LoadFacts& load) {
    return load.resistance_ohm.value_or(std::numeric_limits<double>::infinity());
}

double over_divider(const SourceImpedance& source, double load_ohm) {
    return std::isinf(load_ohm) ? 1 : std::abs(source.ohm + load_ohm) / load_ohm;
}

std::vector<SensedGroup> sensed_groups(const PortFacts& facts, const SourceImpedance& source) {
    std::vector<SensedGroup> groups;
    for (std::size_t i = 0; i < facts.loads.size(); ++i) {
        const LoadFacts& load = facts.loads[i];
        const double ratio =
            std::pow(10, load.drop_db.value_or(0) / 20) * over_divider(source, ohms_of(load));
        if (groups.empty() || std::abs(std::log(ratio / groups.back().emf_ratio)) > same_emf)
            groups.push_back({i, i, ratio});
        else
            groups.back().last = i;
    }
    return groups;
}

bool is_light(const SensedGroup& group, const PortFacts& facts) {
    return is_line_input(facts.loads[group.first]);
}

bool is_served(const SensedGroup& group, const PortFacts& facts) {
    for (std::size_t i = group.first; i <= group.last; ++i) {
        const LoadFacts& load = facts.loads[i];
        if (is_line_input(load) ? feeds_line_input(facts, load) : drives_headphone(facts, load))
            return true;
    }
    return false;
}

}  // namespace ohmloop::classify
