#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <cstddef>
#include <vector>

namespace ohmloop::classify {

/// Loads of one EMF, as indices into PortFacts::loads.
struct SensedGroup {
    std::size_t first = 0;
    std::size_t last = 0;  ///< included
    double emf_ratio = 1;  ///< re open
};

/// Infinite without a load.
[[nodiscard]] double ohms_of(const LoadFacts& load);
/// |Z + Zo|/Z
[[nodiscard]] double over_divider(const SourceImpedance& source, double load_ohm);

/// Of a port that senses its load, lightest first.
[[nodiscard]] std::vector<SensedGroup> sensed_groups(const PortFacts& facts,
                                                     const SourceImpedance& source);
/// Of line inputs: its lightest load is one.
[[nodiscard]] bool is_light(const SensedGroup& group, const PortFacts& facts);
/// Whether it serves what such loads are: each that is measured is one of its kind.
[[nodiscard]] bool is_served(const SensedGroup& group, const PortFacts& facts);

}  // namespace ohmloop::classify
