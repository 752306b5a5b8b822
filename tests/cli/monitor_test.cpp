#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The command as a whole; what it shows is tested with its parts.
namespace ohmloop::cli {
namespace {

using ohmloop::testing::run_program;
using ::testing::HasSubstr;

TEST(Monitor, HearsTheSimulatedPortsToneInPlainLines) {
    const auto ran = run_program({"monitor", "--simulate", "phone-dongle", "--tone", "-6",
                                  "--duration", "1.1", "--every", "1.1"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_THAT(ran.out, ::testing::StartsWith("SIMULATED: phone-dongle, 48 kHz, playing 997 Hz at "
                                               "-6 dBFS, full scale 1.200 V"));
    // 1 V of full scale 6 dB down, behind 0.9 ohm into 10 kohm.
    EXPECT_THAT(ran.out, HasSubstr("rms -7.58 dBFS  501.1 mV"));
    EXPECT_THAT(ran.out, HasSubstr("tone 997.0000 Hz  THD+N -10"));
    EXPECT_THAT(ran.out, HasSubstr("the clocks agree"));
    EXPECT_EQ(ran.out.find('\033'), std::string::npos);
}

TEST(Monitor, RefusesWhatItCannotDo) {
    const auto refusal = [](const std::vector<std::string>& words) {
        std::vector<std::string> all{"monitor"};
        all.insert(all.end(), words.begin(), words.end());
        const auto ran = run_program(all);
        EXPECT_EQ(ran.code, 2) << ran.out;
        return ran.err;
    };
    EXPECT_THAT(refusal({"--every", "0.01"}), HasSubstr("--every: 0.01 s is outside 0.1 to"));
    EXPECT_THAT(refusal({"--duration", "0"}), HasSubstr("--duration: 0 s is outside"));
    EXPECT_THAT(refusal({"--tone", "-20", "--tone-frequency", "997.5"}), HasSubstr("whole number"));
    EXPECT_THAT(refusal({"--tone", "-20", "--input-device", "x"}), HasSubstr("go together"));
    EXPECT_THAT(refusal({"--output-device", "x"}), HasSubstr("--output-device needs --tone"));
    EXPECT_THAT(refusal({"--outputs", "1,2"}), HasSubstr("--outputs needs --tone"));
    EXPECT_THAT(refusal({"--simulate", "line-dac", "--tone", "1"}), HasSubstr("--tone: 1 dBFS"));
    EXPECT_THAT(refusal({"--tone-frequency", "23k"}), HasSubstr("outside 10 to 21600"));
    EXPECT_THAT(refusal({"--simulate", "line-dac", "--device", "x"}), HasSubstr("exclude"));
    EXPECT_THAT(refusal({"--seed", "3"}), HasSubstr("--seed needs --simulate"));
    EXPECT_THAT(refusal({"--durations", "3"}), HasSubstr("--duration"));
    EXPECT_THAT(refusal({"file.wav"}), HasSubstr("file.wav"));
}

}  // namespace
}  // namespace ohmloop::cli
