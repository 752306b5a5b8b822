#include "clock_offsets.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double least_uncertainty = 1e-10;
constexpr double largest_uncertainty = 1e-5;
constexpr double largest_offset = 2000e-6;
/// What crystals change by within a minute is a tenth of this.
constexpr double steady_change = 0.3e-6;
constexpr double jump_frames = 0.5;

}  // namespace

ClockOffsets::ClockOffsets(std::span<const PilotReading> pilots) {
    for (const auto& pilot : pilots) {
        const double u = std::max(pilot.offset_uncertainty, least_uncertainty);
        if (std::abs(pilot.offset) > largest_offset || !(u < largest_uncertainty)) continue;
        weights_ += 1 / (u * u);
        sum_ += pilot.offset / (u * u);
        least_ = std::min(least_, pilot.offset + 6 * u);
        most_ = std::max(most_, pilot.offset - 6 * u);
        largest_jump_frames_ = std::max(largest_jump_frames_, pilot.jump_frames);
    }
}

double ClockOffsets::mean_uncertainty() const { return std::sqrt(1 / weights_); }

bool ClockOffsets::wander() const {
    return change() > steady_change && largest_jump_frames_ < jump_frames;
}

}  // namespace ohmloop::measure
