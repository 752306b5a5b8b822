#include "ohmloop/classify/load_groups.hpp"

#include "classify/log_readings.hpp"
#include "classify/sensed_groups.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/capability.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ohmloop::classify {

namespace {

/// The lightest load's figures with the divider taken out: what the group has without a load.
LoadFacts without_load(const LoadFacts& lightest, const SourceImpedance& source) {
    LoadFacts open = lightest;
    open.scale_levels(over_divider(source, ohms_of(lightest)));
    open.name = "open";
    open.resistance_ohm.reset();
    open.drop_db.reset();
    return open;
}

/// The port as these loads know it.
PortFacts known_to(const SensedGroup& members, const PortFacts& facts,
                   const SourceImpedance& source) {
    PortFacts own = facts;
    own.load_sensing = false;
    own.loads.clear();
    const LoadFacts& lightest = facts.loads[members.first];
    if (lightest.resistance_ohm) own.loads.push_back(without_load(lightest, source));
    for (std::size_t i = members.first; i <= members.last; ++i) {
        own.loads.push_back(facts.loads[i]);
        LoadFacts& load = own.loads.back();
        if (load.resistance_ohm)
            load.drop_db = -20 * std::log10(over_divider(source, *load.resistance_ohm));
    }
    return own;
}

/// Odds of a mode made for such loads: judged, nothing of the kind being published. Two modes
/// of one port are no hybrids each.
Evidence of_mode(bool light, bool served) {
    constexpr double hardly = 0.001;
    if (light)
        return {"load_handling", logarithm(served ? ClassScores{{0.9, 0.1, hardly, 0.1}}
                                                  : ClassScores{{0.1, 0.4, hardly, 0.5}})};
    return {"load_handling", logarithm(served ? ClassScores{{0.05, 0.9, hardly, 0.05}}
                                              : ClassScores{{0.5, 0.05, hardly, 0.45}})};
}

/// Of the level by itself: all modes have the one impedance, which tells none from another.
Evidence of_own_level(const PortFacts& own, const Capability& port,
                      const profiles::Populations& populations) {
    if (!port.reach_emf_v) return {"signal_level", {}};
    const auto level = level_reading(own, *port.reach_emf_v, port.reach_is_bound);
    return {"signal_level", sharpened(populations, likelihood_of_level(populations, level, {}))};
}

std::vector<Evidence> evidence_of(const PortFacts& own, bool light, bool served,
                                  const Settings& settings) {
    const Capability port = capability(own);
    std::vector<Evidence> all{of_mode(light, served),
                              of_own_level(own, port, settings.populations)};
    for (const Evidence& one : evidence(own, port, settings.populations))
        if (one.criterion == "amplification") all.push_back(one);
    return all;
}

std::string worded(const PortFacts& own, const SensedGroup& members) {
    const Capability port = capability(own);
    std::string text = port.clean_emf_v
                           ? worded_most(port) + worded_volts(*port.clean_emf_v)
                           : fmt::format("{:+.1f} dB re open", 20 * std::log10(members.emf_ratio));
    if (port.source) text += " behind " + worded_ohms(port.source->resistance_ohm());
    if (port.heaviest && port.heaviest->amperes)
        text += fmt::format(", {}{} into {}", port.heaviest->limited ? "at most " : "",
                            worded_amperes(*port.heaviest->amperes),
                            worded_ohms(port.heaviest->load_ohm));
    return text;
}

result::LoadGroup group_of(const SensedGroup& members, const PortFacts& facts,
                           const SourceImpedance& source, const Settings& settings) {
    result::LoadGroup group;
    for (std::size_t i = members.first; i <= members.last; ++i)
        group.loads.push_back(facts.loads[i].name);
    const bool light = is_light(members, facts);
    group.served = is_served(members, facts);
    const PortFacts own = known_to(members, facts, source);
    const Weighing weighing = weigh(evidence_of(own, light, group.served, settings), settings);
    group.port_class = weighing.port_class;
    for (const Candidate c : candidates)
        group.probabilities[std::string(name_of(c))] = weighing.probabilities[c];
    group.text = worded(own, members);
    return group;
}

}  // namespace

std::vector<result::LoadGroup> load_groups(const PortFacts& facts, const Settings& settings) {
    const Capability port = capability(facts);
    if (!facts.load_sensing || !port.source || facts.loads.empty()) return {};
    std::vector<result::LoadGroup> groups;
    for (const SensedGroup& members : sensed_groups(facts, *port.source)) {
        groups.push_back(group_of(members, facts, *port.source, settings));
        groups.back().name = "loads between";
    }
    groups.back().name = "heavy loads";
    groups.front().name = "light loads";
    return groups;
}

}  // namespace ohmloop::classify
