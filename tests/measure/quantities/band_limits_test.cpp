#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::measure {
namespace {

using result::Curve;
using result::Figure;
using result::Kind;
using Complex = std::complex<double>;

/// Of noise, relative.
constexpr double u = 1e-5;

/// First-order corners and a delay, at the frequencies a sweep is read at.
struct Filter {
    double low_hz = 0;
    double high_hz = 0;
    double delay_s = 0;

    [[nodiscard]] Complex operator()(double hz) const {
        Complex h = std::polar(1.0, -2 * std::numbers::pi * hz * delay_s);
        if (low_hz > 0) h *= Complex(0, hz) / Complex(low_hz, hz);
        if (high_hz > 0) h /= Complex(1, hz / high_hz);
        return h;
    }
    /// Exactly: fc / (2 pi (f^2 + fc^2)) each.
    [[nodiscard]] double group_delay(double hz) const {
        const auto of = [&](double corner) {
            return corner > 0 ? corner / (2 * std::numbers::pi * (hz * hz + corner * corner)) : 0;
        };
        return of(low_hz) + of(high_hz) + delay_s;
    }
};

Findings findings_of(const Filter& filter, std::optional<double> input_corner_hz = 0,
                     double rate = 48000) {
    Take take = test::take_with("open", 0, 0);
    take.rate = Hertz(rate);
    SweepObservation sweep;
    sweep.edge_rate = Hertz(rate);
    sweep.frequency_hz = {20};
    for (int k = -67; k <= 51; ++k)
        sweep.frequency_hz.push_back(reference_hz * std::exp2(k / 12.0));
    sweep.frequency_hz.push_back(20000);
    for (const double hz : sweep.frequency_hz) {
        sweep.response.push_back(0.5 * filter(hz));
        sweep.relative_uncertainty.push_back(u);
    }
    take.observations.channels[0].sweeps.push_back(sweep);
    AnalysisSetup setup;
    setup.input.high_pass_hz = input_corner_hz;
    return band_limits::evaluate({take}, setup);
}

Figure limit(const Findings& findings, const std::string& band) {
    for (const auto& figure : findings.figures)
        if (figure.key.band == band) return figure;
    return {};
}

/// Of one corner alone: 3 dB below the level at 997 Hz, not below that far away.
double low_by_hand(double corner) {
    const double at_reference = 1 + std::pow(corner / reference_hz, 2);
    return corner / std::sqrt(std::pow(10, 0.3) * at_reference - 1);
}
double high_by_hand(double corner) {
    const double at_reference = 1 + std::pow(reference_hz / corner, 2);
    return corner * std::sqrt(std::pow(10, 0.3) * at_reference - 1);
}

}  // namespace

TEST(band_limits, AreWhereFirstOrderCornersHaveFallenByThreeDecibels) {
    for (const double corner : {22.7, 35.0, 150.0, 400.0}) {
        const auto figure = limit(findings_of({.low_hz = corner}), "low");
        ASSERT_EQ(figure.kind, Kind::measured) << corner;
        // A cubic over twelfths of an octave errs by h^4/100 of the curvature: below 1e-5.
        EXPECT_NEAR(*figure.value, low_by_hand(corner), 2e-5 * corner);
    }
    for (const double corner : {3000.0, 8000.0, 18000.0}) {
        const auto figure = limit(findings_of({.high_hz = corner}), "high");
        ASSERT_EQ(figure.kind, Kind::measured) << corner;
        EXPECT_NEAR(*figure.value, high_by_hand(corner), 2e-5 * corner);
    }
}

TEST(band_limits, AreBoundsWhereTheBandEndsFirst) {
    const auto findings = findings_of({.low_hz = 5, .high_hz = 40000});
    EXPECT_EQ(limit(findings, "low").kind, Kind::upper_bound);
    EXPECT_EQ(*limit(findings, "low").value, 20);
    EXPECT_EQ(limit(findings, "high").kind, Kind::lower_bound);
    EXPECT_EQ(*limit(findings, "high").value, 20000);
}

TEST(band_limits, AreABoundWhereTheInputsOwnFilterMayFall) {
    const auto figure = limit(findings_of({.high_hz = 17000}, 0, 32000), "high");
    EXPECT_EQ(figure.kind, Kind::lower_bound);
    EXPECT_NEAR(*figure.value, 0.42 * 32000, 1e-9);
}

