#include "measure/observe/observe.hpp"
#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"
#include "ohmloop/measure/sequence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <random>
#include <set>
#include <vector>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using Curve = std::function<double(double)>;

constexpr int bins = 48000;  // of 1 Hz: the rate, so that a product beyond half of it comes back
constexpr Hertz rate(bins);

NeedsContext context_of(double ceiling_dbfs) {
    NeedsContext context;
    context.plan.imd_time = Seconds(1);
    context.levels.ceiling = DbFs(ceiling_dbfs);
    return context;
}

signal::SegmentSpec played() { return multitone::needs(context_of(-1)).front(); }

std::vector<signal::Tone> tones_played() {
    return std::get<signal::Tones>(played().stimulus).tones;
}

/// As recorded at half of full scale through a curve, white noise (rms) on top.
Take take_of(const Curve& curve, double noise_rms = 0, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Take take = test::take_with("open", 0, 0);
    const auto layout = signal::place(rate, {played()});
    auto x = signal::render(layout).channels[0];
    for (double& v : x) v = 0.5 * curve(v) + noise_rms * normal(random);
    x.resize(x.size() + 100);
    observe_tones({x, layout, Alignment{}, 0}, layout.segments.front(),
                  take.observations.channels[0]);
    return take;
}

/// Of an input that distorts as told and whose noise (rms on the record's scale) is known.
AnalysisSetup setup_of(double thd_db, double noise_rms = 1e-9) {
    AnalysisSetup setup;
    setup.input.thd_db = thd_db;
    setup.input.full_scale_v = {{1, 0}};
    setup.input.noise_v = noise_rms * std::sqrt(2.0);
    return setup;
}

Figure figure_of(const Take& take, const AnalysisSetup& setup = setup_of(-200)) {
    return multitone::evaluate({take}, setup).figures.at(0);
}

double power_db(double ratio) { return 10 * std::log10(ratio); }

using Line = std::pair<int, std::complex<double>>;

/// The two-sided lines of the tones, each a sin = a/2j (e - e*).
std::vector<Line> lines_of_tones() {
    std::vector<Line> lines;
    for (const auto& tone : tones_played()) {
        const int f = static_cast<int>(tone.frequency.value());
        const std::complex<double> half(0, -peak_amplitude(tone.level) / 2);
        lines.emplace_back(f, half);
        lines.emplace_back(bins - f, std::conj(half));
    }
    return lines;
}

/// What a product with the tones makes of each line: every pair, added up.
std::vector<Line> times_tones(const std::vector<Line>& lines) {
    std::vector<std::complex<double>> sum(bins);
    for (const auto& [f, a] : lines)
        for (const auto& [g, b] : lines_of_tones())
            sum[static_cast<std::size_t>((f + g) % bins)] += a * b;
    std::vector<Line> product;
    for (int k = 0; k < bins; ++k)
        if (const auto a = sum[static_cast<std::size_t>(k)]; a != 0.0) product.emplace_back(k, a);
    return product;
}

/// TD+N of y = x + b x^2 + c x^3 by its lines alone: no sample, no fit, no transform.
double slow_td(double b, double c) {
    std::vector<std::complex<double>> y(bins);
    const auto add = [&](const std::vector<Line>& lines, double factor) {
        for (const auto& [f, a] : lines) y[static_cast<std::size_t>(f)] += factor * a;
    };
    const auto square = times_tones(lines_of_tones());
    add(lines_of_tones(), 1);
    add(square, b);
    add(times_tones(square), c);
    std::set<int> tones;
    for (const auto& tone : tones_played()) tones.insert(static_cast<int>(tone.frequency.value()));
    double on = 0;
    double between = 0;
    for (int f = 20; f <= 20000; ++f) {
        const double edge = f == 20 || f == 20000 ? 0.5 : 1;  // a line on it is half inside
        const double power = 2 * std::norm(y[static_cast<std::size_t>(f)]);
        (tones.contains(f) ? on : between) += edge * power;
    }
    return power_db(between / on);
}

}  // namespace

// Whole frequencies for a whole second: every product is orthogonal to every tone.
TEST(multitone, OfASquareIsTheSumOfItsLines) {
    const auto figure = figure_of(take_of([](double x) { return x + 0.01 * x * x; }));
    ASSERT_EQ(figure.kind, Kind::measured);
    EXPECT_NEAR(*figure.value, slow_td(0.01, 0), 1e-3);
}

TEST(multitone, OfACubeIsTheSumOfItsLines) {
    const auto figure = figure_of(take_of([](double x) { return x - 0.02 * x * x * x; }));
    ASSERT_EQ(figure.kind, Kind::measured);
    EXPECT_NEAR(*figure.value, slow_td(0, -0.02), 1e-3);
}

TEST(multitone, OfABentCurveIsTheSumOfItsLines) {
    const auto figure =
        figure_of(take_of([](double x) { return x + 0.003 * x * x + 0.01 * x * x * x; }));
    EXPECT_NEAR(*figure.value, slow_td(0.003, 0.01), 1e-3);
}

