#include "session/load_rating.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::session {

namespace {
constexpr double sparing_below_ohm = 32;
constexpr DbFs sparing_above(-10);
constexpr Seconds longest_loud(1);
}  // namespace

std::optional<DbFs> rated_ceiling(double gain_db, const profiles::Load& load,
                                  Volts input_full_scale) {
    if (load.is_open() || !std::isfinite(load.power_w)) return std::nullopt;
    const double allowed_v = std::sqrt(load.power_w * load.resistance_ohm);
    return DbFs(to_decibels(allowed_v / input_full_scale.value()).value() - gain_db);
}

profiles::Plan sparing(profiles::Plan plan, const profiles::Load& load) {
    if (load.resistance_ohm >= sparing_below_ohm) return plan;
    plan.tone_time = std::min(plan.tone_time, longest_loud);
    plan.imd_time = std::min(plan.imd_time, longest_loud);
    if (plan.impedance_level > sparing_above) {
        plan.impedance_time = std::min(plan.impedance_time, longest_loud);
    }
    plan.sweep_level = std::min(plan.sweep_level, sparing_above);
    return plan;
}

profiles::Plan short_return(profiles::Plan plan) {
    // Without impedance tones the drift is read from the reference tone.
    if (!plan.impedance_tones_hz.empty()) plan.tone_levels.clear();
    plan.live_ramp_time = Seconds(0);
    plan.noise_time = Seconds(0);
    plan.sweep_time = Seconds(0);
    plan.imd_time = Seconds(0);
    plan.multitone_time = Seconds(0);
    plan.single_channel_drive = false;
    return plan;
}

}  // namespace ohmloop::session
