#include "measure/observe/observe.hpp"
#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double level_dbfs = -6;
const double amplitude = std::pow(10, level_dbfs / 20);

double db(double ratio) { return 20 * std::log10(ratio); }

/// x + a2 x^2 + a3 x^3, beside noise, and what it makes of a sine.
struct Bend {
    double a2 = 0;
    double a3 = 0;
    double noise_rms = 0;

    [[nodiscard]] double first() const { return 1 + 0.75 * a3 * amplitude * amplitude; }
    [[nodiscard]] double second() const { return a2 * amplitude / 2 / first(); }
    [[nodiscard]] double third() const { return a3 * amplitude * amplitude / 4 / first(); }
    [[nodiscard]] double thd() const { return std::hypot(second(), third()); }
};

/// The sweep of the full plan through a bend. At 192 kHz, so that what its end makes beyond
/// 20 kHz is not folded back.
Take swept(const Bend& bend, double rate = 192000) {
    const signal::LogSweep sweep{
        .start = Hertz(10), .stop = Hertz(21504), .level = DbFs(level_dbfs)};
    const signal::SegmentSpec spec{
        .stimulus = sweep, .settle = Seconds(0.05), .steady = Seconds(10), .fade = Seconds(0.02)};
    const signal::SegmentSpec silence{
        .stimulus = signal::Silence{}, .settle = Seconds(0), .steady = Seconds(0.5)};
    const auto layout = signal::place(Hertz(rate), {spec, silence});
    auto x = signal::render(layout).channels[0];
    std::mt19937 engine(1);
    std::normal_distribution<double> noise(0, 1);
    for (double& v : x) v += bend.a2 * v * v + bend.a3 * v * v * v + bend.noise_rms * noise(engine);
    Take take = test::take_with("33", 33, 0);
    take.rate = layout.rate;
    observe_sweep({x, layout, Alignment{}, 0}, layout.segments.front(),
                  take.observations.channels[0]);
    return take;
}

/// An input that neither distorts nor couples.
AnalysisSetup ideal() {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{1, 0}};
    setup.input.thd_db = -180;
    setup.input.high_pass_hz = 0.01;
    return setup;
}

result::Curve curve_of(const Findings& findings, const std::string& quantity, int order = 0) {
    for (const auto& curve : findings.curves)
        if (curve.quantity == quantity && curve.order.value_or(0) == order) return curve;
    ADD_FAILURE() << "no curve of " << quantity << ' ' << order;
    return {};
}

/// The tone of 997 Hz with which a sweep is compared.
void add_tone(Take& take, double second, double third) {
    auto tones = test::tones_of(signal::Drive::both, level_dbfs, {997}, {{1, 0}});
    tones.fundamental_rms = amplitude / std::sqrt(2.0);
    for (const double h : {second, third})
        tones.harmonics.push_back({h * tones.fundamental_rms, 1e-18, 0});
    take.observations.channels[0].tones.push_back(tones);
}

}  // namespace

TEST(swept_distortion, OfAPolynomialIsItsClosedForm) {
    const Bend bend{0.02, 0.03};
    const auto findings = swept_distortion::evaluate({swept(bend)}, ideal());
    const auto expect = [&](const result::Curve& curve, double ratio, double highest_hz) {
        EXPECT_NEAR(curve.frequency_hz.front(), 997 * std::exp2(-16 / 3.0), 1e-9);
        EXPECT_GT(curve.frequency_hz.back(), highest_hz);
        EXPECT_EQ(curve.at_level_dbfs, level_dbfs);
        for (std::size_t i = 0; i < curve.size(); ++i) {
            EXPECT_EQ(curve.kind[i], result::Kind::measured);
            // What gates of a fifth of a second leave of 25 Hz; from 100 Hz up far less.
            const double within = curve.frequency_hz[i] < 100 ? 0.05 : 0.005;
            EXPECT_NEAR(curve.value[i], db(ratio), within) << curve.frequency_hz[i];
        }
    };
    expect(curve_of(findings, "harmonic", 2), bend.second(), 7900);
    expect(curve_of(findings, "harmonic", 3), bend.third(), 5000);
    // Beyond the third harmonic's end THD is the second alone.
    auto thd = curve_of(findings, "thd");
    const auto count = curve_of(findings, "harmonic", 3).size();
    for (std::size_t i = 0; i < thd.size(); ++i)
        EXPECT_NEAR(thd.value[i], db(i < count ? bend.thd() : bend.second()),
                    thd.frequency_hz[i] < 100 ? 0.05 : 0.005);
}

TEST(swept_distortion, OfWhatDrownsInNoiseIsABound) {
    const Bend bend{2e-7, 0, 3e-5};
    const auto findings = swept_distortion::evaluate({swept(bend, 48000)}, ideal());
    const auto second = curve_of(findings, "harmonic", 2);
    const auto bounds =
        std::count(second.kind.begin(), second.kind.end(), result::Kind::upper_bound);
    // The power of noise alone stands three times its mean above none once in twenty.
    EXPECT_GT(bounds, static_cast<long>(0.8 * static_cast<double>(second.size())));
    for (std::size_t i = 0; i < second.size(); ++i) {
        if (second.kind[i] != result::Kind::upper_bound) continue;
        EXPECT_GT(second.value[i], db(bend.second()));
        EXPECT_LT(second.value[i], -70);
        EXPECT_EQ(second.uncertainty[i], 0);
    }
}

TEST(swept_distortion, HoldsTheTruthInNoise) {
    // Of 27 points of one curve one or two may lie outside; five do so once in a hundred runs.
    const Bend bend{2e-4, 6e-4, 1e-5};
    const auto findings = swept_distortion::evaluate({swept(bend, 48000)}, ideal());
    for (const int order : {2, 3}) {
        const auto curve = curve_of(findings, "harmonic", order);
        const double truth = db(order == 2 ? bend.second() : bend.third());
        int outside = 0;
        for (std::size_t i = 0; i < curve.size(); ++i)
            if (curve.kind[i] == result::Kind::measured)
                outside += std::abs(curve.value[i] - truth) > curve.uncertainty[i];
        EXPECT_LT(outside, 5) << order;
        EXPECT_EQ(curve.kind[17], result::Kind::measured);
        EXPECT_GT(curve.uncertainty[17], 0);
        EXPECT_LT(curve.uncertainty[17], 3);
    }
}

TEST(swept_distortion, IsCheckedByTheSteadyTone) {
    const Bend bend{0.002, 0.003};
    const auto played = swept(bend, 48000);
    const auto doubts = [&](double second, double third) {
        auto take = played;
        add_tone(take, second, third);
        return swept_distortion::evaluate({take}, ideal()).doubts;
    };
    EXPECT_THAT(doubts(bend.second(), bend.third()), testing::IsEmpty());
    // A gain control that bends the wave of a tone, and lets a sweep through.
    const auto found = doubts(bend.second(), 2 * bend.third());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "sweep_and_tone_differ");
    EXPECT_THAT(found[0].text, testing::HasSubstr("harmonic 3"));
    EXPECT_EQ(found[0].load, "33");
    EXPECT_EQ(doubts(0, bend.third()).size(), 1U);
}

}  // namespace ohmloop::measure
