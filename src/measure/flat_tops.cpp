#include "ohmloop/measure/inspection.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double nearly_full_scale = 1 - 1.0 / (1 << 15);
constexpr double least_extreme = 0.01;  ///< smaller ones are a converter's steps
constexpr Seconds block_time(0.02);
/// A sine spends acos(1 - 0.01) / pi = 4.5 % of its time within 0.5 % of its peak-to-peak value
/// from one extreme.
constexpr double near_extreme = 0.005;
constexpr double sine_share = 0.045;
constexpr double suspicious_share = 3 * sine_share;
constexpr int least_blocks = 3;

/// The samples, or their mirror image, so that one search finds both sides.
struct Side {
    const std::vector<double>& samples;
    double sign;
    [[nodiscard]] double at(std::size_t n) const { return sign * samples[n]; }
};

std::size_t frames_at_full_scale(const Side& side) {
    std::size_t count = 0;
    std::size_t run = 0;
    for (std::size_t n = 0; n < side.samples.size(); ++n) {
        run = side.at(n) >= nearly_full_scale ? run + 1 : 0;
        if (run == 2) count += 2;
        if (run > 2) ++count;
    }
    return count;
}

struct Block {
    double low;
    double high;
};

Block block_at(const Side& side, std::size_t from, std::size_t to) {
    Block block{side.at(from), side.at(from)};
    for (std::size_t n = from; n < to; ++n) {
        block.low = std::min(block.low, side.at(n));
        block.high = std::max(block.high, side.at(n));
    }
    return block;
}

/// Frames of those blocks that reach the extreme and rest there for too large a share.
std::size_t frames_resting_at(const Side& side, double extreme, std::size_t block_frames) {
    std::size_t frames = 0;
    int blocks = 0;
    for (std::size_t from = 0; from + block_frames <= side.samples.size(); from += block_frames) {
        const Block block = block_at(side, from, from + block_frames);
        const double margin = near_extreme * (block.high - block.low);
        if (block.high < extreme - margin || margin <= 0) continue;
        std::size_t near = 0;
        for (std::size_t n = from; n < from + block_frames; ++n)
            if (side.at(n) >= extreme - margin) ++near;
        if (static_cast<double>(near) < suspicious_share * static_cast<double>(block_frames))
            continue;
        frames += near;
        ++blocks;
    }
    return blocks >= least_blocks ? frames : 0;
}

void add_flat_top(std::vector<FlatTop>& found, const Side& side, Hertz rate) {
    if (const auto frames = frames_at_full_scale(side)) {
        found.push_back({side.sign, frames, true});
        return;
    }
    const auto block_frames =
        std::max<std::size_t>(8, static_cast<std::size_t>(block_time.value() * rate.value()));
    double extreme = side.at(0);
    for (std::size_t n = 0; n < side.samples.size(); ++n) extreme = std::max(extreme, side.at(n));
    if (extreme < least_extreme) return;
    if (const auto frames = frames_resting_at(side, extreme, block_frames))
        found.push_back({side.sign * extreme, frames, false});
}

}  // namespace

std::vector<FlatTop> find_flat_tops(const std::vector<double>& samples, Hertz rate) {
    std::vector<FlatTop> found;
    if (samples.empty()) return found;
    add_flat_top(found, {samples, -1}, rate);
    add_flat_top(found, {samples, 1}, rate);
    return found;
}

}  // namespace ohmloop::measure
