#include "ohmloop/measure/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double nearly_full_scale = 1 - 1.0 / (1 << 15);
constexpr double least_extreme = 0.01;  ///< smaller ones are a converter's steps
constexpr Seconds block_time(0.02);
constexpr int least_blocks = 3;
constexpr double further = 1.05;  ///< the other half's extreme re this one's

/// Within `margin` of its peak-to-peak value from one extreme a sine spends acos(1 - 2 margin) / pi
/// of its time: 4.5 % and 11.1 %. The narrow margin finds slight clipping, the wide one clipping
/// whose level is noisy.
struct Rest {
    double margin;
    double suspicious_share;
};
constexpr Rest rests[] = {{0.005, 3 * 0.045}, {0.03, 2.2 * 0.111}};

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
std::size_t frames_resting_at(const Side& side, double extreme, std::size_t block_frames,
                              const Rest& rest) {
    std::size_t frames = 0;
    int blocks = 0;
    for (std::size_t from = 0; from + block_frames <= side.samples.size(); from += block_frames) {
        const Block block = block_at(side, from, from + block_frames);
        const double margin = rest.margin * (block.high - block.low);
        if (block.high < extreme - margin || margin <= 0) continue;
        std::size_t near = 0;
        for (std::size_t n = from; n < from + block_frames; ++n)
            if (side.at(n) >= extreme - margin) ++near;
        if (static_cast<double>(near) < rest.suspicious_share * static_cast<double>(block_frames))
            continue;
        frames += near;
        ++blocks;
    }
    return blocks >= least_blocks ? frames : 0;
}

double extreme_of(const Side& side) {
    double extreme = side.at(0);
    for (std::size_t n = 0; n < side.samples.size(); ++n) extreme = std::max(extreme, side.at(n));
    return extreme;
}

void add_flat_top(std::vector<FlatTop>& found, const Side& side, Hertz rate) {
    if (const auto frames = frames_at_full_scale(side)) {
        found.push_back({side.sign, frames, true, false});
        return;
    }
    const double extreme = extreme_of(side);
    if (extreme < least_extreme) return;
    const bool one_sided = extreme_of({side.samples, -side.sign}) > further * extreme;
    const auto block_frames =
        std::max<std::size_t>(8, static_cast<std::size_t>(block_time.value() * rate.value()));
    for (const Rest& rest : rests) {
        const auto frames = frames_resting_at(side, extreme, block_frames, rest);
        if (frames > 0) return found.push_back({side.sign * extreme, frames, false, one_sided});
    }
}

}  // namespace

std::vector<FlatTop> find_flat_tops(const std::vector<double>& samples, Hertz rate) {
    std::vector<FlatTop> found;
    if (samples.empty()) return found;
    add_flat_top(found, {samples, -1}, rate);
    add_flat_top(found, {samples, 1}, rate);
    return found;
}

std::string describe(const FlatTop& top) {
    const char* half = top.value < 0 ? "negative" : "positive";
    if (top.at_full_scale) {
        return fmt::format("the {} half reaches the converter's full scale for {} frames", half,
                           top.frames);
    }
    return fmt::format(
        "{}the {} half stays flat at {:.3f} of full scale for {} frames: a stage before the "
        "converter clips",
        top.one_sided ? "one-sided: " : "", half, top.value, top.frames);
}

}  // namespace ohmloop::measure
