#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/population.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace ohmloop::classify {

/// What one criterion says: a log-likelihood a class, in nats, its largest 0; all 0 = silent.
struct Evidence {
    std::string_view criterion;  ///< signal_level ... device_compatibility
    ClassScores log_likelihood;
    /// It divides what headphone and hybrid hold together, and leaves their sum.
    bool divides = false;
    /// Of its ratio of line to headphone, nats: one standard deviation of the shares in it that are
    /// counted or judged rather than drawn from populations.
    double table_deviation = 0;

    /// Likeliest class over the next of line, headphone and hybrid; hybrid and headphone are one
    /// where this criterion cannot tell them apart.
    [[nodiscard]] double strength() const;
    [[nodiscard]] std::string_view points_to() const;  ///< empty when silent
};

/// The criteria that carry evidence, in the interface's order: signal_level (level given the
/// impedance, overdrive), amplification (current), impedance, use_case (the definition of a
/// hybrid), volume_control, load_handling (load sensing, distortion and bass under load),
/// device_compatibility (balanced or not, where that is published).
/// Load drop and power follow from impedance, level and current: they are not counted again.
[[nodiscard]] std::vector<Evidence> evidence(const PortFacts& facts, const Capability& port,
                                             const profiles::Populations& populations);

/// Whether what is known of the impedance tells classes apart; a bound that leaves all possible
/// does not.
[[nodiscard]] bool speaks_of_impedance(const PortFacts& facts, const Capability& port);
/// What line outputs with this port's impedance usually give: the level's yardstick.
[[nodiscard]] LevelRange usual_line_level(const PortFacts& facts, const Capability& port,
                                          const profiles::Populations& populations);

}  // namespace ohmloop::classify
