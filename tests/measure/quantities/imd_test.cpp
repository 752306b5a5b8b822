#include "measure/observe/observe.hpp"
#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"
#include "ohmloop/measure/sequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using Curve = std::function<double(double)>;

constexpr Hertz rate(48000);

NeedsContext context_of(double ceiling_dbfs) {
    NeedsContext context;
    context.plan.imd_time = Seconds(1);
    context.plan.multitone_time = Seconds(1);
    context.levels.ceiling = DbFs(ceiling_dbfs);
    return context;
}

/// The pairs at the level of oracles, a peak of full scale; the needs stop at -1 dBFS.
std::vector<signal::SegmentSpec> full_scale_pairs() {
    auto specs = imd::needs(context_of(0));
    for (auto& spec : specs)
        for (auto& tone : std::get<signal::Tones>(spec.stimulus).tones)
            tone.level = tone.level + Decibels(1);
    return specs;
}

/// Figures of pairs bent by a curve, white noise (rms) on top.
std::map<std::string, Figure> figures_of(const Curve& curve, double noise_rms = 0,
                                         unsigned seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Take take = test::take_with("open", 0, 0);
    for (const auto& spec : full_scale_pairs()) {
        const auto layout = signal::place(rate, {spec});
        auto x = signal::render(layout).channels[0];
        // Half of it, that nothing clips: the oracles are of full scale.
        for (double& v : x) v = 0.5 * curve(v) + noise_rms * normal(random);
        x.resize(x.size() + 100);
        observe_tones({x, layout, Alignment{}, 0}, layout.segments.front(),
                      take.observations.channels[0]);
    }
    AnalysisSetup setup;
    setup.input.thd_db = -180;
    std::map<std::string, Figure> found;
    for (const auto& figure : imd::evaluate({take}, setup).figures)
        found[figure.key.quantity] = figure;
    return found;
}

double db(double ratio) { return 20 * std::log10(ratio); }

}  // namespace

// y = x + b x^2: a1 a2 b at f2 -+ f1. With 0.8 and 0.2 that is 0.16 b beside 0.2, twice; with
// halves 0.25 b at the difference, re the sum of both.
TEST(imd, OfASquareIsAsPublished) {
    const auto found = figures_of([](double x) { return x + 0.1 * x * x; });
    ASSERT_EQ(found.size(), 3U);
    EXPECT_NEAR(*found.at("imd_aes17").value, -18.928, 5e-4);
    EXPECT_NEAR(*found.at("imd_smpte").value, -18.928, 5e-4);  // no second sidebands
    // Published re one tone: -26.021 dB; re both 6.0206 less.
    EXPECT_NEAR(*found.at("imd_ccif").value, -26.0206 - 6.0206, 5e-4);
    EXPECT_EQ(found.at("imd_ccif").conditions.at("tones"), "19000 and 20000 Hz, 1:1");
    EXPECT_NEAR(*found.at("imd_smpte").key.level_dbfs, 0, 1e-9);
}

// y = x + c x^3: 3/4 c a1^2 a2 at f2 -+ 2 f1 and 2 f1 - f2; a1 (1 + c (3/4 a1^2 + 3/2 a2^2)).
TEST(imd, OfACubeIsAsPublished) {
    const auto found = figures_of([](double x) { return x + 0.05 * x * x * x; });
    const double tone = 1 + 0.05 * (0.75 + 1.5) / 4;
    EXPECT_NEAR(*found.at("imd_ccif").value, db(std::sqrt(2.0) * 0.05 * 0.75 / 8 / tone), 5e-4);
    EXPECT_NEAR(*found.at("imd_ccif").value, -37.791 - 6.0206, 1e-3);  // as published, re one tone
    const double upper = 0.2 * (1 + 0.05 * (0.75 * 0.04 + 1.5 * 0.64));
    // Each sideband at 120 Hz: -32.815 dB as published re a tone that did not grow.
    EXPECT_NEAR(*found.at("imd_smpte").value, db(std::sqrt(2.0) * 0.05 * 0.75 * 0.64 * 0.2 / upper),
                5e-4);
    EXPECT_EQ(found.at("imd_aes17").kind, Kind::upper_bound);  // blind to odd orders
    EXPECT_LT(*found.at("imd_aes17").value, -120);
}

