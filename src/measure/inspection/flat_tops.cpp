#include "ohmloop/measure/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double step_of_16_bits = 1.0 / (1 << 15);
constexpr double nearly_full_scale = 1 - step_of_16_bits;
constexpr double least_extreme = 0.01;  ///< smaller ones are a converter's steps
constexpr Seconds block_time(0.02);
constexpr int least_blocks = 3;
/// Fewer in a row near the extreme are where a high tone happens to be sampled.
constexpr std::size_t least_rest = 3;
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
    std::size_t from;
    std::size_t to;
};

/// Where the signal passes between a well lower and a well higher half: half its rms off its mean.
struct Swing {
    double low;
    double high;

    explicit Swing(const std::vector<double>& samples) {
        double sum = 0;
        double power = 0;
        for (const double x : samples) {
            sum += x;
            power += x * x;
        }
        const auto count = static_cast<double>(samples.size());
        const double mean = sum / count;
        const double half_rms = 0.5 * std::sqrt(std::max(0.0, power / count - mean * mean));
        low = mean - half_rms;
        high = mean + half_rms;
    }
};

/// Blocks of at least so many frames, each with two rises in it, hence a whole period of what
/// sounds: a part of one rests near its extreme as long as a clipped signal does.
std::vector<Block> blocks_of_whole_periods(const std::vector<double>& samples, std::size_t frames) {
    const Swing swing(samples);
    std::vector<Block> blocks;
    std::size_t from = 0;
    int rises = 0;
    bool above = true;
    for (std::size_t n = 0; n < samples.size(); ++n) {
        if (!above && samples[n] > swing.high) ++rises;
        above = above ? samples[n] >= swing.low : samples[n] > swing.high;
        if (rises < 2 || n + 1 - from < frames) continue;
        blocks.push_back({from, n + 1});
        from = n + 1;
        rises = 0;
    }
    return blocks;
}

/// Frames from `threshold` up, in runs of at least `least_rest`.
std::size_t frames_at_rest(const Side& side, const Block& block, double threshold) {
    std::size_t count = 0;
    std::size_t run = 0;
    for (std::size_t n = block.from; n < block.to; ++n) {
        run = side.at(n) >= threshold ? run + 1 : 0;
        if (run == least_rest) count += least_rest;
        if (run > least_rest) ++count;
    }
    return count;
}

/// Frames of those blocks that reach the extreme and rest there for too large a share.
std::size_t frames_resting_at(const Side& side, double extreme, const std::vector<Block>& blocks,
                              const Rest& rest) {
    std::size_t frames = 0;
    int found = 0;
    for (const Block& block : blocks) {
        const auto first = side.samples.begin();
        const auto [least, most] =
            std::minmax_element(first + static_cast<std::ptrdiff_t>(block.from),
                                first + static_cast<std::ptrdiff_t>(block.to));
        const double margin = rest.margin * (*most - *least);
        const double highest = side.sign > 0 ? *most : -*least;
        if (highest < extreme - margin || margin <= 0) continue;
        const std::size_t near = frames_at_rest(side, block, extreme - margin);
        if (static_cast<double>(near) <
            rest.suspicious_share * static_cast<double>(block.to - block.from))
            continue;
        frames += near;
        ++found;
    }
    return found >= least_blocks ? frames : 0;
}

double extreme_of(const Side& side) {
    double extreme = side.at(0);
    for (std::size_t n = 0; n < side.samples.size(); ++n) extreme = std::max(extreme, side.at(n));
    return extreme;
}

void add_flat_top(std::vector<FlatTop>& found, const Side& side, const std::vector<Block>& blocks) {
    const double extreme = extreme_of(side);
    const double opposite = extreme_of({side.samples, -side.sign});
    // A file of floats may go beyond full scale; then no converter stopped it there.
    const bool beyond = std::max(extreme, opposite) > 1 + step_of_16_bits;
    if (const auto frames = beyond ? 0 : frames_at_full_scale(side)) {
        found.push_back({side.sign, frames, true, false});
        return;
    }
    if (extreme < least_extreme) return;
    const bool one_sided = opposite > further * extreme;
    for (const Rest& rest : rests) {
        const auto frames = frames_resting_at(side, extreme, blocks, rest);
        if (frames > 0) return found.push_back({side.sign * extreme, frames, false, one_sided});
    }
}

}  // namespace

std::vector<FlatTop> find_flat_tops(const std::vector<double>& samples, Hertz rate) {
    std::vector<FlatTop> found;
    if (samples.empty()) return found;
    const auto least =
        std::max<std::size_t>(8, static_cast<std::size_t>(block_time.value() * rate.value()));
    const auto blocks = blocks_of_whole_periods(samples, least);
    add_flat_top(found, {samples, -1}, blocks);
    add_flat_top(found, {samples, 1}, blocks);
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
