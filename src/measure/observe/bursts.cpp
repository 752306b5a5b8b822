#include "bursts.hpp"

#include "ohmloop/dsp/median.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::measure {

namespace {

/// Longer than a period of mains, so that each holds the like of what buzzes.
constexpr double moment_s = 0.02;
/// White noise of 400 values scatters by 7 %, a buzz by a factor of 2.
constexpr double stands_out = 4;
/// What a gain or a clock that creeps leaves at a record's ends stays below 10 times its median.
constexpr double stands_far_out = 100;

/// Mean squares of a residual in moments that cover it wholly, and of its steps from frame to
/// frame, in which slow noise and hum count little.
struct Moments {
    std::vector<double> power;
    std::vector<double> steps;
    double length = 0;  ///< frames

    Moments(std::span<const double> residual, double rate) {
        const auto count =
            static_cast<std::size_t>(static_cast<double>(residual.size()) / (moment_s * rate));
        if (count < 5) return;
        power.assign(count, 0);
        steps.assign(count, 0);
        length = static_cast<double>(residual.size()) / static_cast<double>(count);
        for (std::size_t n = 1; n < residual.size(); ++n) {
            const auto k = at(n);
            power[k] += residual[n] * residual[n];
            steps[k] += std::pow(residual[n] - residual[n - 1], 2);
        }
    }

    [[nodiscard]] std::size_t at(std::size_t frame) const {
        return std::min(power.size() - 1,
                        static_cast<std::size_t>(static_cast<double>(frame) / length));
    }
};

/// |sum r exp(-iwn)| over the moments told, times 2/N.
double held_by(std::span<const double> residual, const Moments& moments,
               const std::vector<bool>& told, double radians_per_frame) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < residual.size(); ++n)
        if (told[moments.at(n)])
            sum += residual[n] * std::polar(1.0, -radians_per_frame * static_cast<double>(n));
    return 2 * std::abs(sum) / static_cast<double>(residual.size());
}

}  // namespace

double click_share_of(std::span<const double> residual, double rate) {
    const Moments moments(residual, rate);
    if (moments.power.empty()) return 0;
    const double usual_steps = dsp::median(moments.steps);
    const double usual_power = dsp::median(moments.power);
    double whole = 0;
    double clicks = 0;
    for (std::size_t k = 0; k < moments.power.size(); ++k) {
        whole += moments.power[k];
        if (moments.steps[k] > stands_out * usual_steps)
            clicks += std::max(0.0, moments.power[k] - usual_power);
    }
    return whole > 0 ? clicks / whole : 0;
}

std::vector<double> moved_by_bursts(const Separation& parts) {
    std::vector<double> moved(parts.tones, 0.0);
    const Moments moments(parts.residual, parts.fit.rate_hz);
    if (moments.power.empty()) return moved;
    const double usual = dsp::median(moments.power);
    std::vector<bool> told;
    for (const double power : moments.power) told.push_back(power > stands_far_out * usual);
    if (std::none_of(told.begin(), told.end(), [](bool each) { return each; })) return moved;
    for (std::size_t k = 0; k < parts.tones; ++k) {
        const double w = 2 * std::numbers::pi * parts.fit.frequency_hz[k] / parts.fit.rate_hz;
        moved[k] = held_by(parts.residual, moments, told, w);
    }
    return moved;
}

}  // namespace ohmloop::measure
