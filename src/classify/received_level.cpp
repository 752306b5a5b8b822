#include "ohmloop/classify/received_level.hpp"

namespace ohmloop::classify {

std::optional<double> most_level_v(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || open->max_level->kind == result::Kind::lower_bound) return {};
    // What takes more than 10 V is no line input any more.
    constexpr double most_full_scale_v = 10;
    return open->max_level->value * (facts.volts ? 1 : most_full_scale_v);
}

bool gives_nothing(const PortFacts& facts) {
    constexpr double faint_v = 0.02;
    constexpr double faint_without_volts_v = 0.3;
    const auto most = most_level_v(facts);
    return most && *most < (facts.volts ? faint_v : faint_without_volts_v);
}

bool feeds_line_input(const PortFacts& facts, const LoadFacts& load) {
    const double largest = load.max_level ? load.max_level->value : 0;
    return facts.volts ? largest > 0.3 : largest > 0;
}

bool drives_headphone(const PortFacts& facts, const LoadFacts& load) {
    const double largest = load.max_level ? load.max_level->value : 0;
    const double ohm = load.resistance_ohm.value_or(1e9);
    const bool enough =
        facts.volts ? largest * largest / ohm > 0.5e-3 : load.drop_db.value_or(-99) > -6;
    return enough && load.thd_n_db.value_or(-99) < -40;
}

}  // namespace ohmloop::classify
