#include "ohmloop/units/expects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop {
namespace {

TEST(Expects, SaysNothingWhenThePreconditionHolds) { EXPECT_NO_THROW(expects(true, "anything")); }

TEST(Expects, NamesThePlaceAndThePrecondition) {
    try {
        expects(false, "at least one channel");
        FAIL() << "expects() let a broken precondition pass";
    } catch (const BrokenContract& broken) {
        EXPECT_THAT(broken.what(), ::testing::HasSubstr("expects_test.cpp"));
        EXPECT_THAT(broken.what(), ::testing::HasSubstr("at least one channel"));
    }
}

}  // namespace
}  // namespace ohmloop
