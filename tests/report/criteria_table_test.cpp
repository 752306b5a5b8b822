#include "report/criteria_table.hpp"

#include "report/paragraph.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::report {
namespace {

using ::testing::HasSubstr;

result::Criterion speaking(double ratio, double uncertainty, const char* points_to) {
    result::Criterion one{"impedance", true, "", points_to, std::abs(ratio)};
    one.log_likelihood_ratio = ratio;
    one.uncertainty = uncertainty;
    return one;
}

TEST(CriteriaTable, SaysOddsWithTheEndsOfTheirInterval) {
    // e^2.1 = 8.17, e^1.12 = 3.06, e^3.08 = 21.8
    EXPECT_EQ(odds_text(speaking(-2.1, 0.98, "headphone")), "headphone 8.2× (3.1-22)");
    EXPECT_EQ(odds_text(speaking(2.1, 0.98, "line")), "line 8.2× (3.1-22)");
    // e^5 = 148, e^2.5 = 12.2, e^7.5 = 1808
    EXPECT_EQ(odds_text(speaking(5, 2.5, "line")), "line 150× (12-1000)");
    EXPECT_EQ(odds_text(speaking(0.5, 0, "line")), "line 1.6×");
}

TEST(CriteriaTable, SaysWhatPointsElsewhereBySigns) {
    EXPECT_EQ(odds_text(speaking(-2.1, 0.98, "other")), "other ++");
    EXPECT_EQ(odds_text(speaking(0.1, 0.2, "")), "neutral");
    auto counted = speaking(0, 0, "");
    counted.counted_in = {"signal_level"};
    EXPECT_EQ(odds_text(counted), "counted above");
    counted.measured = false;
    EXPECT_EQ(odds_text(counted), "");
}

result::Verdict filled() {
    auto verdict = *testing::sample_result().verdict;
    for (auto& criterion : verdict.criteria) {
        criterion.this_port.text = "29.6 mW into 32 Ω";
        criterion.typical_line.text = "380 Ω-5.1 kΩ";
        criterion.typical_headphone.text = "1.6-250 Ω";
    }
    return verdict;
}

TEST(CriteriaTable, HoldsThePagesWidth) {
    for (const std::size_t page : {72U, 80U, 100U}) {
        const auto table = criteria_table(filled(), page);
        EXPECT_THAT(table.heading.front(), HasSubstr("this port"));
        for (const auto& line : table.heading) EXPECT_LE(columns(line), page) << line;
        for (const auto& line : table.rows) EXPECT_LE(columns(line), page) << line;
    }
    EXPECT_EQ(criteria_table(filled(), 100).rows.size(), 9U);
    EXPECT_EQ(criteria_table(filled(), 100).heading.size(), 1U);
}

TEST(CriteriaTable, BreaksNoWordWhereThePageHoldsThem) {
    for (const std::size_t page : {68U, 70U, 72U}) {
        std::string names;
        for (const auto& line : criteria_table(filled(), page).rows) {
            EXPECT_LE(columns(line), page) << line;
            names += line.substr(0, line.find(' ', 2)) + "\n";
        }
        EXPECT_THAT(names, HasSubstr("  amplification\n"));
        EXPECT_THAT(names, HasSubstr("  compatibility\n"));
    }
}

TEST(CriteriaTable, ColumnsStandBelowTheirHeading) {
    const auto table = criteria_table(filled(), 100);
    EXPECT_EQ(table.heading.front().find("this port"), table.rows.front().find("29.6 mW"));
}

TEST(CriteriaTable, SaysWhyARowIsEmpty) {
    const auto lines = criteria_table(filled(), 100).rows;
    EXPECT_THAT(lines, ::testing::Contains(::testing::ContainsRegex(
                           "^  volume control +not measured: the volume was not moved$")));
}

}  // namespace
}  // namespace ohmloop::report
