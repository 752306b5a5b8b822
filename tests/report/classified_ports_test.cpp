#include "ohmloop/report/classified_ports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ohmloop::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<result::ClassifiedPort> two_ports() {
    result::ClassifiedPort line{"a", "Maker \"Player\", line out", {}};
    line.verdict.port_class = result::PortClass::line;
    line.verdict.probabilities = {
        {"line", 0.9}, {"headphone", 0.097}, {"hybrid", 0.003}, {"other", 0}};
    line.verdict.criteria = {{"signal_level", true, "", "line", 0.5},
                             {"impedance", true, "", "line", 3.5},
                             {"noise_level", true, "", "", 0}};
    line.verdict.summary = "=HYPERLINK()";
    result::ClassifiedPort open{"b", "", {}};
    open.verdict.summary = "Undecided: nothing was measured.";
    return {line, open};
}

TEST(classified_ports, TellsTheOddsAndWhatDecides) {
    std::ostringstream text;
    print_classified(text, two_ports());
    EXPECT_THAT(text.str(), HasSubstr("line 90 %, headphone 10 %; impedance +++ line, signal level "
                                      "+ line"));
    EXPECT_THAT(text.str(), Not(HasSubstr("hybrid 0 %")));
    EXPECT_THAT(text.str(), HasSubstr("Undecided: nothing was measured."));
    EXPECT_THAT(text.str(), ::testing::EndsWith("2 ports: 1 line, 1 undecided\n"));
}

TEST(classified_ports, QuotesWhatATableWouldTakeApart) {
    std::ostringstream csv;
    print_classified_csv(csv, two_ports());
    EXPECT_THAT(csv.str(), HasSubstr("\na,\"Maker \"\"Player\"\", line out\",line,0.9000,0.0970,"));
    EXPECT_THAT(csv.str(), HasSubstr("impedance +++ line; signal level + line, =HYPERLINK(),\n"));
}

}  // namespace
}  // namespace ohmloop::report
