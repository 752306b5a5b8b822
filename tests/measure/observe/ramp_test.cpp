#include "measure/observe/observe.hpp"
#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;
using Bend = std::function<double(double)>;

double db(double ratio) { return 20 * std::log10(ratio); }

/// A ramp from -20 dBFS to full scale, bent sample by sample. At 192 kHz, so that no harmonic that
/// counts is folded back.
Take bent(const Bend& bend) {
    const signal::SegmentSpec spec{.stimulus = signal::LevelRamp{Hertz(997), DbFs(-20), DbFs(0)},
                                   .settle = Seconds(0.1),
                                   .steady = Seconds(2)};
    const auto layout = signal::place(Hertz(192000), {spec});
    auto x = signal::render(layout).channels[0];
    for (double& value : x) value = bend(value);
    Take take = test::take_with("33", 33, 0);
    take.rate = layout.rate;
    auto& seen = take.observations.channels[0];
    observe_ramp({x, layout, Alignment{}, 0}, layout.segments.front(), seen);
    NoiseObservation noise;
    noise.seconds = 1;
    seen.noises.push_back(noise);
    return take;
}

/// The played level at which `value` first passes `limit`, between points.
double level_at(const Take& take, double limit, const std::function<double(const RampPoint&)>& of) {
    const auto& points = take.observations.channels[0].ramps.at(0).points;
    for (std::size_t k = 1; k < points.size(); ++k) {
        const double a = of(points[k - 1]);
        const double b = of(points[k]);
        if (a < limit && b >= limit)
            return points[k - 1].level_dbfs +
                   (limit - a) / (b - a) * (points[k].level_dbfs - points[k - 1].level_dbfs);
    }
    return 0;
}

double distortion_db(const RampPoint& p) {
    return db(p.distortion_rms / std::hypot(p.distortion_rms, p.fundamental_rms));
}

/// Amplitude of the fundamental of a bent sine, by the mean over a period.
double fundamental(const Bend& bend, double amplitude) {
    constexpr int points = 100000;
    double sum = 0;
    for (int n = 0; n < points; ++n) {
        const double turn = 2 * pi * (n + 0.5) / points;
        sum += bend(amplitude * std::sin(turn)) * std::sin(turn);
    }
    return 2 * sum / points;
}

double max_level_dbfs(const Take& take) {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{1 / std::numbers::sqrt2, 0}};
    for (const auto& figure : max_level::evaluate({take}, setup).figures)
        if (figure.key.quantity == "max_level")
            return db(figure.value.value() * std::numbers::sqrt2);
    return 0;
}

}  // namespace

TEST(ramp, OfAHardClipperPassesOnePercentWherePublished) {
    const Bend clip = [](double x) { return std::clamp(x, -0.5, 0.5); };
    const auto take = bent(clip);
    // -5.77 dBFS: 0.2513 dB over the onset. Points lie 0.02 dB apart, in blocks over which the
    // level moves by 0.08 dB.
    EXPECT_NEAR(level_at(take, -40, distortion_db), db(0.5) + 0.2513, 0.01);
    const double at_onset = std::pow(10, (db(0.5) + 0.2513) / 20);
    EXPECT_NEAR(max_level_dbfs(take), db(fundamental(clip, at_onset)), 0.01);
}

TEST(ramp, OfASoftClipperPassesBothLimitsWherePublished) {
    const Bend soft = [](double x) { return std::tanh(x); };
    const auto take = bent(soft);
    EXPECT_NEAR(level_at(take, -40, distortion_db), -9.076, 0.01);
    const auto& points = take.observations.channels[0].ramps.at(0).points;
    // At -20 dBFS the gain is already 1 - 3/4 A^2/3 = -0.022 dB.
    const double gain_db =
        db(std::abs(points.front().gain)) +
        0.25 * std::pow(10, points.front().level_dbfs / 10) * 20 * std::numbers::log10e;
    const auto compression = [&](const RampPoint& p) { return gain_db - db(std::abs(p.gain)); };
    // By the closed form -8.4705 dBFS; -8.459 is published, re a gain that already bends.
    EXPECT_NEAR(level_at(take, 0.3, compression), -8.4705, 0.005);
    EXPECT_NEAR(level_at(take, 0.3, compression), -8.459, 0.02);
    // The lower of both.
    EXPECT_NEAR(max_level_dbfs(take), db(fundamental(soft, std::pow(10, -9.076 / 20))), 0.01);
}

}  // namespace ohmloop::measure
