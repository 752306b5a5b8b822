// The maximum level of recordings against limits solved here by the Fourier series of one long
// period: the goal is 0.1 dB for a file, whose ramp is fixed.

#include "coverage/recorded_measurement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

using std::numbers::pi;
using Curve = std::function<double(double)>;

/// Peak amplitudes of harmonics 1 to 20 (997 Hz to 19.94 kHz) of a curve driven by a sine, by the
/// midpoint rule on 2^13 points: corners cost 1e-7.
std::array<double, 20> harmonics(const Curve& curve, double peak) {
    constexpr int points = 1 << 13;
    std::array<std::complex<double>, 20> sums{};
    for (int k = 0; k < points; ++k) {
        const double angle = 2 * pi * (k + 0.5) / points;
        const double v = curve(peak * std::sin(angle));
        for (std::size_t n = 0; n < sums.size(); ++n)
            sums[n] += v * std::polar(1.0, -angle * static_cast<double>(n + 1));
    }
    std::array<double, 20> amplitude{};
    for (std::size_t n = 0; n < sums.size(); ++n) amplitude[n] = 2 * std::abs(sums[n]) / points;
    return amplitude;
}

/// True where AES17's limits are passed: THD+N of 1 % or 0.3 dB less rise than the input's.
bool limited(const Curve& curve, double peak, double noise_rms) {
    const auto h = harmonics(curve, peak);
    double power = noise_rms * noise_rms;
    for (std::size_t n = 1; n < h.size(); ++n) power += h[n] * h[n] / 2;
    const double fundamental = h[0] / std::numbers::sqrt2;
    return std::sqrt(power) >= 0.01 * fundamental ||
           h[0] / peak <= std::pow(10, -0.3 / 20) * (curve(1e-6) / 1e-6);
}

/// RMS of the EMF's fundamental where the limit lies.
double limit_emf_v(const Curve& curve, double noise_rms, double below, double above) {
    for (int step = 0; step < 40; ++step) {
        const double middle = (below + above) / 2;
        (limited(curve, middle, noise_rms) ? above : below) = middle;
    }
    return harmonics(curve, below)[0] / std::numbers::sqrt2;
}

Curve hard(double peak) {
    return [peak](double v) { return std::clamp(v, -peak, peak); };
}

/// What the jack sees of the EMF into a load.
double gain_into(const RecordedSetup& setup, double ohms) {
    const auto jack = jack_transfer(setup.port, setup.card, ohms, 997);
    return std::abs(jack.own + jack.cross);
}

RecordedSetup setup_of(const PortCircuit& port) {
    RecordedSetup setup;
    setup.port = port;
    setup.port.noise_density = 50e-9;
    setup.card.full_scale_v = 1.2 * port.emf_v;
    setup.card.noise_density = 12e-9;
    setup.plan = "quick";
    return setup;
}

void expect_limits(RecordedSetup setup, const std::string& limited_by,
                   const std::function<Curve(double ohms)>& curve_into) {
    Tally tally("maximum level");
    const double peak = setup.port.emf_v * std::numbers::sqrt2;
    for (int run = 0; run < runs(1); ++run) {
        setup.seed = first_seed() + static_cast<std::uint64_t>(run);
        setup.clock_ppm = run % 2 == 0 ? 60 : 0;
        const auto findings = measure_recordings(setup);
        for (const auto& figure : figures_of(findings, "max_level")) {
            const double ohms = ohms_of(*figure.key.load);
            const double noise = setup.port.noise_density * std::sqrt(19980.0);
            const double v =
                limit_emf_v(curve_into(ohms), noise, 0.01 * peak, peak) * gain_into(setup, ohms);
            EXPECT_EQ(figure.kind, result::Kind::measured);
            EXPECT_EQ(figure.limited_by, limited_by) << *figure.key.load;
            tally.add(20 * std::log10(figure.value.value_or(NAN) / v), 0.1,
                      *figure.key.load + ", seed " + std::to_string(setup.seed));
        }
    }
    tally.judge();
}

}  // namespace

TEST(recording_max_level, OfRailsThatClipHard) {
    PortCircuit port{.emf_v = 1.4, .resistance_ohm = 2.2};
    port.rail_peak_v = 1.1;
    expect_limits(setup_of(port), "distortion", [](double) { return hard(1.1); });
}

TEST(recording_max_level, OfRailsJustBelowFullScale) {
    PortCircuit port{.emf_v = 1, .resistance_ohm = 47, .capacitance_f = 100e-6};
    port.rail_peak_v = 1.35;
    expect_limits(setup_of(port), "distortion", [](double) { return hard(1.35); });
}

TEST(recording_max_level, OfASourceThatBendsSoftly) {
    PortCircuit port{.emf_v = 1.6, .resistance_ohm = 22};
    port.saturation_peak_v = 2.2;
    expect_limits(setup_of(port), "distortion",
                  [](double) { return [](double v) { return 2.2 * std::tanh(v / 2.2); }; });
}

TEST(recording_max_level, OfACubicWhereBothLimitsNearlyMeet) {
    // v - b v^3: H3/H1 = 1 % where the gain has fallen by 3 % = 0.26 dB, just short of 0.3 dB.
    PortCircuit port{.emf_v = 1, .resistance_ohm = 5};
    port.third_harmonic = -0.02;
    const double peak = std::numbers::sqrt2;
    const double a3 = 4 * -0.02 / (peak * peak);
    expect_limits(setup_of(port), "distortion",
                  [a3](double) { return [a3](double v) { return v + a3 * v * v * v; }; });
}

TEST(recording_max_level, OfACurrentLimitIntoALoad) {
    PortCircuit port{.emf_v = 1, .resistance_ohm = 3.3};
    port.current_peak_a = 0.015;
    auto setup = setup_of(port);
    setup.loads = "33,15";
    expect_limits(setup, "distortion",
                  [](double ohms) { return hard(0.015 * (3.3 + 1 / (1 / ohms + 1 / 10e3))); });
}

TEST(recording_max_level, OfAPlanOfTwentySeconds) {
    PortCircuit port{.emf_v = 3, .resistance_ohm = 0.5};
    port.rail_peak_v = 3.1;
    auto setup = setup_of(port);
    setup.plan = "standard";
    expect_limits(setup, "distortion", [](double) { return hard(3.1); });
}

TEST(recording_max_level, IsABoundWhereTheInputClipsFirst) {
    PortCircuit port{.emf_v = 1, .resistance_ohm = 5};
    port.rail_peak_v = 1.2;
    auto setup = setup_of(port);
    setup.card.full_scale_v = 0.5;
    const auto findings = measure_recordings(setup);
    EXPECT_TRUE(has_doubt(findings, "input_clipped"));
    const auto figures = figures_of(findings, "max_level");
    ASSERT_FALSE(figures.empty());
    for (const auto& figure : figures) {
        EXPECT_EQ(figure.kind, result::Kind::lower_bound);
        EXPECT_EQ(figure.limited_by, "input_full_scale");
        // Clipping shows in three frames in a row, which a peak 2 % above the rail may hide; the
        // ramp is read in steps of 0.25 dB below it.
        EXPECT_LE(figure.value.value_or(NAN), 0.5 * 1.02);
        EXPECT_GE(figure.value.value_or(NAN), 0.5 * 0.96);
    }
}
