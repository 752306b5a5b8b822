#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

namespace ohmloop::measure {
namespace {

constexpr double fundamental = 0.5;  ///< rms, full-scale sine = 1/sqrt2

/// A tone of 997 Hz with harmonics from the second up, rms re the fundamental, each holding
/// `line_noise` on average; noise of `noise` re the fundamental.
Take take_of(const std::vector<double>& harmonics, double noise = 1e-7, double line_noise = 1e-18) {
    Take take = test::take_with("open", 0, 0);
    auto tones = test::tones_of(signal::Drive::both, -1, {997}, {{1, 0}});
    tones.fundamental_rms = fundamental;
    for (std::size_t n = 0; n < 19; ++n) {
        const double rms = n < harmonics.size() ? harmonics[n] * fundamental : 0;
        tones.harmonics.push_back({rms, line_noise, 0});
    }
    tones.noise.random = std::pow(noise * fundamental, 2);
    tones.noise.random_uncertainty = tones.noise.random / std::sqrt(20000.0);
    take.observations.channels[0].tones.push_back(tones);
    return take;
}

/// An input of known full scale and next to no noise, whose own THD is declared.
AnalysisSetup with_own_thd(double db) {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{1, 0}};
    setup.input.noise_v = 1e-12;
    setup.input.thd_db = db;
    return setup;
}

AnalysisSetup undeclared() {
    auto setup = with_own_thd(0);
    setup.input.thd_db.reset();
    return setup;
}

result::Figure figure_of(const char* quantity, const Take& take, const AnalysisSetup& setup) {
    for (const auto& figure : distortion::evaluate({take}, setup).figures)
        if (figure.key.quantity == quantity) return figure;
    return {};
}

double db(double ratio) { return 20 * std::log10(ratio); }

}  // namespace

// What a clipped input adds is not the port's: beyond the level at which it clips a bound is left.
TEST(distortion, OfAClippedInputIsABound) {
    for (const double clips_at : {-0.5, -1.0, -6.0}) {
        auto take = take_of({1e-2, 3e-2});
        take.observations.channels[0].clipped_frames = 100;
        take.observations.channels[0].clip_level_dbfs = clips_at;
        for (const char* quantity : {"thd_n", "thd"}) {
            const auto figure = figure_of(quantity, take, with_own_thd(-120));
            EXPECT_EQ(figure.kind,
                      clips_at > -1 ? result::Kind::measured : result::Kind::upper_bound)
                << quantity << ' ' << clips_at;
            EXPECT_GE(*figure.high, db(std::hypot(1e-2, 3e-2))) << quantity;
        }
    }
}

TEST(distortion, HoldsThePortsOwnWhateverThePhaseOfTheInputs) {
    // Second and third harmonics of port and input add as vectors; whatever is read, the port's
    // lie between what is left and what is reached.
    const double port[] = {2e-4, 1e-4};
    const double input[] = {3e-5, -2e-5};
    const double own = db(std::hypot(input[0], input[1]));
    const double truth = db(std::hypot(port[0], port[1]));
    for (double a = 0; a < 6.3; a += 0.3)
        for (double b = 0; b < 6.3; b += 0.7) {
            const double read2 = std::abs(port[0] + std::polar(input[0], a));
            const double read3 = std::abs(port[1] + std::polar(-input[1], b));
            const auto take = take_of({read2, read3});
            for (const char* quantity : {"thd", "thd_n"}) {
                const auto figure = figure_of(quantity, take, with_own_thd(own));
                ASSERT_EQ(figure.kind, result::Kind::measured) << quantity;
                EXPECT_LE(*figure.low, truth) << quantity << a << ' ' << b;
                EXPECT_GE(*figure.high, truth) << quantity << a << ' ' << b;
                EXPECT_EQ(figure.dominant, "input distortion");
            }
        }
}

TEST(distortion, WidensByTheInputsShareAndNoMore) {
    // METHODS 7.7: 20 lg(1 -+ 0.1), of a reading 20 dB above the input's.
    const auto figure = figure_of("thd", take_of({1e-3}), with_own_thd(-80));
    EXPECT_NEAR(*figure.value, -60, 1e-3);
    EXPECT_NEAR(*figure.low, -60 + db(0.9), 0.01);
    EXPECT_NEAR(*figure.high, -60 + db(1.1), 0.01);
    const auto fine = figure_of("thd", take_of({1e-3}), with_own_thd(-146));
    // Two parts in 1e5 of amplitude, and noise of 2e-9 / 1e-3.
    EXPECT_NEAR(fine.uncertainty.value_or(1), db(1 + 5e-5), 2e-4);
}

