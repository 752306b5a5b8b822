#include "breaks.hpp"

#include "ohmloop/dsp/median.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ohmloop::measure {

namespace {

using std::numbers::pi;
using Index = std::ptrdiff_t;

constexpr Index near_blocks = 8;   ///< 40 ms
constexpr Index wide_blocks = 40;  ///< 200 ms, for what is usual
constexpr Index phase_blocks = 4;
constexpr double least_dip_db = 0.5;
constexpr double least_step_db = 3;
constexpr double silent_share = 0.3;
constexpr double covering_share = 0.33;
constexpr double least_skip_frames = 0.5;
/// Medians of steps of Gaussian noise are 0.67 sigma: 8 sigma.
constexpr double clearly = 12;
/// The same of the phase's steps, which its medians smooth to 0.6 of what blocks scatter by. Steps
/// between single blocks are many more independent values, whose median is steadier.
constexpr double clearly_of_blocks = 7.2;
constexpr double audible_step_db = 1;  ///< a tone whose level scatters more is not heard

/// The track's columns, and medians over its neighbourhoods.
class Track {
  public:
    explicit Track(std::span<const GainBlock> blocks) : blocks_(blocks) {
        for (const auto& block : blocks) {
            level_db_.push_back(20 * std::log10(std::max(1e-10, std::abs(block.gain))));
            power_.push_back(block.power);
        }
        listen();
        follow_phase();
        for (Index k = 0; k < count(); ++k) {
            level_step_.push_back(k < 2 ? 0 : level_db_[at(k)] - level_db_[at(k - 2)]);
            block_step_.push_back(k < 2 ? 0 : phase_[at(k)] - phase_[at(k - 2)]);
            phase_step_.push_back(std::remainder(median_near(phase_, k + 1, k + phase_blocks) -
                                                     median_near(phase_, k - phase_blocks, k - 1),
                                                 2 * pi));
        }
    }

    [[nodiscard]] Index count() const { return static_cast<Index>(level_db_.size()); }

    [[nodiscard]] bool silent(Index k) const { return silent_[at(k)]; }

    /// False where the tone scatters so much that nothing can be said.
    [[nodiscard]] bool judged(Index k) const { return usual(level_step_, k) < audible_step_db; }

    [[nodiscard]] bool dips(Index k) const {
        const double limit = std::max(least_dip_db, clearly * usual(level_step_, k));
        return beside(level_db_, k) < -limit && beside(power_, k) < 0.02 * power_[at(k)];
    }

    [[nodiscard]] bool steps(Index k) const {
        return std::abs(beside(level_step_, k)) >
               std::max(least_step_db, clearly * usual(level_step_, k));
    }

    /// Frames that the phase goes on displaced by; 0 when it does not.
    [[nodiscard]] double skip(Index k) const {
        if (covered(k)) return 0;
        const double w = blocks_[at(k)].radians_per_frame;
        const double limit = std::max({least_skip_frames * w, clearly * usual(phase_step_, k),
                                       clearly_of_blocks * usual(block_step_, k)});
        const double step = beside(phase_step_, k);
        return std::abs(step) > limit ? step / w : 0;
    }

  private:
    [[nodiscard]] static std::size_t at(Index k) { return static_cast<std::size_t>(k); }

    [[nodiscard]] double median_near(const std::vector<double>& column, Index first,
                                     Index last) const {
        const auto begin = std::clamp<Index>(first, 0, count() - 1);
        const auto end = std::clamp<Index>(last, begin, count() - 1) + 1;
        return dsp::median({column.begin() + begin, column.begin() + end});
    }

    /// A value less the median of as many on either side: a slope, however steep, is none.
    [[nodiscard]] double beside(const std::vector<double>& column, Index k) const {
        const Index reach = std::min({near_blocks, k, count() - 1 - k});
        return column[at(k)] - median_near(column, k - reach, k + reach);
    }

    /// Median magnitude of a column around k.
    [[nodiscard]] double usual(const std::vector<double>& column, Index k) const {
        const auto begin = std::clamp<Index>(k - wide_blocks, 0, count() - 1);
        const auto end = std::clamp<Index>(k + wide_blocks, begin, count() - 1) + 1;
        std::vector<double> magnitudes(column.begin() + begin, column.begin() + end);
        for (double& v : magnitudes) v = std::abs(v);
        return dsp::median(std::move(magnitudes));
    }

