#include "ohmloop/report/explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ohmloop::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string explained(const std::string& name, std::size_t columns = 100) {
    std::ostringstream out;
    EXPECT_TRUE(print_explanation(out, name, columns)) << name;
    return out.str();
}

TEST(ExplanationText, OfAQuantityHoldsDefinitionFormulaAndStandard) {
    const auto text = explained("thd_n");
    for (const char* part : {"THD+N (thd_n", "what it is", "unit", "formula", "conditions",
                             "uncertainty", "AES17-2015, 6.3.1"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(ExplanationText, SaysWhatThisVersionDoesNotMeasure) {
    EXPECT_THAT(explained("gain"), HasSubstr("not by this version"));
    EXPECT_THAT(explained("gain"), Not(HasSubstr("formula")));
}

TEST(ExplanationText, OfANameThatIsQuantityAndDoubtHoldsBoth) {
    const auto text = explained("hum");
    EXPECT_THAT(text, HasSubstr("Hum (hum)"));
    EXPECT_THAT(text, HasSubstr("The doubt hum"));
}

TEST(ExplanationText, FitsThePage) {
    for (const std::size_t columns : {40U, 80U, 100U})
        for (const auto& name : explained_names()) {
            std::istringstream lines(explained(name, columns));
            for (std::string line; std::getline(lines, line);)
                EXPECT_LE(line.size(), columns) << name << ": " << line;
        }
}

TEST(ExplanationText, OfNothingWritesNothing) {
    std::ostringstream out;
    EXPECT_FALSE(print_explanation(out, "thd+n+x", 80));
    EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace ohmloop::report
