#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ohmloop::measure {
namespace {

struct Bend {
    double gain = 1;        ///< re small signal
    double distortion = 0;  ///< re fundamental
};
using Law = std::function<Bend(double level_dbfs)>;

/// A ramp from -12 to `to` read every 0.25 dB: jack volts = full scale, card full scale 1 V.
Take ramped(const Law& law, double to = 0, double noise_mean_square = 0) {
    Take take = test::take_with("33", 33, 0);
    RampObservation ramp{signal::Drive::both, 997, to, {}};
    for (double level = to - 12; level <= to + 1e-9; level += 0.25) {
        const auto bend = law(level);
        const double rms = bend.gain * std::pow(10, level / 20) / std::sqrt(2.0);
        ramp.points.push_back({level, bend.gain, bend.distortion * rms, rms});
    }
    auto& seen = take.observations.channels[0];
    seen.ramps.push_back(ramp);
    NoiseObservation noise;
    noise.flat.random = noise_mean_square;
    noise.seconds = 1;
    seen.noises.push_back(noise);
    return take;
}

AnalysisSetup one_volt() {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{1, 0}};
    return setup;
}

result::Figure max_level_of(const Take& take) {
    const auto findings = max_level::evaluate({take}, one_volt());
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == "max_level") return figure;
    return {};
}

Bend clean(double) { return {}; }

}  // namespace

TEST(max_level, CrossesOnePercentBetweenPoints) {
    // Distortion of 1 % at -3.1 dBFS, ten decibels more for each decibel: a straight line in dB.
    const auto figure = max_level_of(ramped([](double level) {
        return Bend{1, 0.01 * std::pow(10, 10 * (level + 3.1) / 20)};
    }));
    EXPECT_EQ(figure.limited_by, "distortion");
    EXPECT_NEAR(*figure.value, std::pow(10, -3.1 / 20), 1e-9);
    EXPECT_EQ(figure.kind, result::Kind::measured);
}

TEST(max_level, CrossesThreeTenthsOfADecibelOfCompression) {
    // Gain falls by a tenth of a decibel for each decibel above -5 dBFS: 0.3 dB at -2.
    const auto figure = max_level_of(ramped([](double level) {
        return Bend{std::pow(10, -0.1 * std::max(0.0, level + 5) / 20), 0};
    }));
    EXPECT_EQ(figure.limited_by, "compression");
    EXPECT_NEAR(20 * std::log10(*figure.value), -2.3, 1e-6);
}

TEST(max_level, IsNotEndedByTheScatterOfAWeakSignal) {
    // Noise of constant power in the harmonics' place: 1 % at -8 dBFS, falling as the level rises,
    // each point 10 % off; the gain scatters by 4 %, more than 0.3 dB.
    const auto figure = max_level_of(ramped([](double level) {
        const double scatter = std::lround(level / 0.25) % 2 == 0 ? 1 : -1;
        const double noise = std::pow(10, -(level + 8) / 20);
        return Bend{1 + 0.04 * scatter * std::min(1.0, noise - 0.39),
                    0.01 * noise * (1 + 0.1 * scatter)};
    }));
    EXPECT_EQ(figure.limited_by, "digital_full_scale");
    EXPECT_NEAR(20 * std::log10(*figure.value), 0, 0.01);
}

TEST(max_level, TakesTheLowerOfBothLimits) {
    const auto both = [](double distorts_at, double compresses_at) {
        return max_level_of(ramped([=](double level) {
                   return Bend{std::pow(10, -0.3 * std::exp2(level - compresses_at) / 20),
                               0.01 * std::pow(10, 10 * (level - distorts_at) / 20)};
               }))
            .limited_by;
    };
    EXPECT_EQ(both(-6, -2), "distortion");
    EXPECT_EQ(both(-1, -5), "compression");
}

/// Noise in parts of the fundamental at -4 dBFS, beside distortion of 0.6 % there that grows by
/// five decibels for each decibel.
result::Figure noisy_and_bent(double noise) {
    const double at = std::pow(10, -4.0 / 20) / std::sqrt(2.0);
    return max_level_of(ramped(
        [](double level) {
            return Bend{1, 0.006 * std::pow(10, 5 * (level + 4) / 20)};
        },
        0, std::pow(noise * at, 2)));
}

