#include "support/allocation_counter.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ohmloop::testing {

TEST(AllocationCounter, CountsVectorsAndNothingElse) {
    const auto before = allocations_of_this_thread();
    std::vector<int> one;
    EXPECT_EQ(allocations_of_this_thread(), before);
    one.reserve(100);
    EXPECT_EQ(allocations_of_this_thread(), before + 1);
}

}  // namespace ohmloop::testing
