#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/result/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::cli {
namespace {

using ohmloop::testing::run_program;
using result::Kind;
using ::testing::HasSubstr;

/// Two seconds of half of full scale with noise 54 dB below it.
class Inspect : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {
  protected:
    void record(const std::string& name, double rate, double hz) const {
        std::mt19937_64 random(3);
        std::normal_distribution<double> noise(0, 0.5 * std::pow(10, -54.0 / 20) / std::sqrt(2));
        signal::Recording recording{Hertz(rate), signal::SampleFormat::float32, {{}}, 0, 0, 0};
        for (int n = 0; n < 2 * static_cast<int>(rate); ++n)
            recording.channels[0].push_back(0.5 * std::sin(2 * std::numbers::pi * hz * n / rate) +
                                            noise(random));
        audio_io::write_sound_file(path(name), recording);
    }
    [[nodiscard]] result::Result inspected(const std::string& name) const {
        const auto ran = run_program({"inspect", path(name), "--json", "-"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        return result::from_json(ran.out);
    }
};

TEST_F(Inspect, CallsNoiseNoHarmonic) {
    record("tone.wav", 48000, 997);
    int harmonics = 0;
    for (const auto& figure : inspected("tone.wav").figures) {
        const bool noisy = figure.key.quantity == "harmonic" || figure.key.quantity == "thd";
        EXPECT_EQ(figure.kind, noisy ? Kind::upper_bound : Kind::measured) << figure.key.quantity;
        EXPECT_FALSE(figure.key.band);
        if (!noisy) continue;
        ++harmonics;
        EXPECT_FALSE(figure.uncertainty);
        // A line holds 1/(2 s x 24 kHz) of the noise, -100.8 dB; a bound is up to 11 dB above it,
        // and ten lines' another 10.
        EXPECT_GT(figure.value.value_or(0), -101);
        EXPECT_LT(figure.value.value_or(0), -80);
    }
    EXPECT_EQ(harmonics, 11);
    EXPECT_THAT(run_program({"inspect", path("tone.wav")}).out, HasSubstr("THD         < -"));
}

TEST_F(Inspect, NamesABandThatEndsBelow20Kilohertz) {
    record("slow.wav", 32000, 997);
    int in_band = 0;
    for (const auto& figure : inspected("slow.wav").figures) {
        const auto& quantity = figure.key.quantity;
        const bool banded = quantity == "noise" || quantity == "thd_n" || quantity == "snr";
        EXPECT_EQ(figure.key.band.value_or(""), banded ? "20-16000" : "") << quantity;
        EXPECT_EQ(figure.conditions.count("band"), banded ? 1U : 0U) << quantity;
        if (banded) ++in_band;
    }
    EXPECT_EQ(in_band, 5);
}

TEST_F(Inspect, AToneWithoutRoomForHarmonicsHasNoThd) {
    record("high.wav", 32000, 9000);
    const auto result = inspected("high.wav");
    const auto thd = result::find(result, "thd", "left");
    ASSERT_EQ(thd.size(), 1U);
    EXPECT_EQ(thd.front()->kind, Kind::not_measured);
    EXPECT_THAT(run_program({"inspect", path("high.wav")}).out,
                HasSubstr("THD         not measured"));
}

TEST_F(Inspect, SaysWhenThdCountsMoreThanThdN) {
    // The second harmonic of 11 kHz lies above 20 kHz: THD of -40 dB beside a THD+N of noise.
    signal::Recording recording{Hertz(48000), signal::SampleFormat::float32, {{}}, 0, 0, 0};
    for (int n = 0; n < 48000; ++n) {
        const double turn = 2 * std::numbers::pi * 11000 * n / 48000;
        recording.channels[0].push_back(0.5 * std::sin(turn) + 0.005 * std::sin(2 * turn));
    }
    audio_io::write_sound_file(path("above.wav"), recording);
    const auto result = inspected("above.wav");
    const auto thd = result::find(result, "thd", "left");
    const auto thd_n = result::find(result, "thd_n", "left");
    ASSERT_EQ(thd.size() + thd_n.size(), 2U);
    EXPECT_GT(*thd.front()->value, *thd_n.front()->value);
    EXPECT_EQ(thd.front()->conditions.at("harmonics"), "2 to 2; THD+N counts none of them");
    EXPECT_THAT(run_program({"inspect", path("above.wav")}).out,
                HasSubstr("THD+N counts none of them"));
}

/// A computed tone of nearly full scale, its phase reduced to a turn in long double.
double exact_sine(double peak, double hz, double rate, std::size_t n) {
    const long double turns =
        static_cast<long double>(hz) * static_cast<long double>(n) / static_cast<long double>(rate);
    const long double part = turns - std::floor(turns);
    return peak * static_cast<double>(std::sin(2 * std::numbers::pi_v<long double> * part));
}

TEST_F(Inspect, IsLimitedByTheFileAndNotByItself) {
    // 64 bits: rounding at -320 dB, in frequencies too. 32 bits: 2^-24 of the upper octave and its
    // parts, -153.7 dB, of which 0.8 dB lie beyond 20 kHz. 24 bits with triangular dither: a
    // quarter of a squared step, -141.48 dB, less 0.8 dB; ten seconds of it scatter by 0.01 dB.
    struct Stored {
        const char* name;
        signal::SampleFormat format;
        double least_db;
        double most_db;
    };
    constexpr double step = 0x1p-23;
    for (const Stored& stored : {Stored{"64.wav", signal::SampleFormat::float64, -1000, -200},
                                 Stored{"32.wav", signal::SampleFormat::float32, -155, -152.5},
                                 Stored{"24.wav", signal::SampleFormat::int24, -142.33, -142.23}}) {
        std::mt19937_64 random(3);
        std::uniform_real_distribution<double> uniform(-0.5, 0.5);
        const bool dithered = stored.format == signal::SampleFormat::int24;
        signal::Recording recording{Hertz(48000), stored.format, {{}}, 0, 0, 0};
        for (std::size_t n = 0; n < 480000; ++n)
            recording.channels[0].push_back(
                exact_sine(1 - 3 * step, 997, 48000, n) +
                (dithered ? step * (uniform(random) + uniform(random)) : 0));
        audio_io::write_sound_file(path(stored.name), recording);
        const auto result = inspected(stored.name);
        const auto found = result::find(result, "thd_n", "left");
        ASSERT_EQ(found.size(), 1U);
        EXPECT_GT(found.front()->value.value_or(0), stored.least_db) << stored.name;
        EXPECT_LT(found.front()->value.value_or(0), stored.most_db) << stored.name;
    }
}

}  // namespace
}  // namespace ohmloop::cli
