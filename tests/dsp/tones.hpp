#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::dsp {

/// a cos(2 pi f n / rate + phase), the argument reduced in long double: an oracle that shares no
/// code with the fits.
struct TestTone {
    double frequency;
    double amplitude;
    double phase = 0;
};

inline void add_tone(std::vector<double>& x, double rate, const TestTone& tone) {
    for (std::size_t n = 0; n < x.size(); ++n) {
        const long double cycles = static_cast<long double>(tone.frequency) *
                                   static_cast<long double>(n) / static_cast<long double>(rate);
        const long double turn = cycles - std::floor(cycles);
        x[n] += tone.amplitude *
                static_cast<double>(std::cos(2 * std::numbers::pi_v<long double> * turn +
                                             static_cast<long double>(tone.phase)));
    }
}

inline std::vector<double> tones(std::size_t frames, double rate,
                                 const std::vector<TestTone>& parts) {
    std::vector<double> x(frames);
    for (const auto& part : parts) add_tone(x, rate, part);
    return x;
}

inline void add_noise(std::vector<double>& x, double sigma, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal(0, sigma);
    for (double& value : x) value += normal(generator);
}

}  // namespace ohmloop::dsp
