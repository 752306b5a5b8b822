#include "dsp/tones.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/sweep_response.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::dsp {
namespace {

using std::numbers::pi;

/// The sweep of the standard plan and its silences, at a level. At a higher rate what a polynomial
/// makes of its end, 21.5 kHz, is not folded back.
struct Sweep {
    signal::LogSweep shape;
    double rate;
    Seconds steady{4.5};
    std::vector<double> x;

    explicit Sweep(double level_dbfs, double at_rate = 48000)
        : shape{.start = Hertz(10), .stop = Hertz(21504), .level = DbFs(level_dbfs)},
          rate(at_rate) {
        const signal::SegmentSpec spec{.stimulus = shape, .settle = Seconds(0.1), .steady = steady};
        x = signal::render(signal::place(Hertz(rate), {spec})).channels[0];
        x.resize(x.size() + static_cast<std::size_t>(0.5 * rate));
    }

    [[nodiscard]] SweepHarmonic harmonic(const std::vector<double>& y, int order,
                                         const std::vector<double>& f) const {
        const SweepOrder asked{order, f};
        return sweep_harmonics(y, x, Hertz(rate), signal::sweep_constant(shape, steady),
                               std::span(&asked, 1))
            .front();
    }
};

std::vector<double> through(const std::vector<double>& x, double a2, double a3) {
    std::vector<double> y;
    for (const double v : x) y.push_back(v + a2 * v * v + a3 * v * v * v);
    return y;
}

/// Twelfths of an octave, 100 Hz to 6 kHz.
std::vector<double> twelfths() {
    std::vector<double> f;
    for (double hz = 100; hz < 6001; hz *= std::exp2(1.0 / 12)) f.push_back(hz);
    return f;
}

double db(double ratio) { return 20 * std::log10(ratio); }

TEST(SweepHarmonic, OfAPolynomialIsItsClosedForm) {
    // y = x + 0.1 x^2 + 0.05 x^3 of a sine of 1: the fundamental 1.0375, the second 0.05 at -90
    // degrees, the third 0.0125 at 180.
    const Sweep sweep(0, 192000);
    const auto y = through(sweep.x, 0.1, 0.05);
    const std::vector<double> f{100, 300, 1000, 3000, 6000};
    const auto second = sweep.harmonic(y, 2, f);
    const auto third = sweep.harmonic(y, 3, f);
    for (std::size_t k = 0; k < f.size(); ++k) {
        // A thousandth of a decibel.
        EXPECT_LT(std::abs(second.ratio[k] - std::complex(0.0, -0.05 / 1.0375)), 5e-6) << f[k];
        EXPECT_LT(std::abs(third.ratio[k] + 0.0125 / 1.0375), 1.3e-6) << f[k];
    }
}

TEST(SweepHarmonic, StandsOutOfNoiseAsFarAsItsEnergyLetsIt) {
    // Limits asked of a sweep at -6 dBFS; about three standard deviations of 72 values.
    struct Row {
        double second_db, third_db, noise_dbfs;
        double second_within_db, third_within_db;
    };
    const Sweep sweep(-6);
    const double a = std::pow(10, -0.3);
    for (const Row& row : {Row{-60, -70, -100, 0.04, 0.06}, Row{-100, -110, -105, 1, 2.8}}) {
        const double a2 = 2 * std::pow(10, row.second_db / 20) / a;
        const double a3 = 4 * std::pow(10, row.third_db / 20) / (a * a);
        const double fundamental = db(1 + 0.75 * a3 * a * a);
        auto y = through(sweep.x, a2, a3);
        add_noise(y, std::pow(10, row.noise_dbfs / 20) / std::numbers::sqrt2, 5);
        const auto second = sweep.harmonic(y, 2, twelfths());
        const auto third = sweep.harmonic(y, 3, twelfths());
        for (std::size_t k = 0; k < second.ratio.size(); ++k) {
            EXPECT_NEAR(db(std::abs(second.ratio[k])) + fundamental, row.second_db,
                        row.second_within_db)
                << second.frequency_hz[k];
            EXPECT_NEAR(db(std::abs(third.ratio[k])) + fundamental, row.third_db,
                        row.third_within_db)
                << third.frequency_hz[k];
        }
    }
}

TEST(SweepHarmonic, ScattersByItsUncertainty) {
    const Sweep sweep(-6);
    const double a = std::pow(10, -0.3);
    double squares = 0;
    double count = 0;
    for (unsigned trial = 0; trial < 6; ++trial) {
        auto y = through(sweep.x, 2e-4 / a, 0);
        add_noise(y, 1e-5, 40 + trial);
        const auto found = sweep.harmonic(y, 2, twelfths());
        for (std::size_t k = 0; k < found.ratio.size(); ++k) {
            squares += std::pow((std::abs(found.ratio[k]) - 1e-4) / found.uncertainty[k], 2);
            count += 1;
        }
    }
    // 430 values scatter by 3.4 %, the density each takes by 10 %, which lifts the mean of inverse
    // squares by 3 %.
    EXPECT_NEAR(std::sqrt(squares / count), 1, 0.15);
}

TEST(SweepHarmonic, OfNoDistortionIsNone) {
    const Sweep sweep(-6);
    auto y = sweep.x;
    add_noise(y, 1e-5, 3);
    const auto found = sweep.harmonic(y, 3, twelfths());
    for (std::size_t k = 0; k < found.ratio.size(); ++k)
        EXPECT_LT(std::abs(found.ratio[k]), 5 * found.uncertainty[k]) << found.frequency_hz[k];
}

TEST(SweepHarmonic, GoesTheWayOfWhatFollowsTheDistortion) {
    // A delay of 40.25 frames and a low-pass of 20 kHz after it: in amplitude the harmonic falls
    // with the filter, in phase phi_2 - 2 phi_1 keeps what the filter adds, and no delay.
    const Sweep sweep(-6, 192000);
    auto y = through(sweep.x, 0.01, 0);
    const double rate = sweep.rate;
    const std::size_t frames = y.size();
    y.resize(fast_length(2 * frames));
    auto bins = real_fft(y);
    const auto filter = [](double f) { return 1.0 / std::complex<double>(1, f / 20000); };
    for (std::size_t k = 0; k < bins.size(); ++k) {
        const double f = double(k) * rate / double(y.size());
        bins[k] *= filter(f) * std::polar(1.0, -2 * pi * f * 40.25 / rate);
    }
    bins.back() = bins.back().real();
    y = inverse_real_fft(bins, y.size());
    y.resize(frames);
    const std::vector<double> f{200, 1000, 5000};
    const auto found = sweep.harmonic(y, 2, f);
    for (std::size_t k = 0; k < f.size(); ++k) {
        const auto way = filter(2 * f[k]) / std::abs(filter(f[k])) *
                         std::polar(1.0, -2 * std::arg(filter(f[k])));
        const auto expected = std::complex(0.0, -0.005 * std::pow(10, -0.3)) * way;
        // A mean over a twelfth of an octave of a curved response: 1e-4 of it.
        EXPECT_LT(std::abs(found.ratio[k] / expected - 1.0), 5e-4) << f[k];
    }
}

TEST(SweepHarmonic, RefusesWhatLiesOutsideTheBand) {
    const Sweep sweep(-6);
    EXPECT_THROW((void)sweep.harmonic(sweep.x, 3, {9000}), BrokenContract);
    EXPECT_THROW((void)sweep.harmonic(sweep.x, 2, {9}), BrokenContract);
    EXPECT_THROW((void)sweep.harmonic(sweep.x, 1, {1000}), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
