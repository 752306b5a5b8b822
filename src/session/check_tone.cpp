#include "session/check_tone.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>

namespace ohmloop::session {

namespace {

using measure::reference_hz;

constexpr int highest_harmonic = 5;
/// No sound card's clock is off by more; a larger offset was fitted to noise.
constexpr double largest_offset = 1e-3;

/// |sum x e^-jwt| over windows of a length, a hop apart.
std::vector<double> strengths(std::span<const double> x, double radians, std::size_t window,
                              std::size_t hop) {
    std::vector<double> found;
    const std::complex<double> turn = std::polar(1.0, -radians);
    for (std::size_t first = 0; first + window <= x.size(); first += hop) {
        std::complex<double> sum = 0;
        std::complex<double> wheel = 1;
        for (const double sample : x.subspan(first, window)) {
            sum += sample * wheel;
            wheel *= turn;
        }
        found.push_back(std::abs(sum));
    }
    return found;
}

/// The middle of where windows of half the tone's length are as strong as the strongest: leakage
/// moves none of them by 2 %, a fade does.
std::size_t middle_of_tone(std::span<const double> x, double radians, std::size_t steady) {
    const std::size_t window = steady / 2;
    const std::size_t hop = std::max<std::size_t>(1, window / 16);
    const auto strength = strengths(x, radians, window, hop);
    const double least = 0.98 * *std::max_element(strength.begin(), strength.end());
    const auto strong = [least](double each) { return each >= least; };
    const auto first = std::find_if(strength.begin(), strength.end(), strong);
    const auto last = std::find_if(strength.rbegin(), strength.rend(), strong);
    return (static_cast<std::size_t>(first - strength.begin()) +
            static_cast<std::size_t>(strength.rend() - last - 1)) *
               hop / 2 +
           window / 2;
}

dsp::ToneFit fit(std::span<const double> x, Hertz rate) {
    std::vector<double> frequencies;
    for (int n = 1; n <= highest_harmonic && n * reference_hz < 0.45 * rate.value(); ++n)
        frequencies.push_back(n * reference_hz);
    auto nominal = dsp::fit_tones(x, rate, frequencies);
    if (std::abs(nominal.phasor.front()) < 5 * nominal.amplitude_uncertainty()) return nominal;
    auto scaled = dsp::fit_scaled_tones(x, rate, frequencies);
    return std::abs(scaled.eps) < largest_offset ? std::move(scaled.tones) : std::move(nominal);
}

LevelReading read_channel(std::span<const double> x, Hertz rate, std::size_t steady,
                          double played) {
    if (x.size() < steady) return {};
    const std::size_t length = steady * 3 / 4;
    const auto middle =
        middle_of_tone(x, 2 * std::numbers::pi * reference_hz / rate.value(), steady);
    const std::size_t first = std::min(middle - std::min(middle, length / 2), x.size() - length);
    const auto tone = fit(x.subspan(first, length), rate);
    return {std::abs(tone.phasor.front()) / played, tone.amplitude_uncertainty() / played};
}

}  // namespace

signal::Layout check_layout(signal::Rates rates, signal::Wiring wiring, DbFs level) {
    const signal::SegmentSpec spec{signal::Tones{{{Hertz(reference_hz), level, 0}}},
                                   measure::common_drive(wiring), Seconds(0.04), Seconds(0.25),
                                   Seconds(0.02)};
    return signal::place(rates, {spec});
}

std::vector<LevelReading> read_check(const signal::Recording& recording,
                                     const signal::Layout& layout) {
    const auto& segment = layout.segments.front();
    const auto& tones = std::get<signal::Tones>(segment.spec.stimulus).tones;
    const double played = peak_amplitude(tones.front().level);
    std::vector<LevelReading> readings;
    for (const auto& x : recording.channels)
        readings.push_back(read_channel(x, layout.rate, segment.steady_length, played));
    return readings;
}

}  // namespace ohmloop::session
