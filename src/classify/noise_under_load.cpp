#include "classify/noise_under_load.hpp"

#include "classify/decibels.hpp"

#include <cmath>

namespace ohmloop::classify {

namespace {

/// By as much the level must fall, for its noise to tell anything.
constexpr double telling_drop_db = -3;
/// So much less must the noise have fallen at the least: half the power of noise elsewhere, such as
/// of ground, would keep it 3 dB above.
constexpr double standing_out_db = 4;

bool is_plain(const std::optional<NoiseFact>& noise) {
    return noise && noise->kind == result::Kind::measured && noise->interval && noise->value > 0 &&
           noise->interval->low > 0;
}

/// Both measured, alike.
bool compare(const NoiseFact& a, const NoiseFact& b) {
    return a.a_weighted == b.a_weighted && a.to_hz == b.to_hz;
}

/// A loop's hum is beside the source: what most of the noise is tells nothing of it.
bool is_hum(const PortFacts& facts) {
    return facts.hum && facts.hum->is_measured() && facts.noise &&
           facts.hum->value > 0.5 * facts.noise->value;
}

}  // namespace

std::optional<double> noise_change_db(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    const LoadFacts* load = facts.heaviest();
    if (!open || !load || !is_plain(open->noise) || !is_plain(load->noise) ||
        !compare(*open->noise, *load->noise))
        return {};
    return decibels(load->noise->value / open->noise->value);
}

std::optional<double> noise_kept_db(const PortFacts& facts) {
    const auto change = noise_change_db(facts);
    if (!change || facts.loads.size() != 2 || facts.load_sensing || facts.rises_with_load ||
        is_hum(facts))
        return {};
    const LoadFacts& load = *facts.heaviest();
    if (!load.drop_db || *load.drop_db > telling_drop_db) return {};
    const double least = decibels(load.noise->interval->low / facts.open()->noise->interval->high);
    if (least - *load.drop_db < standing_out_db) return {};
    return *change - *load.drop_db;
}

}  // namespace ohmloop::classify