// A lone sine of the same peak: b/2 and c/4 of its peaks.
TEST(multitone, LeavesLessThanTheHarmonicsOfALoneSineLetIt) {
    const double peak = peak_amplitude(DbFs(-1));
    EXPECT_LT(slow_td(1e-3, 0), 20 * std::log10(0.36 * 1e-3 * peak / 2));
    EXPECT_LT(slow_td(0, 1e-3), 20 * std::log10(0.36 * 1e-3 * peak * peak / 4));
}

TEST(multitone, OfNoiseAloneIsItsBandReTheTones) {
    const auto straight = [](double x) { return x; };
    // White to 24 kHz; the tones take one bin of 1 Hz each.
    const double each = 0.5 * peak_amplitude(DbFs(-1)) / 31;
    const double truth = power_db(1e-8 * (19980 - 31) / 24000 / (31 * each * each / 2));
    int inside = 0;
    constexpr int runs = 40;
    double sum = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        const auto figure = figure_of(take_of(straight, 1e-4, seed));
        ASSERT_EQ(figure.kind, Kind::measured);
        inside += truth >= figure.low.value() && truth <= figure.high.value() ? 1 : 0;
        sum += *figure.value;
        EXPECT_EQ(figure.dominant, "noise averaging");
    }
    // 95 % of forty, less three standard deviations of that count: 38 - 3 x 1.4.
    EXPECT_GE(inside, 33);
    // The mean of forty scatters by 0.031 / sqrt(40) dB.
    EXPECT_NEAR(sum / runs, truth, 3 * 0.031 / std::sqrt(1.0 * runs));
}

TEST(multitone, TakesOffTheInputsNoiseAndBoundsWhatIsNoMore) {
    const auto take = take_of([](double x) { return x + 0.001 * x * x; }, 1e-5);
    const double in_band = 1e-5 * std::sqrt(19980.0 / 24000);
    // Products 4 dB below the noise: told, for a second of noise averages to 1 %.
    const auto figure = figure_of(take, setup_of(-200, in_band));
    ASSERT_EQ(figure.kind, Kind::measured);
    EXPECT_LE(*figure.low, slow_td(0.001, 0));
    EXPECT_GE(*figure.high, slow_td(0.001, 0));
    EXPECT_EQ(figure.conditions.at("input_noise"), "taken off");
    const auto straight = take_of([](double x) { return x; }, 1e-5);
    EXPECT_EQ(figure_of(straight, setup_of(-200, in_band)).kind, Kind::upper_bound);
    // Where nobody knows it, it may be all there is.
    AnalysisSetup unknown;
    unknown.input.thd_db = -200;
    const auto with_all = figure_of(straight, unknown);
    EXPECT_LT(*with_all.low, *with_all.value - 30);
    EXPECT_EQ(with_all.dominant, "the input's own noise");
}

TEST(multitone, TakesTheInputsOwnProductsIntoTheInterval) {
    const auto take = take_of([](double x) { return x + 0.01 * x * x; });
    const double read = slow_td(0.01, 0);
    const auto figure = figure_of(take, setup_of(read - 20));
    const auto moved = [&](double sign) { return 20 * std::log10(1 + sign * 0.1 * 0.36); };
    // The noise's part of the interval, 1.96 x 0.031 dB for the few lines there are, adds to it.
    EXPECT_LE(*figure.high, read + moved(1) + 0.5);
    EXPECT_GE(*figure.high, read + moved(1));
    EXPECT_LE(*figure.low, read + moved(-1));
    const auto hidden = figure_of(take, setup_of(read + 5));
    EXPECT_EQ(hidden.kind, Kind::upper_bound);
    EXPECT_EQ(hidden.reason, "at or below the input's own distortion");
}

TEST(multitone, NamesHowItWasRead) {
    const auto figure = figure_of(take_of([](double x) { return x; }, 1e-4));
    EXPECT_EQ(figure.key.quantity, "td_n");
    EXPECT_NEAR(*figure.key.level_dbfs, -1, 1e-9);
    EXPECT_EQ(figure.conditions.at("tones"), "31, 21 to 19801 Hz");
    EXPECT_EQ(figure.conditions.at("band"), "20 Hz-20 kHz");
}

TEST(multitone, IsNotMeasuredWhereTheLevelMoves) {
    auto take = take_of([](double x) { return x; }, 1e-4);
    take.observations.channels[0].tones.front().level_range_db = 0.2;
    EXPECT_EQ(figure_of(take).kind, Kind::not_measured);
}

TEST(multitone, IsABoundWhereTheInputClips) {
    auto take = take_of([](double x) { return x; }, 1e-4);
    take.observations.channels[0].clipped_frames = 10;
    take.observations.channels[0].clip_level_dbfs = -1;
    EXPECT_EQ(figure_of(take).kind, Kind::upper_bound);
}

TEST(multitone, NeverPlaysAboveTheCeiling) {
    for (const double ceiling : {-1.0, -12.0, -40.0}) {
        const auto tones =
            std::get<signal::Tones>(multitone::needs(context_of(ceiling)).front().stimulus).tones;
        double peak = 0;
        for (const auto& tone : tones) peak += peak_amplitude(tone.level);
        EXPECT_NEAR(peak, peak_amplitude(DbFs(ceiling)), 1e-9);
    }
    EXPECT_TRUE(multitone::needs({}).empty());  // only where the plan asks
}

}  // namespace ohmloop::measure