TEST(distortion, BelowTheInputsOwnIsABound) {
    // A port without any, behind an input of -100 dB: what is read is the input's.
    const auto thd = figure_of("thd", take_of({1e-5}), with_own_thd(-100));
    EXPECT_EQ(thd.kind, result::Kind::upper_bound);
    EXPECT_NEAR(*thd.value, -100 + db(2), 0.01);
    EXPECT_NE(thd.reason.find("input's own distortion"), std::string::npos);
    const auto thd_n = figure_of("thd_n", take_of({1e-5}, 1e-6), with_own_thd(-100));
    EXPECT_EQ(thd_n.kind, result::Kind::upper_bound);
    // Where the port's noise stands above them the harmonics matter little.
    const auto noisy = figure_of("thd_n", take_of({1e-5}, 1e-4), with_own_thd(-100));
    EXPECT_EQ(noisy.kind, result::Kind::measured);
    EXPECT_NEAR(*noisy.value, -80 + 10 * std::log10(1.01), 1e-3);
    EXPECT_LT(*noisy.low, -80);
    EXPECT_GT(*noisy.low, -80.2);
}

TEST(distortion, OfAnInputNobodyDeclaredMayBeTheInputs) {
    const auto thd = figure_of("thd", take_of({3e-5}), undeclared());
    EXPECT_EQ(thd.kind, result::Kind::upper_bound);
    EXPECT_NEAR(*thd.value, db(3e-5 * 1.5), 0.01);
    // THD+N keeps its reading and says how little of it may be the port's: the noise.
    const auto thd_n = figure_of("thd_n", take_of({3e-5}, 1e-5), undeclared());
    EXPECT_EQ(thd_n.kind, result::Kind::measured);
    EXPECT_NEAR(*thd_n.value, db(std::hypot(3e-5, 1e-5)), 1e-3);
    EXPECT_NEAR(*thd_n.low, -100, 0.1);
    EXPECT_FALSE(thd_n.uncertainty);
    EXPECT_NE(thd_n.conditions.at("input_distortion").find("not declared"), std::string::npos);
    // Far above any input's it is the port's.
    const auto loud = figure_of("thd", take_of({0.02}), undeclared());
    EXPECT_EQ(loud.kind, result::Kind::measured);
    EXPECT_LT(loud.uncertainty.value_or(1), 0.06);
}

TEST(distortion, TellsHarmonicsOneByOneWithTheirPhase) {
    auto take = take_of({1e-3, 1e-5, 0}, 1e-7, std::pow(1e-6 * fundamental, 2));
    auto& readings = take.observations.channels[0].tones.front().harmonics;
    readings[0].phase = 0.5;
    readings[11].rms = 1e-4 * fundamental;  // the thirteenth
    readings[11].phase = -1;
    std::map<int, result::Figure> orders;
    auto setup = with_own_thd(-120);
    setup.input.high_pass_hz = 0;
    for (const auto& figure : distortion::evaluate({take}, setup).figures)
        if (figure.key.quantity == "harmonic") orders[*figure.key.order] = figure;
    ASSERT_EQ(orders.size(), 10U) << "2 to 10, and the one above that stands out";
    // Noise of 1e-6 re the fundamental adds 1e-6 of the power on average, and is taken off.
    EXPECT_NEAR(*orders[2].value, -60, 1e-4);
    EXPECT_NEAR(*orders[2].phase_deg, 0.5 * 180 / std::numbers::pi, 1e-9);
    // 1.96 sqrt(1/2) 1e-6 / 1e-3, and as much as the input's 1e-6 may turn it.
    EXPECT_NEAR(*orders[2].phase_uncertainty_deg,
                (1.96 * std::sqrt(0.5) * 1e-3 + 1e-3) * 180 / std::numbers::pi, 1e-5);
    EXPECT_NEAR(*orders[3].value, -100 + 10 * std::log10(1 - 0.01), 1e-3);
    EXPECT_EQ(orders[4].kind, result::Kind::upper_bound);
    EXPECT_FALSE(orders[4].phase_deg);
    EXPECT_NEAR(*orders[13].value, -80, 1e-3);
    // An input that turns the sign turns even harmonics by half a turn, odd ones not at all.
    setup.input.polarity_inverted = true;
    for (const auto& figure : distortion::evaluate({take}, setup).figures) {
        if (figure.key.quantity != "harmonic" || !figure.phase_deg) continue;
        if (figure.key.order == 2) {
            EXPECT_NEAR(*figure.phase_deg, 0.5 * 180 / std::numbers::pi - 180, 1e-9);
        }
        if (figure.key.order == 13) {
            EXPECT_NEAR(*figure.phase_deg, -180 / std::numbers::pi, 1e-9);
        }
    }
}