TEST(max_level, CountsNoiseAsPartOfOnePercent) {
    // 0.8 % and 0.6 % make 1 % at -4 dBFS, although the noise alone is above 1 % below -5.9 dBFS.
    const auto figure = noisy_and_bent(0.008);
    EXPECT_EQ(figure.limited_by, "distortion");
    // A line in dB between points 0.25 dB apart errs by less than that.
    EXPECT_NEAR(20 * std::log10(*figure.value), -4, 0.02);
}

TEST(max_level, IsDecidedByHarmonicsWhereNoiseIsAboveTheLimitThroughout) {
    // 2 % at -4 dBFS is 1.26 % at full scale. Harmonics pass 1 % where 0.6 % has grown to it.
    const auto figure = noisy_and_bent(0.02);
    EXPECT_NEAR(20 * std::log10(*figure.value), -4 + 20 * std::log10(0.01 / 0.006) / 5, 1e-6);
}

TEST(max_level, IsFullScaleWhereNothingLimits) {
    const auto figure = max_level_of(ramped(clean));
    EXPECT_EQ(figure.limited_by, "digital_full_scale");
    EXPECT_EQ(figure.kind, result::Kind::measured);
    EXPECT_NEAR(*figure.value, 1, 1e-9);
}

TEST(max_level, IsABoundWhereNothingLouderWasPlayed) {
    const auto figure = max_level_of(ramped(clean, -6));
    EXPECT_EQ(figure.kind, result::Kind::lower_bound);
    EXPECT_NEAR(*figure.value, std::pow(10, -6.0 / 20), 1e-9);
}

TEST(max_level, BelongsToTheInputWhereThatClips) {
    auto take = ramped([](double level) { return Bend{1, level > -4 ? 0.05 : 1e-4}; });
    auto& seen = take.observations.channels[0];
    seen.clipped_frames = 100;
    seen.clip_level_dbfs = -4.1;
    const auto figure = max_level_of(take);
    EXPECT_EQ(figure.kind, result::Kind::lower_bound);
    EXPECT_EQ(figure.limited_by, "input_full_scale");
    // The last point below the clipping.
    EXPECT_NEAR(20 * std::log10(*figure.value), -4.25, 1e-9);
}

TEST(max_level, HoldsTheNoiseOfTheRamp) {
    // At full scale, and at the limit: a straight 10 dB of distortion for each dB, of which noise
    // of 1e-4 in a harmonic beside 1 % moves 0.0864 dB, and the place by a tenth: 1e-3 relative.
    const auto noise_of = [](Take take) {
        for (auto& point : take.observations.channels[0].ramps[0].points)
            point.relative_uncertainty = 1e-4;
        double noise = 0;
        const auto figure = max_level_of(take);
        for (const auto& term : figure.terms)
            if (term.source.rfind("noise", 0) == 0) noise = term.cu / *figure.value;
        return noise;
    };
    EXPECT_NEAR(noise_of(ramped(clean)), 1e-4, 1e-9);
    const auto bent = ramped([](double level) {
        return Bend{1, 0.01 * std::pow(10, 10 * (level + 3.1) / 20)};
    });
    // The farther end: 1 % less 1e-4 is 1.005 % of a neper off, a tenth of it the place.
    EXPECT_NEAR(noise_of(bent), std::hypot(1e-4, 1 - std::pow(0.99, 0.1)), 1e-6);
}

TEST(max_level, GivesPowerAndCurrentIntoTheLoad) {
    const auto findings = max_level::evaluate({ramped(clean)}, one_volt());
    for (const auto& figure : findings.figures) {
        // 1 V across 33 ohm: as many watts as amperes.
        if (figure.key.quantity == "max_level") continue;
        EXPECT_NEAR(*figure.value, 1.0 / 33, 1e-9) << figure.key.quantity;
    }
    EXPECT_EQ(findings.figures.size(), 3U);
}

}  // namespace ohmloop::measure
