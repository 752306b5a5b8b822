#include "classify/log_readings.hpp"

#include <cmath>

namespace ohmloop::classify {

namespace {

using Side = LogReading::Side;

LogReading reading(const Known& fact) {
    const Side side = fact.kind == result::Kind::upper_bound   ? Side::at_most
                      : fact.kind == result::Kind::lower_bound ? Side::at_least
                                                               : Side::exactly;
    return {std::log10(fact.value), fact.log10_deviation(), side};
}

/// Below an upper bound this low lies nothing but what headphone outputs usually have; below a
/// higher one lie both kinds, and how high it is tells of the set-up.
constexpr double telling_bound_ohm = 20;

}  // namespace

std::optional<LogReading> impedance_reading(const PortFacts& facts, const Capability& port) {
    if (facts.levels_alone) return {};
    const auto& known = facts.resistance_ohm ? facts.resistance_ohm : facts.impedance_ohm;
    if (known) {
        const bool at_most = known->kind == result::Kind::upper_bound;
        if (at_most && known->value > telling_bound_ohm) return {};
        return reading(*known);
    }
    if (!port.source) return {};
    const double ohm = port.source->resistance_ohm();
    if (port.source->at_most && ohm > telling_bound_ohm) return {};
    return LogReading{std::log10(ohm), 0.05, port.source->at_most ? Side::at_most : Side::exactly};
}

LogReading level_reading(const PortFacts& facts, double emf_v, bool at_least) {
    return {std::log10(emf_v), facts.open()->max_level->log10_deviation(),
            at_least || below_maximum(facts) ? Side::at_least : Side::exactly};
}

bool below_maximum(const PortFacts& facts) { return facts.volume == Volume::partial; }

bool at_full_volume(const PortFacts& facts) {
    return facts.volume == Volume::maximum || facts.volume == Volume::fixed;
}

}  // namespace ohmloop::classify