    /// By a click or a burst of noise.
    [[nodiscard]] bool covered(Index k) const {
        return beside(power_, k) > covering_share * power_[at(k)];
    }

    [[nodiscard]] double recorded(Index k) const {
        return std::abs(blocks_[at(k)].gain) * blocks_[at(k)].played;
    }

    /// Scatter of the recorded amplitude: noise.
    [[nodiscard]] double scatter() const {
        std::vector<double> steps;
        for (Index k = 2; k < count(); ++k)
            steps.push_back(
                std::abs(std::abs(blocks_[at(k)].gain) - std::abs(blocks_[at(k - 2)].gain)) *
                blocks_[at(k)].played);
        return dsp::median(std::move(steps));
    }

    /// The tone makes up half of what sounds in a block, or more: hum and bursts do not hide it.
    [[nodiscard]] bool stands_out(Index k) const {
        return std::norm(blocks_[at(k)].gain) > power_[at(k)];
    }

    /// Less power than half of what the tone would bring at `gain`: nothing else fills the gap.
    [[nodiscard]] bool falls_quiet(Index k, double gain) const {
        return power_[at(k)] < 0.25 * gain * gain &&
               std::abs(blocks_[at(k)].gain) < silent_share * gain;
    }

    /// From the loudest block both ways: a gain may sink, but not fall within a block, as far as
    /// the tone would stand above the noise.
    void listen() {
        silent_.assign(blocks_.size(), false);
        Index loudest = -1;
        for (Index k = 0; k < count(); ++k)
            if (stands_out(k) && (loudest < 0 || recorded(k) > recorded(loudest))) loudest = k;
        if (loudest < 0) return;
        const double noise = scatter();
        for (const Index way : {1, -1}) {
            double heard = std::abs(blocks_[at(loudest)].gain);
            for (Index k = loudest; k >= 0 && k < count(); k += way) {
                const bool audible = heard * blocks_[at(k)].played > clearly * noise;
                silent_[at(k)] = audible && falls_quiet(k, heard);
                if (stands_out(k)) heard = std::abs(blocks_[at(k)].gain);
            }
        }
    }

    /// Unwrapped, of the block last heard.
    void follow_phase() {
        double last = 0;
        for (Index k = 0; k < count(); ++k) {
            if (!silent(k) && !covered(k))
                last += std::remainder(std::arg(blocks_[at(k)].gain) - last, 2 * pi);
            phase_.push_back(last);
        }
    }

    std::span<const GainBlock> blocks_;
    std::vector<double> level_db_;
    std::vector<double> power_;
    std::vector<bool> silent_;
    std::vector<double> phase_;
    std::vector<double> level_step_;  ///< over two blocks, which share no frame
    std::vector<double> block_step_;  ///< of the phase, over two blocks
    std::vector<double> phase_step_;  ///< from the blocks before to those behind
};

double spacing(std::span<const GainBlock> blocks, std::size_t k) {
    return k == 0 ? 0 : blocks[k].seconds - blocks[k - 1].seconds;
}

/// Runs of blocks, a few apart at most, become one break.
void add(std::vector<Break>& breaks, const GainBlock& block, double length_s, double frames) {
    constexpr double one_break_s = 0.03;
    if (breaks.empty() ||
        block.seconds - breaks.back().seconds > one_break_s + breaks.back().length_s)
        breaks.push_back({block.seconds, 0, 0});
    breaks.back().length_s += length_s;
    if (std::abs(frames) > std::abs(breaks.back().frames_skipped))
        breaks.back().frames_skipped = frames;
}

}  // namespace

std::vector<Break> find_breaks(std::span<const GainBlock> blocks) {
    std::vector<Break> breaks;
    if (blocks.size() < 2 * near_blocks) return breaks;
    const Track track(blocks);
    for (Index k = 0; k < track.count(); ++k) {
        const auto here = static_cast<std::size_t>(k);
        const bool broken =
            track.silent(k) || (track.judged(k) && (track.dips(k) || track.steps(k)));
        const double skipped = !broken && track.judged(k) ? track.skip(k) : 0;
        if (broken) add(breaks, blocks[here], spacing(blocks, here), 0);
        if (skipped != 0) add(breaks, blocks[here], 0, skipped);
    }
    return breaks;
}

}  // namespace ohmloop::measure
