#include "ohmloop/dsp/sweep_response.hpp"

#include "dsp/tones.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::dsp {
namespace {

using Filter = std::function<std::complex<double>(double frequency)>;

/// 0.1 s of silence, a sweep 10 Hz..0.448 of the rate over `steady`, 0.5 s of silence.
std::vector<double> sweep(double rate, double steady) {
    const signal::SegmentSpec spec{
        .stimulus =
            signal::LogSweep{.start = Hertz(10), .stop = Hertz(0.448 * rate), .level = DbFs(-6)},
        .settle = Seconds(0.1),
        .steady = Seconds(steady)};
    auto x = signal::render(signal::place(Hertz(rate), {spec})).channels[0];
    x.resize(x.size() + static_cast<std::size_t>(0.5 * rate));
    return x;
}

/// x through an analogue filter, exactly at every bin of a transform long enough for its tail.
std::vector<double> filtered(const std::vector<double>& x, double rate, const Filter& filter) {
    std::vector<double> padded = x;
    padded.resize(fast_length(2 * x.size()));
    auto bins = real_fft(padded);
    for (std::size_t k = 0; k < bins.size(); ++k)
        bins[k] *= filter(double(k) * rate / double(padded.size()));
    if (padded.size() % 2 == 0) bins.back() = bins.back().real();
    auto y = inverse_real_fft(bins, padded.size());
    y.resize(x.size());
    return y;
}

std::complex<double> high_pass(double f, double corner) {
    const std::complex<double> s(0, f / corner);
    return s / (1.0 + s);
}
std::complex<double> low_pass(double f, double corner) {
    return 1.0 / std::complex<double>(1, f / corner);
}

std::vector<double> audio_frequencies() {
    std::vector<double> f;
    for (int n = 0; n <= 60; ++n) f.push_back(std::min(20000.0, 20 * std::pow(10, n / 20.0)));
    return f;
}

double error_db(std::complex<double> a, std::complex<double> b) {
    return 20 * std::log10(std::abs(a / b));
}

void expect_recovers(double rate, double steady, const Filter& filter) {
    const auto x = sweep(rate, steady);
    const auto y = filtered(x, rate, filter);
    const auto f = audio_frequencies();
    const auto result = sweep_response(y, x, Hertz(rate), f);
    ASSERT_EQ(result.response.size(), f.size());
    for (std::size_t k = 0; k < f.size(); ++k) {
        // What a sweep of this length and a gate of half a second are asked to reach.
        EXPECT_NEAR(error_db(result.response[k], filter(f[k])), 0, 0.005) << f[k];
        EXPECT_NEAR(std::arg(result.response[k] / filter(f[k])), 0, 0.0006) << f[k];
    }
}

TEST(SweepResponse, OfAWireIsOne) {
    expect_recovers(48000, 4.5, [](double) { return 1.0; });
}

TEST(SweepResponse, OfACouplingCapacitorAndALowPassIsTheirClosedForm) {
    for (double corner : {0.5, 3.0, 8.0, 20.0, 100.0})
        expect_recovers(48000, 4.5,
                        [&](double f) { return 0.5 * high_pass(f, corner) * low_pass(f, 30000); });
}

TEST(SweepResponse, HoldsAtOtherRatesAndLengths) {
    const Filter filter = [](double f) { return high_pass(f, 5) * low_pass(f, 15000); };
    expect_recovers(44100 + 4000, 4, filter);
    expect_recovers(96000, 5, filter);
    expect_recovers(192000, 5, filter);
}

TEST(SweepResponse, KeepsLatencyAsPhase) {
    const double delay = 37.25 / 48000;
    const auto x = sweep(48000, 4.5);
    const auto y = filtered(
        x, 48000, [&](double f) { return std::polar(1.0, -2 * std::numbers::pi * f * delay); });
    const auto result = sweep_response(y, x, Hertz(48000), std::vector<double>{100, 1000});
    for (std::size_t k = 0; k < 2; ++k) {
        const double turned = 2 * std::numbers::pi * result.frequency_hz[k] * delay;
        const auto rest = result.response[k] * std::polar(1.0, turned);
        EXPECT_NEAR(std::arg(rest) / (2 * std::numbers::pi * result.frequency_hz[k]), 0, 1e-8);
    }
}

TEST(SweepResponse, LeavesDistortionAndOffsetOut) {
    const auto x = sweep(48000, 4.5);
    std::vector<double> y(x.size());
    for (std::size_t n = 0; n < x.size(); ++n)
        y[n] = x[n] + 0.01 * x[n] * x[n] + 0.01 * x[n] * x[n] * x[n] + 0.002;
    // The square's offset lasts as long as the sweep: a slow part that must not reach 25 Hz.
    // Cube: fundamental 1 + 0.75 * 0.01 * A^2, A^2 = 10^-0.6; second and third orders lead.
    const double expected = 1 + 0.0075 * std::pow(10, -0.6);
    const auto result =
        sweep_response(y, x, Hertz(48000), std::vector<double>{25, 100, 1000, 6000});
    for (const auto& value : result.response) EXPECT_NEAR(error_db(value, expected), 0, 0.005);
}

TEST(SweepResponse, LeavesSlowDriftOutAndHumToItsResolution) {
    // Hum 94 dB below a sweep that stays 0.02 s in a gate's resolution: 1e-3 dB.
    const auto x = sweep(48000, 4.5);
    auto y = x;
    for (std::size_t n = 0; n < y.size(); ++n) {
        const double t = double(n) / 48000;
        y[n] += 2e-3 + 1e-3 * std::exp(-t / 0.5) + 1e-4 * t +
                1e-5 * std::sin(2 * std::numbers::pi * 50 * t);
    }
    const auto result = sweep_response(y, x, Hertz(48000), audio_frequencies());
    for (const auto& value : result.response) EXPECT_NEAR(error_db(value, 1), 0, 0.005);
}

TEST(SweepResponse, StatesTheScatterThatNoiseGivesIt) {
    // u_c^2 = 2 N0 Tw f / (A^2 L) (complex), half of it along |H|. 60 trials of two parts: their
    // standard deviation scatters by 6.5 %, 20 % is 3 of it; the law itself is good to 15 %.
    const auto x = sweep(48000, 2);
    const std::vector<double> f{100, 1000, 8000};
    std::vector<double> squares(3);
    std::vector<double> stated(3);
    constexpr int trials = 60;
    for (unsigned trial = 0; trial < trials; ++trial) {
        auto y = x;
        add_noise(y, 1e-3, 300 + trial);
        const auto result = sweep_response(y, x, Hertz(48000), f);
        for (std::size_t k = 0; k < 3; ++k) {
            squares[k] += std::norm(result.response[k] - 1.0) / 2 / trials;  // both parts
            stated[k] += result.relative_uncertainty[k] / trials;
        }
    }
    const double constant =
        signal::sweep_constant({Hertz(10), Hertz(0.448 * 48000), DbFs(-6)}, Seconds(2)).value();
    const double density = 2 * 1e-6 / 48000;
    const double window = 0.25 - 0.1 * 5 / 8 + 0.5 - 0.1 * 5 / 8;  // a half cosine squared: 3/8
    for (std::size_t k = 0; k < 3; ++k) {
        const double law = std::sqrt(density * window * f[k] / (std::pow(10, -0.6) * constant));
        EXPECT_NEAR(std::sqrt(squares[k]), law, 0.2 * law) << f[k];
        EXPECT_NEAR(stated[k], law, 0.15 * law) << f[k];
    }
}

TEST(SweepResponse, RefusesRecordsThatDoNotMatch) {
    const std::vector<double> x(100, 1.0);
    const std::vector<double> silence(100, 0.0);
    const std::vector<double> f{100};
    EXPECT_THROW((void)sweep_response(std::vector<double>(99), x, Hertz(48000), f), BrokenContract);
    EXPECT_THROW((void)sweep_response(x, silence, Hertz(48000), f), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
