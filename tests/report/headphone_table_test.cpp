#include "report/headphone_table.hpp"

#include "report/paragraph.hpp"
#include "support/sample_result.hpp"

#include "ohmloop/report/classified_ports.hpp"
#include "ohmloop/report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ohmloop::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

result::HeadphoneFit fit() {
    result::HeadphoneFit one;
    one.name = "Acme Q 1";
    one.nominal_ohm = 300;
    one.impedance = "modelled";
    one.sensitivity = "measured";
    one.rating = "loud";
    one.clean_peak_spl_db = 107.14;
    one.spl_uncertainty_db = 3.0;
    one.power_mw = 6.74;
    one.headroom_over_85_db = 7.14;
    one.headroom_over_100_db = -7.86;
    one.damping = 2.5;
    one.response_change_db = 1.34;
    one.response_change_hz = 100;
    one.current_margin = 2.745;
    one.lower_bounds = {"current_margin"};
    return one;
}

TEST(HeadphoneTable, ShowsALineAHeadphone) {
    EXPECT_THAT(headphone_table({fit()}, 98),
                ElementsAre("          music       clean peak  power   damping  response        "
                            "current  over 85/100",
                            "Acme Q 1  92 dB loud  107 ± 3 dB  6.7 mW  2.5      1.3 dB, 100 Hz  ≥ "
                            "2.7 ×  +7 / -8 dB"));
}

TEST(HeadphoneTable, LeavesOutWhatNobodyKnowsAndWhatDoesNotFit) {
    auto unknown = fit();
    unknown.clean_peak_spl_db = unknown.headroom_over_85_db = unknown.power_mw = {};
    unknown.current_margin = {};
    EXPECT_THAT(headphone_table({unknown}, 98),
                ElementsAre("          damping  response", "Acme Q 1  2.5      1.3 dB, 100 Hz"));
    for (const std::size_t width : {40U, 60U, 72U, 80U})
        for (const std::string& line : headphone_table({fit(), unknown}, width))
            EXPECT_LE(columns(line), width);
    EXPECT_TRUE(headphone_table({}, 98).empty());
}

TEST(HeadphoneTable, MarksBounds) {
    auto bound = fit();
    bound.lower_bounds = {"clean_peak_spl_db", "rating", "damping"};
    bound.upper_bounds = {"response_change_db"};
    bound.response_change_hz = {};
    const auto line = headphone_table({bound}, 98)[1];
    EXPECT_THAT(line, HasSubstr("≥ 92 dB ≥ loud"));
    EXPECT_THAT(line, HasSubstr("≥ 2.5 "));
    EXPECT_THAT(line, HasSubstr("≤ 1.3 dB"));
}

TEST(HeadphoneTable, StandsInTheSummaryInPlaceOfItsSentences) {
    auto result = testing::sample_result();
    result.verdict->advice.push_back({"headphone", "Acme Q 1 does this and that.", {fit()}});
    std::ostringstream text;
    print_summary(text, result);
    EXPECT_THAT(text.str(), HasSubstr("no test to EN 50332"));
    EXPECT_THAT(text.str(), HasSubstr("  Acme Q 1  92 dB loud"));
    EXPECT_THAT(text.str(), Not(HasSubstr("this and that")));
}

TEST(HeadphoneTable, StandsBelowEachPortOfATable) {
    result::Verdict verdict;
    verdict.advice.push_back({"headphone", "sentence", {fit()}});
    std::ostringstream text;
    print_classified(text, std::vector<result::ClassifiedPort>{{"a", "A", verdict}, {"b", "B", {}}},
                     {});
    EXPECT_THAT(text.str(), HasSubstr("      Acme Q 1  92 dB loud"));
    EXPECT_THAT(text.str(), HasSubstr("no test to EN 50332"));
    EXPECT_THAT(text.str(), Not(HasSubstr("sentence")));
}

}  // namespace
}  // namespace ohmloop::report