TEST(distortion, TurnsTheSignOfThdNForSinad) {
    const auto take = take_of({1e-3}, 1e-4);
    const auto thd_n = figure_of("thd_n", take, with_own_thd(-100));
    const auto sinad = figure_of("sinad", take, with_own_thd(-100));
    EXPECT_EQ(*sinad.value, -*thd_n.value);
    EXPECT_EQ(*sinad.low, -*thd_n.high);
    EXPECT_EQ(*sinad.high, -*thd_n.low);
    const auto hidden = figure_of("sinad", take_of({1e-5}, 1e-6), with_own_thd(-100));
    EXPECT_EQ(hidden.kind, result::Kind::lower_bound);
    EXPECT_FALSE(hidden.high);
}

TEST(distortion, StatesHowNoiseMovesItsHarmonics) {
    // A harmonic of rms h with noise of mean square q in it: u of its power is h sqrt(2 q).
    const double h = 1e-4 * fundamental;
    const double q = 1e-14;
    const auto figure = figure_of("thd", take_of({1e-4}, 1e-6, q), with_own_thd(-180));
    ASSERT_TRUE(figure.uncertainty);
    const double power = h * h - 9 * q;
    const double u = std::sqrt(2 * h * h * q + 9 * q * q) / power;
    // Told as one half-width, the longer: that of 10 lg(1 - 1.96 u).
    EXPECT_NEAR(*figure.uncertainty, -10 * std::log10(1 - 1.96 * u), 1e-3);
}

TEST(distortion, IsNotGivenWhereAClickStandsOut) {
    auto take = take_of({1e-3, 5e-4});
    auto& tones = take.observations.channels[0].tones[0];
    tones.click_share = 0.9 * notable_click_share;
    EXPECT_EQ(figure_of("thd_n", take, with_own_thd(-120)).kind, result::Kind::measured);
    tones.click_share = 1.1 * notable_click_share;
    for (const char* quantity : {"thd_n", "thd"}) {
        const auto figure = figure_of(quantity, take, with_own_thd(-120));
        EXPECT_EQ(figure.kind, result::Kind::not_measured) << quantity;
        EXPECT_FALSE(figure.value) << quantity;
        EXPECT_NE(figure.reason.find("click"), std::string::npos) << quantity;
    }
}

TEST(distortion, LosesItsHarmonicsInNoiseToABound) {
    const auto figure = figure_of("thd", take_of({1e-7}, 1e-6, 1e-14), with_own_thd(-180));
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    // Less was read than noise leaves in nine harmonics. A reading of as much or less comes of
    // 8.765 times what it leaves in one in 2.5 % of cases (noncentral chi-square of 18 degrees);
    // and the input's -180 dB.
    const double rms = std::sqrt(8.765e-14) + 1e-9 * fundamental;
    EXPECT_NEAR(*figure.value, db(rms / fundamental), 1e-3);
}

namespace {

/// |N|^2 of AES17's notch of Q 2.
double notch(double x) {
    const double square = std::pow(x - 1 / x, 2);
    return square / (square + 0.25);
}

/// A sine of `dbfs` through x + 0.1 x^2 + 0.05 x^3 + 0.02 x^5: harmonics re the fundamental, by
/// the powers of a sine.
std::vector<double> of_polynomial(double dbfs) {
    const double a = std::pow(10, dbfs / 20);
    const double third = std::pow(a, 3) * 0.05 / 4;
    const double fifth = std::pow(a, 5) * 0.02 / 16;
    const double first = a + 3 * third + 10 * fifth;
    return {0.1 * a * a / 2 / first, (third + 5 * fifth) / first, 0, fifth / first};
}

}  // namespace

