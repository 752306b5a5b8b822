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
    EXPECT_EQ(in_band, 4);
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

}  // namespace
}  // namespace ohmloop::cli
