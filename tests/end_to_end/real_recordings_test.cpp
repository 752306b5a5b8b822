#include "support/run_program.hpp"

#include "ohmloop/result/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

// Recordings made by others with real converters, and the figures stated with them. The folder is
// named by OHMLOOP_REAL_RECORDINGS; without it these tests are skipped.
namespace ohmloop {
namespace {

using ::testing::HasSubstr;
using testing::run_program;

class RealRecordings : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("OHMLOOP_REAL_RECORDINGS");
        if (folder == nullptr || *folder == '\0') {
            GTEST_SKIP() << "OHMLOOP_REAL_RECORDINGS names no folder";
        }
        folder_ = folder;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

    [[nodiscard]] result::Result inspected(const std::string& name) const {
        const auto ran = run_program({"inspect", path(name), "--json", "-"});
        EXPECT_EQ(ran.code, 0) << ran.err;
        return result::from_json(ran.out);
    }

    static double value(const result::Result& result, const std::string& quantity,
                        const std::string& channel) {
        const auto figures = result::find(result, quantity, channel);
        EXPECT_EQ(figures.size(), 1U) << quantity << ' ' << channel;
        return figures.empty() ? 0 : figures.front()->value.value_or(0);
    }

  private:
    std::string folder_;
};

TEST_F(RealRecordings, AnAnalysersLoopbackReadsAsItsOwnProgramSays) {
    const auto result = inspected("qa40x-1khz-loopback-192k.wav");
    // 0.25 dB: its program's window and harmonic count are not ours.
    EXPECT_NEAR(value(result, "thd", "left"), -101.57, 0.25);
    EXPECT_NEAR(value(result, "thd_n", "left"), -94.28, 0.25);
    EXPECT_NEAR(value(result, "thd", "right"), -101.1, 0.4);  // stated as a cross-check only
    EXPECT_NEAR(value(result, "thd_n", "right"), -91.4, 0.4);
    EXPECT_NEAR(value(result, "level", "left"), -12.48, 0.01);
}

TEST_F(RealRecordings, AnInstrumentAmplifierReadsItsStatedDistortion) {
    for (const char* name : {"gain5-120mV.wav", "gain180-3.8mV.wav"}) {
        const auto result = inspected(name);
        const double thd = value(result, "thd", "left");
        EXPECT_GE(thd, -57.0) << name;
        EXPECT_LE(thd, -56.0) << name;
        const double thd_n = value(result, "thd_n", "left");
        EXPECT_GE(thd_n, -41.0) << name;
        EXPECT_LE(thd_n, -36.0) << name;
    }
}

TEST_F(RealRecordings, ClippingOfOneHalfFarBelowFullScaleIsFlagged) {
    const auto result = inspected("clipping-gain5-100mV-step10mV.wav");
    bool found = false;
    for (const auto& doubt : result.doubts)
        found = found || (doubt.code == "input_clipped" &&
                          doubt.text.find("one-sided: the negative half") != std::string::npos);
    EXPECT_TRUE(found);
}

TEST_F(RealRecordings, MainsHumIsFoundInNoise) {
    const auto result = inspected("noise-vol0.wav");
    // Stated re a full-scale square: 3.01 dB lower than re a full-scale sine.
    EXPECT_NEAR(value(result, "level", "left"), -52.5 + 3.01, 0.1);
    const auto hum = result::find(result, "hum", "left");
    ASSERT_EQ(hum.size(), 1U);
    EXPECT_EQ(hum.front()->key.at_hz, 50);
}

TEST_F(RealRecordings, ASilentAnswerIsNoResponse) {
    const auto ran = run_program({"analyze", "--take", "open=" + path("bypass-0.wav")});
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr("no usable signal"));
    const auto inspection = run_program({"inspect", path("bypass-0.wav")});
    EXPECT_THAT(inspection.out, HasSubstr("none stands out"));
}

TEST_F(RealRecordings, ABrokenHeaderGivesOneClearSentence) {
    const auto ran = run_program({"inspect", path("averaging-020kHz-avrg01.wav")});
    EXPECT_EQ(ran.code, 6);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
}

}  // namespace
}  // namespace ohmloop