TEST(distortion, BehindTheNotchOfAes17IsThePublishedFigure) {
    for (const auto& [dbfs, excluded, notched] : {std::tuple{-1.0, -26.939, -27.371},
                                                  {-10.0, -36.024, -36.475},
                                                  {-20.0, -46.021, -46.472}}) {
        const auto harmonics = of_polynomial(dbfs);
        const auto take = take_of(harmonics);
        const auto plain = figure_of("thd_n", take, with_own_thd(-146));
        const auto figure = figure_of("thd_n_aes17", take, with_own_thd(-146));
        EXPECT_NEAR(plain.value.value_or(0), excluded, 6e-4) << dbfs;
        // Published of a digital notch at 48 kHz, whose axis is bent: x is a ratio of tangents. The
        // notch of circuits, which the clause defines, takes 0.006 dB more off the second.
        const auto tangent = [](double n) { return std::tan(std::numbers::pi * n * 997 / 48000); };
        double digital = 0;
        double analogue = 0;
        double total = 1;
        for (std::size_t i = 0; i < harmonics.size(); ++i) {
            const double n = static_cast<double>(i) + 2;
            const double power = harmonics[i] * harmonics[i];
            digital += power * notch(tangent(n) / tangent(1));
            analogue += power * notch(n);
            total += power;
        }
        EXPECT_NEAR(10 * std::log10(digital / total), notched, 6e-4) << dbfs;
        // Beside it the noise of take_of adds nothing.
        EXPECT_NEAR(figure.value.value_or(0), 10 * std::log10(analogue / total), 1e-5) << dbfs;
        EXPECT_NEAR(figure.value.value_or(0), notched, 0.007) << dbfs;
        EXPECT_EQ(plain.conditions.at("re"), "fundamental");
        EXPECT_EQ(figure.conditions.at("re"), "total");
        EXPECT_EQ(figure.conditions.at("method"), "AES17 notch, Q 2");
    }
}

TEST(distortion, BehindTheNotchOfNoiseAloneIsItsShareOfTheTotal) {
    // Of noise as strong as the tone a half is the total's; the notch passes 0.9614 of it.
    for (const double ratio : {1e-3, 1.0}) {
        auto take = take_of({}, ratio, 0);
        auto& tones = take.observations.channels[0].tones[0];
        tones.notched_noise.random = 0.9614 * tones.noise.random;
        tones.notched_noise.random_uncertainty = 0.01 * tones.notched_noise.random;
        const auto figure = figure_of("thd_n_aes17", take, with_own_thd(-146));
        const double power = ratio * ratio;
        const auto expected = [&](double p) { return 10 * std::log10(0.9614 * p / (1 + p)); };
        EXPECT_NEAR(figure.value.value_or(0), expected(power), 1e-3) << ratio;
        // Two standard deviations of 1 % up and down, through the same quotient; the input's own
        // harmonics, -146 dB, move the third decimal.
        EXPECT_NEAR(figure.low.value_or(0), expected(power * (1 - 0.0196)), 4e-3) << ratio;
        EXPECT_NEAR(figure.high.value_or(0), expected(power * (1 + 0.0196)), 4e-3) << ratio;
    }
}

TEST(distortion, BehindTheNotchHoldsThePortsOwnWhateverThePhaseOfTheInputs) {
    const double port[] = {2e-4, 1e-4};
    const double input[] = {3e-5, -2e-5};
    const double own = db(std::hypot(input[0], input[1]));
    const double truth =
        10 * std::log10(port[0] * port[0] * notch(2) + port[1] * port[1] * notch(3));
    for (double a = 0; a < 6.3; a += 0.3)
        for (double b = 0; b < 6.3; b += 0.7) {
            const auto take = take_of({std::abs(port[0] + std::polar(input[0], a)),
                                       std::abs(port[1] + std::polar(-input[1], b))});
            const auto figure = figure_of("thd_n_aes17", take, with_own_thd(own));
            ASSERT_EQ(figure.kind, result::Kind::measured);
            EXPECT_LE(*figure.low, truth) << a << ' ' << b;
            EXPECT_GE(*figure.high, truth) << a << ' ' << b;
        }
}

}  // namespace ohmloop::measure
