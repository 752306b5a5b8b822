#include "hum.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr int hum_harmonics = 5;
/// Mains and both clocks together stay within this.
constexpr double widest_offset = 0.005;

std::vector<double> comb_of(double mains_hz) {
    std::vector<double> lines;
    for (int n = 1; n <= hum_harmonics; ++n) lines.push_back(n * mains_hz);
    return lines;
}

void take_lines(const dsp::ToneFit& fit, int mains, Hum& hum) {
    double power = 0;
    for (std::size_t n = 0; n < hum_harmonics; ++n) {
        hum.line_rms[mains][n] = std::abs(fit.phasor[n]) / std::numbers::sqrt2;
        power += std::norm(fit.phasor[n]) / 2;
    }
    hum.rms[mains] = std::sqrt(power);
}

}  // namespace

Hum find_hum(std::span<const double> residual, Hertz rate) {
    Hum hum;
    const dsp::ToneFit nominal[2] = {dsp::fit_tones(residual, rate, comb_of(50)),
                                     dsp::fit_tones(residual, rate, comb_of(60))};
    for (const int mains : {0, 1}) take_lines(nominal[mains], mains, hum);
    const int stronger = hum.rms[0] >= hum.rms[1] ? 0 : 1;
    // Five tones fitted to noise alone find 5 u^2 on average; 16 times that is hum.
    const double noise_alone =
        hum_harmonics * std::pow(nominal[stronger].amplitude_uncertainty(), 2);
    if (hum.rms[stronger] * hum.rms[stronger] < 16 * noise_alone) return hum;
    const auto comb = comb_of(stronger == 0 ? 50 : 60);
    const auto scaled = dsp::fit_scaled_tones(residual, rate, comb);
    const bool found = std::abs(scaled.eps) < widest_offset;
    if (found) take_lines(scaled.tones, stronger, hum);
    hum.frequency_hz = found ? scaled.tones.frequency_hz : comb;
    return hum;
}

}  // namespace ohmloop::measure
