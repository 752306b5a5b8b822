#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure::test {

/// A tone as players and cables deliver it: between the bins of any transform, with distortion, an
/// offset and hum, its clock drifting against the recorder's. Amplitudes of full scale; phases are
/// reduced to a turn in long double, so that the truth shares no arithmetic with what judges it.
struct UntidyTone {
    double hz = 1000.023;
    double seconds = 1;
    double rate = 48000;
    double peak = 0.891;
    double second = 1e-5;  ///< re the peak
    double third = 5.62e-6;
    double offset = 0.002;
    double hum = 1e-5;             ///< each of 50, 100 and 150 Hz: -100 dBFS
    double clock_offset = 0;       ///< relative, of the player's clock at the start
    double clock_drift_per_s = 0;  ///< of that
    double level_drift_per_s = 0;  ///< relative
    double noise_rms = 0;          ///< 0 to half the rate

    [[nodiscard]] std::vector<double> samples() const {
        std::vector<double> x(static_cast<std::size_t>(std::llround(seconds * rate)));
        std::mt19937_64 random(7);
        std::normal_distribution<double> normal(0, noise_rms > 0 ? noise_rms : 1);
        for (std::size_t n = 0; n < x.size(); ++n) {
            const long double t = static_cast<long double>(n) / static_cast<long double>(rate);
            const long double player = static_cast<long double>(clock_offset) * t + t +
                                       0.5L * static_cast<long double>(clock_drift_per_s) * t * t;
            const double tone = cosine(hz, player, 0.4L) + second * cosine(2 * hz, player, 1.1L) +
                                third * cosine(3 * hz, player, 2.3L);
            x[n] = offset + peak * (1 + level_drift_per_s * static_cast<double>(t)) * tone +
                   hum * (cosine(50, t, 0.3L) + cosine(100, t, 1.3L) + cosine(150, t, 2.7L));
            if (noise_rms > 0) x[n] += normal(random);
        }
        return x;
    }

    /// Re the fundamental, in decibels.
    [[nodiscard]] double thd_db() const { return 10 * std::log10(second * second + third * third); }
    /// The same with hum and noise from 20 Hz to 20 kHz.
    [[nodiscard]] double thd_n_db() const {
        const double whole = hum > 0 ? 3 * hum * hum / (peak * peak) : 0;
        const double noise = 2 * noise_rms * noise_rms / (peak * peak) * 19980 / (rate / 2);
        return 10 * std::log10(std::pow(10, thd_db() / 10) + whole + noise);
    }

  private:
    static double cosine(double f, long double t, long double phase) {
        const long double turns = static_cast<long double>(f) * t;
        const long double part = turns - std::floor(turns);
        return static_cast<double>(std::cos(2 * std::numbers::pi_v<long double> * part + phase));
    }
};

}  // namespace ohmloop::measure::test