TEST(band_limits, CarryTheResponsesUncertaintyOverItsSlope) {
    const auto known = limit(findings_of({.low_hz = 35}), "low");
    // Gate: 0.004 dB rectangular at 20 Hz, less in proportion here, over 4.33 dB a factor of e, the
    // slope of a first-order corner there, 2 x 4.343 x (1 - 10^-0.3), known to 3 % from twelfths of
    // an octave; and a little noise of two points.
    const double gate = 0.004 * 20 / 35;
    const double both = result::expanded_uncertainty(
        {0,
         {{"gate", gate / std::sqrt(3.0), result::Shape::rectangular, 0},
          {"noise", std::numbers::sqrt2 * u * 8.686, result::Shape::normal, 0}}});
    EXPECT_NEAR(*known.uncertainty, both / 4.333 * 35, 0.03 * both / 4.333 * 35);
    const auto unknown = limit(findings_of({.low_hz = 35}, std::nullopt), "low");
    const double hidden = 10 * std::log10(1 + std::pow(3 / *unknown.value, 2));
    // Two rectangular terms of half-widths a and b make a trapezoid, whose tails beyond w hold
    // (a + b - w)^2 / (4 a b): 5 %.
    const double w = hidden + gate - std::sqrt(0.2 * hidden * gate);
    EXPECT_NEAR(*unknown.uncertainty, w / 4.333 * 35, 0.03 * w / 4.333 * 35);
    EXPECT_EQ(unknown.dominant, "input response");
}

TEST(band_limits, TakeTheInputsKnownCouplingOff) {
    // An input that is all there is: the response left is flat, its delay nothing.
    const auto findings = findings_of({.low_hz = 30}, 30);
    EXPECT_EQ(limit(findings, "low").kind, Kind::upper_bound);
    for (std::size_t i = 0; i < findings.curves[0].size(); ++i)
        EXPECT_NEAR(findings.curves[0].value[i], 0, 1.5e-3 * Filter{.low_hz = 30}.group_delay(20));
}

TEST(band_limits, GroupDelayIsThatOfTheFilterReThatAt997Hz) {
    const Filter filter{.low_hz = 35, .high_hz = 30000, .delay_s = 8e-6};
    const auto findings = findings_of(filter);
    ASSERT_EQ(findings.curves.size(), 1U);
    const Curve& curve = findings.curves.front();
    EXPECT_EQ(curve.quantity, "group_delay");
    EXPECT_EQ(curve.size(), 119U);  // of 121, those with a neighbour to each side
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double hz = curve.frequency_hz[i];
        const double truth = filter.group_delay(hz) - filter.group_delay(reference_hz);
        // Differences over h = 0.058 either side err by h^2/6 of the third derivative: 0.1 % of
        // the delay; what is linear in f by 0.06 % of 8 us.
        EXPECT_NEAR(curve.value[i], truth, 1.5e-3 * std::abs(truth) + 1e-8) << hz;
    }
}

TEST(band_limits, GroupDelayCarriesNoiseAndGate) {
    const auto curve = findings_of({.low_hz = 35}).curves.front();
    // At 100 Hz: noise 1.96 u and a fifth of the gate's 6e-4, each sqrt(2) / (2 h) / (2 pi f); the
    // same at 997 Hz, a tenth of it.
    const double h = std::log(2) / 12;
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double hz = curve.frequency_hz[i];
        if (hz < 99 || hz > 105) continue;
        const double radians = 1.96 * u + 6e-4 * 20 / hz;
        const double expected = radians * std::sqrt(2.0) / (2 * h) / (2 * std::numbers::pi * hz);
        EXPECT_NEAR(curve.uncertainty[i], expected, 0.01 * expected);
    }
    const auto hidden = findings_of({.low_hz = 35}, std::nullopt).curves.front();
    // 3 Hz at the first point, 20.8 Hz: 3 / (2 pi (20.8^2 + 9)), less nothing that matters.
    const double f = hidden.frequency_hz.front();
    EXPECT_NEAR(hidden.uncertainty.front() - curve.uncertainty.front(),
                3 / (2 * std::numbers::pi * (f * f + 9)), 1e-5);
}

}  // namespace ohmloop::measure
