#include "ohmloop/dsp/median.hpp"
#include "ohmloop/measure/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;

constexpr Seconds block_time(0.02);
constexpr double least_periods = 8;  ///< a block: the window then tells the tone from its harmonics
constexpr double steady_amplitude = 1.25;  ///< re the usual one, up or down
/// What noise and a wandering clock make of the phase from block to block, as often seen, times
/// this; never less than half of what one frame is worth at 500 Hz and 48 kHz.
constexpr double over_scatter = 8;
constexpr double least_jump = 0.03;

/// The tone's phasor through a Hann window, its phase re the recording's first frame.
Complex phasor_at(const double* x, std::size_t from, std::size_t frames, double radians) {
    const Complex step = std::polar(1.0, -radians);
    const double window_step = 2 * std::numbers::pi / static_cast<double>(frames);
    Complex turned = std::polar(1.0, -radians * static_cast<double>(from));
    Complex sum;
    for (std::size_t n = 0; n < frames; ++n) {
        sum += x[from + n] * (1 - std::cos(window_step * static_cast<double>(n))) * turned;
        turned *= step;
    }
    return sum * (2.0 / static_cast<double>(frames));
}

/// The phasors of equal blocks, and what is usual from one to the next.
class Track {
  public:
    explicit Track(std::vector<Complex> blocks) : blocks_(std::move(blocks)) {
        double loudest = 0;
        for (const Complex& z : blocks_) loudest = std::max(loudest, std::abs(z));
        std::vector<double> sounding;
        for (const Complex& z : blocks_)
            if (2 * std::abs(z) > loudest) sounding.push_back(std::abs(z));
        amplitude_ = dsp::median(sounding);
        measure_scatter();
    }

    [[nodiscard]] std::size_t size() const { return blocks_.size(); }
    [[nodiscard]] double threshold() const { return threshold_; }
    [[nodiscard]] double amplitude_at(std::size_t k) const { return std::abs(blocks_[k]); }

    /// Phase that block `to` is ahead of block `from` beyond the usual, -pi to pi.
    [[nodiscard]] double ahead(std::size_t from, std::size_t to) const {
        const auto apart = static_cast<double>(to - from);
        return std::arg(blocks_[to] * std::conj(blocks_[from]) * std::polar(1.0, -apart * drift_));
    }

    [[nodiscard]] bool steady(std::size_t k) const {
        const double a = std::abs(blocks_[k]);
        return a < steady_amplitude * amplitude_ && a * steady_amplitude > amplitude_;
    }

  private:
    void measure_scatter() {
        std::vector<double> steps;
        for (std::size_t k = 0; k + 1 < blocks_.size(); ++k)
            if (steady(k) && steady(k + 1)) steps.push_back(ahead(k, k + 1));
        drift_ = dsp::median(steps);
        for (double& step : steps) step = std::abs(step - drift_);
        constexpr double median_of_normal = 0.6745;
        threshold_ = std::max(least_jump, over_scatter * dsp::median(steps) / median_of_normal);
    }

    std::vector<Complex> blocks_;
    double amplitude_ = 0;
    double drift_ = 0;
    double threshold_ = 0;
};

Track track_of(const std::vector<double>& samples, std::size_t block, double radians) {
    std::vector<Complex> blocks;
    for (std::size_t from = 0; from + block <= samples.size(); from += block)
        blocks.push_back(phasor_at(samples.data(), from, block, radians));
    return Track(std::move(blocks));
}

/// Two blocks before and two after k run on as usual, but not on from one another. A click, which
/// passes, is no such jump, nor is a tone that stops.
bool jumps_at(const Track& track, std::size_t k) {
    for (const std::size_t near : {k - 2, k - 1, k + 1, k + 2})
        if (!track.steady(near)) return false;
    const double usual = track.threshold() / 2;
    return std::abs(track.ahead(k - 2, k - 1)) < usual &&
           std::abs(track.ahead(k + 1, k + 2)) < usual &&
           std::abs(track.ahead(k - 1, k + 1)) > track.threshold();
}

}  // namespace

std::vector<PhaseJump> find_phase_jumps(const std::vector<double>& samples, Hertz rate,
                                        double frequency_hz) {
    const double seconds = std::max(block_time.value(), least_periods / frequency_hz);
    const auto block = static_cast<std::size_t>(seconds * rate.value());
    const auto track = track_of(samples, block, 2 * std::numbers::pi * frequency_hz / rate.value());
    std::vector<PhaseJump> jumps;
    for (std::size_t k = 2; k + 2 < track.size(); ++k) {
        if (!jumps_at(track, k)) continue;
        jumps.push_back({(static_cast<double>(k) + 0.5) * static_cast<double>(block) / rate.value(),
                         track.ahead(k - 1, k + 1) * 180 / std::numbers::pi});
        k += 2;  // the blocks after it hold the same jump
    }
    return jumps;
}

std::string describe(const std::vector<PhaseJump>& jumps) {
    std::string text = fmt::format("the tone's phase jumps by {:.0f} degrees at {:.2f} s",
                                   std::abs(jumps.front().degrees), jumps.front().time_s);
    if (jumps.size() > 1) text += fmt::format(", and at {} more places", jumps.size() - 1);
    return text + ": samples are missing or came twice";
}

}  // namespace ohmloop::measure
