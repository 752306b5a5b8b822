#include "clock_offsets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double least_uncertainty = 1e-10;
/// Of a crystal oscillator's frequency from second to second.
constexpr double least_wander = 1e-9;
constexpr double largest_crest = 3;  ///< of wander, peak over rms
constexpr double largest_uncertainty = 1e-5;
constexpr double largest_offset = 2000e-6;
/// What crystals change by within a minute is a tenth of this.
constexpr double steady_change = 0.3e-6;
/// 0.6/1000 radian of 997 Hz: levels err by half the square, those at 20 kHz by 0.0007 dB.
constexpr double steady_s = 0.1e-6;

}  // namespace

ClockOffsets::ClockOffsets(std::span<const PilotReading> pilots, Hertz rate)
    : rate_hz_(rate.value()) {
    for (const auto& pilot : pilots) {
        const double u = std::max(pilot.offset_uncertainty, least_uncertainty);
        if (std::abs(pilot.offset) > largest_offset || !(u < largest_uncertainty)) continue;
        offsets_.push_back({pilot.offset, 1 / (u * u)});
        weights_ += 1 / (u * u);
        sum_ += pilot.offset / (u * u);
        least_ = std::min(least_, pilot.offset + 6 * u);
        most_ = std::max(most_, pilot.offset - 6 * u);
        wander_s_ = std::max(wander_s_, pilot.wander_s);
        jumps_ = jumps_ || pilot.jumps();
    }
}

double ClockOffsets::mean_uncertainty() const {
    double chi_square = 0;
    for (const auto& each : offsets_) chi_square += each.weight * std::pow(each.value - mean(), 2);
    const double degrees = std::max(1.0, static_cast<double>(offsets_.size()) - 1);
    return std::max(least_wander, std::sqrt(std::max(1.0, chi_square / degrees) / weights_));
}

bool ClockOffsets::wander() const {
    return !jumps_ && (change() > steady_change || wander_s_ > steady_s);
}

bool ClockOffsets::explain(double frames, double span) const {
    // Twice each: segments tell their means, and the ends may lie where the clocks differ most.
    return wander() &&
           std::abs(frames) < 2 * change() * span + 2 * largest_crest * wander_s_ * rate_hz_;
}

std::string wander_text(const ClockOffsets& offsets) {
    if (offsets.change() > steady_change)
        return fmt::format("the clock offset changes by {:.2f} ppm within the take",
                           offsets.change() * 1e6);
    return fmt::format("the clocks wander by {:.2g} us rms within a steady tone",
                       offsets.wander_s() * 1e6);
}

}  // namespace ohmloop::measure
