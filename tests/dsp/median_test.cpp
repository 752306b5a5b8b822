#include "ohmloop/dsp/median.hpp"

#include <gtest/gtest.h>

namespace ohmloop::dsp {

TEST(median, IsTheMiddleOfAnyOrder) {
    EXPECT_EQ(median({5, -1, 3}), 3);
    EXPECT_EQ(median({7}), 7);
    EXPECT_EQ(median({2, 2, 9, 2, 8}), 2);
}

TEST(median, IsTheUpperMiddleOfAnEvenNumberAndZeroOfNone) {
    EXPECT_EQ(median({4, 1, 3, 2}), 3);
    EXPECT_EQ(median({}), 0);
}

}  // namespace ohmloop::dsp
