#include "support/run_program.hpp"

#include "ohmloop/result/explanation.hpp"
#include "ohmloop/result/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

// What a result holds can be asked for by name.
namespace ohmloop {
namespace {

using ::testing::HasSubstr;
using testing::run_program;

TEST(Explain, TellsOfExactlyWhatIsMeasured) {
    // The plan that plays all there is: the others leave out the weak tone of the dynamic range.
    const auto ran = run_program(
        {"measure", "--simulate", "phone-dongle", "--plan", "full", "--quiet", "--json", "-"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto result = result::from_json(ran.out);
    std::set<std::string> measured;
    for (const auto& figure : result.figures) measured.insert(figure.key.quantity);
    for (const auto& curve : result.curves) measured.insert(curve.quantity);
    std::set<std::string> explained;
    for (const auto& row : result::quantity_explanations()) explained.emplace(row.name);
    EXPECT_EQ(explained, measured);
}

TEST(Explain, KnowsNamesAsPeopleWriteThem) {
    EXPECT_THAT(run_program({"explain", "THD+N"}).out, HasSubstr("thd_n"));
    EXPECT_THAT(run_program({"explain", "output impedance"}).out, HasSubstr("|Zo|"));
    EXPECT_THAT(run_program({"explain", "load-sensing"}).out, HasSubstr("EMF"));
    EXPECT_THAT(run_program({"explain"}).out, HasSubstr("max_level"));
    const auto wrong = run_program({"explain", "loadsensing"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("did you mean load_sensing"));
}

}  // namespace
}  // namespace ohmloop
