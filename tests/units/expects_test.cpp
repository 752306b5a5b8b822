#include "ohmloop/units/expects.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop {
namespace {

TEST(Expects, SaysNothingWhenThePreconditionHolds) { EXPECT_NO_THROW(expects(true, "anything")); }

TEST(Expects, NamesThePlaceAndThePrecondition) {
    const auto sentence =
        ohmloop::testing::refusal<BrokenContract>([] { expects(false, "at least one channel"); });
    EXPECT_THAT(sentence, ::testing::HasSubstr("expects_test.cpp"));
    EXPECT_THAT(sentence, ::testing::HasSubstr("at least one channel"));
}

}  // namespace
}  // namespace ohmloop