TEST(imd, OfABentCurveIsAsPublished) {
    const auto found = figures_of(
        [](double x) { return x + 0.1 * x * x + 0.05 * x * x * x + 0.02 * std::pow(x, 5); });
    EXPECT_NEAR(*found.at("imd_aes17").value, -19.490, 1e-3);
    EXPECT_NEAR(*found.at("imd_ccif").value, -25.753 - 6.0206, 1e-3);
}

TEST(imd, OfAStraightPortIsABoundAtTheNoise) {
    int held = 0;
    for (unsigned seed = 1; seed <= 20; ++seed)
        for (const auto& [name, figure] : figures_of([](double x) { return x; }, 1e-5, seed))
            held += figure.kind == Kind::upper_bound ? 1 : 0;
    // Of sixty one in twenty may look like some: three, and three standard deviations more.
    EXPECT_GE(held, 52);
}

TEST(imd, LiesInItsIntervalWhereNoiseIsNear) {
    // Each sideband 4e-6, 16 dB above what noise leaves in a line of 1 Hz, 1e-4 sqrt(2/48000).
    const double b = 8e-6 / 0.16;
    const double truth = db(std::sqrt(2.0) * 0.16 * b / 0.2);
    int inside = 0;
    constexpr int runs = 60;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        const auto figure =
            figures_of([&](double x) { return x + b * x * x; }, 1e-4, seed).at("imd_aes17");
        inside += truth <= figure.high.value() && truth >= figure.low.value_or(-HUGE_VAL) ? 1 : 0;
    }
    // 95 % of sixty within three standard deviations of a count: 57 - 3 x 1.7.
    EXPECT_GE(inside, 52);
}

TEST(imd, TakesTheInputsOwnProductsIntoTheInterval) {
    Take take = test::take_with("open", 0, 0);
    auto tones = test::tones_of(signal::Drive::both, -10, {60, 7000}, {{1, 0}, {1, 0}});
    const double reference = peak_amplitude(DbFs(-10)) / std::sqrt(2.0);
    tones.products.resize(4);
    tones.products[0].rms = 1e-3 * reference;
    take.observations.channels[0].tones.push_back(tones);
    AnalysisSetup setup;
    setup.input.thd_db = -100;
    const auto figure = imd::evaluate({take}, setup).figures.front();
    // -100 dB of harmonics may be -91.3 dB of products, in phase or against.
    EXPECT_NEAR(*figure.high, db(1e-3 + 2.72e-5), 0.01);
    EXPECT_NEAR(*figure.low, db(1e-3 - 2.72e-5), 0.01);
    setup.input.thd_db = -60;
    EXPECT_EQ(imd::evaluate({take}, setup).figures.front().kind, Kind::upper_bound);
    setup.input.thd_db.reset();
    EXPECT_EQ(imd::evaluate({take}, setup).figures.front().kind, Kind::measured);
}

TEST(imd, PlaysPairsBelowTheCeilingAndNoHalfOfOne) {
    for (const auto& spec : imd::needs(context_of(-12))) {
        double peak = 0;
        for (const auto& tone : std::get<signal::Tones>(spec.stimulus).tones)
            peak += peak_amplitude(tone.level);
        EXPECT_NEAR(peak, peak_amplitude(DbFs(-12)), 1e-9);
    }
    // 20 kHz is no tone at 44.1 kHz, and 19 kHz alone no pair.
    profiles::Plan plan = context_of(0).plan;
    const auto body = body_layout(plan, Hertz(44100), signal::Wiring::stereo, BodyLevels{});
    int pairs = 0;
    for (const auto& segment : body.segments)
        if (const auto* tones = std::get_if<signal::Tones>(&segment.spec.stimulus)) {
            EXPECT_NE(tones->tones.front().frequency, Hertz(19000));
            pairs += tones->tones.size() == 2 ? 1 : 0;
        }
    EXPECT_EQ(pairs, 2);
}

TEST(imd, MultitoneHasNoToneOnAnothersHarmonic) {
    const auto specs = crosstalk::needs(context_of(0));
    ASSERT_EQ(specs.size(), 2U);
    const auto& tones = std::get<signal::Tones>(specs.front().stimulus).tones;
    EXPECT_EQ(tones.size(), 31U);
    for (const auto& low : tones)
        for (const auto& high : tones)
            if (high.frequency > low.frequency) {
                const double ratio = high.frequency.value() / low.frequency.value();
                EXPECT_GT(std::abs(ratio - std::round(ratio)), 1e-6) << high.frequency.value();
            }
}

}  // namespace ohmloop::measure
