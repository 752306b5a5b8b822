#include "measure/take/plays.hpp"

#include <gtest/gtest.h>

namespace ohmloop::measure {
namespace {

std::vector<FoundMarker> at(const std::vector<double>& positions) {
    std::vector<FoundMarker> markers;
    for (const double position : positions) markers.push_back({position, 1, 1, std::uint16_t{5}});
    return markers;
}

std::vector<double> starts(const std::vector<double>& positions) {
    std::vector<double> found;
    const auto markers = at(positions);
    for (const auto& play : whole_plays(markers, 1000, 0.001)) found.push_back(play.first.position);
    return found;
}

}  // namespace

TEST(plays, AreFoundInOrderOfTime) {
    EXPECT_EQ(starts({}), std::vector<double>{});
    EXPECT_EQ(starts({10}), std::vector<double>{});
    EXPECT_EQ(starts({10, 1010.5}), std::vector<double>{10});
    EXPECT_EQ(starts({10, 1012}), std::vector<double>{});
    EXPECT_EQ(starts({10, 1010, 3000, 4000}), (std::vector<double>{10, 3000}));
}

TEST(plays, AreWholeWhateverSurroundsThem) {
    EXPECT_EQ(starts({10, 400, 1400}), std::vector<double>{400});  // a broken one before
    EXPECT_EQ(starts({10, 1010, 2500}), std::vector<double>{10});  // and behind
    EXPECT_EQ(starts({10, 1010, 2010, 3010}), (std::vector<double>{10, 2010}));  // none inside
}

TEST(plays, TheNearestPairIsNearestInDistance) {
    EXPECT_FALSE(nearest_pair(at({10}), 1000));
    const auto pair = nearest_pair(at({10, 1110, 2200}), 1000);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->first.position, 1110);
    EXPECT_DOUBLE_EQ(pair->stretch, 1.09);
}

}  // namespace ohmloop::measure
