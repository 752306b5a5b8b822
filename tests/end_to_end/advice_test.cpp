#include "support/run_program.hpp"
#include "support/said_numbers.hpp"

#include "ohmloop/result/json.hpp"
#include "ohmloop/result/result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

// Every number a verdict's sentences say stands among the figures beside them.
namespace ohmloop::cli {
namespace {

struct Shipped {
    const char* port;
    const char* loads;
};

void PrintTo(const Shipped& tested, std::ostream* out) {
    *out << tested.port << " with " << tested.loads;
}

class AdviceTest : public ::testing::TestWithParam<Shipped> {};

result::Result measured(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"measure",
                                       "--simulate",
                                       AdviceTest::GetParam().port,
                                       "--loads",
                                       AdviceTest::GetParam().loads,
                                       "--plan",
                                       "quick",
                                       "--quiet",
                                       "--json",
                                       "-"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto ran = testing::run_program(arguments);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return result::from_json(ran.out);
}

void expect_figures_beside_sentences(const result::Result& result) {
    ASSERT_TRUE(result.verdict);
    EXPECT_FALSE(result.verdict->advice.empty());
    EXPECT_THAT(quoted::missing_figures(*result.verdict, {"Sennheiser HD 600"}),
                ::testing::IsEmpty());
    for (const auto& [channel, verdict] : result.channel_verdicts)
        EXPECT_THAT(quoted::missing_figures(verdict, {"Sennheiser HD 600"}), ::testing::IsEmpty())
            << channel;
}

/// What a result's sentences rest on is in the result.
void expect_sources_in(const result::Result& result) {
    for (const auto& [channel, verdict] : result.channel_verdicts)
        for (const auto& advice : verdict.advice)
            for (const auto& quoted : advice.figures)
                for (const auto& name : quoted.from)
                    EXPECT_FALSE(
                        result::find(result, name.quantity, name.channel, name.load).empty())
                        << advice.topic << ": " << name.quantity;
}

TEST_P(AdviceTest, HasItsFiguresBesideItWithVoltsAndWithout) {
    const auto with_volts = measured({"--headphone", "HD 600"});
    expect_figures_beside_sentences(with_volts);
    expect_sources_in(with_volts);
    expect_figures_beside_sentences(measured({"--calibration", "none"}));
}

INSTANTIATE_TEST_SUITE_P(
    ShippedPorts, AdviceTest,
    ::testing::Values(Shipped{"headphone-amp", "open,33"}, Shipped{"hybrid-interface", "open,33"},
                      Shipped{"laptop-combo", "open,33"}, Shipped{"line-dac", "open,33"},
                      Shipped{"load-sensing", "open,4.7k,600,300,100,33"},
                      Shipped{"load-sensing", "open,33"}, Shipped{"phone-dongle", "open,33"},
                      Shipped{"receiver-phones", "open,33"}, Shipped{"tube-otl", "open,33"}));

}  // namespace
}  // namespace ohmloop::cli
