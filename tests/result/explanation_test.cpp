#include "ohmloop/result/explanation.hpp"

#include "ohmloop/result/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ohmloop::result {
namespace {

bool is_sentence(std::string_view text) {
    return !text.empty() && (text.ends_with('.') || text.find('=') != text.npos);
}

TEST(Explanation, IsOfQuantitiesOfTheCatalogueOnce) {
    std::set<std::string_view> names;
    for (const auto& row : quantity_explanations()) {
        EXPECT_NE(find_quantity(row.name), nullptr) << row.name;
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_FALSE(row.formula.empty()) << row.name;
        EXPECT_TRUE(is_sentence(row.conditions)) << row.name;
        EXPECT_TRUE(is_sentence(row.uncertainty)) << row.name;
        EXPECT_EQ(find_explanation(row.name), &row);
    }
    EXPECT_EQ(find_explanation("nothing"), nullptr);
}

TEST(Explanation, OfEachDoubtTellsSignCauseAndRemedy) {
    std::set<std::string_view> codes;
    for (const auto& row : doubt_explanations()) {
        EXPECT_TRUE(codes.insert(row.code).second) << row.code;
        for (const auto text : {row.sign, row.cause, row.remedy})
            EXPECT_TRUE(is_sentence(text)) << row.code;
        EXPECT_EQ(find_doubt(row.code), &row);
    }
    EXPECT_EQ(find_doubt("nothing"), nullptr);
}

TEST(Explanation, OfADoubtThatIsNoneIsMissed) {
    Doubt known;
    known.code = "hum";
    Doubt unknown;
    unknown.code = "humm";
    EXPECT_TRUE(are_explained(std::vector{known}));
    EXPECT_FALSE(are_explained(std::vector{known, unknown}));
}

}  // namespace
}  // namespace ohmloop::result
