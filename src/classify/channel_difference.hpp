#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/result/verdict.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify {

/// By how much channel `a` is louder than `b` without a load, dB; absent where either level is only
/// a bound, or where they are no further apart than channels of one stage are.
[[nodiscard]] std::optional<double> louder_by_db(const PortFacts& a, const PortFacts& b);

/// What a port serves as where its channels differ: as its worse channel does, which is named.
[[nodiscard]] result::Fitness worse_fitness(const result::Fitness& lead,
                                            const result::Fitness& other,
                                            const std::string& other_channel);

/// The advice of `lead`, but that on loudness, which is of the louder channel.
[[nodiscard]] std::vector<result::Advice> with_loudness_of(
    const std::vector<result::Advice>& lead, const std::vector<result::Advice>& louder,
    const std::string& louder_channel);

}  // namespace ohmloop::classify
