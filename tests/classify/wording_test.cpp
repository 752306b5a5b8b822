#include "classify/wording.hpp"

#include <gtest/gtest.h>

namespace ohmloop::classify {

TEST(wording, SaysAnImpedanceToTheDigitItsIntervalLeavesOpen) {
    // Two channels of one impedance, 2.18 and 2.226 kohm, each within 50 ohm: one thing.
    EXPECT_EQ(worded_ohms(Known{2180, 2180 - 49, 2180 + 49}), "2.2 kΩ");
    EXPECT_EQ(worded_ohms(Known{2226, 2226 - 51, 2226 + 51}), "2.2 kΩ");
    // 2.25 kohm within 45 ohm is no 2.3 kohm.
    EXPECT_EQ(worded_ohms(Known{2251, 2251 - 45, 2251 + 45}), "2.25 kΩ");
    // 20 ohm leave tens of ohms.
    EXPECT_EQ(worded_ohms(Known{2183, 2183 - 20, 2183 + 20}), "2.18 kΩ");
    EXPECT_EQ(worded_ohms(Known{0.9, 0.89996, 0.90004}), "0.900 Ω");
    EXPECT_EQ(worded_ohms(Known{0.913, 0.868, 0.958}), "0.913 Ω");
}

TEST(wording, LeavesWhatADataSheetStatesAsItIs) {
    // Within a factor of 1.2: known worse than it was written down.
    EXPECT_EQ(worded_ohms(Known{75, 75 / 1.2, 75 * 1.2}), "75 Ω");
    EXPECT_EQ(worded_ohms(Known{213, 213 / 1.2, 213 * 1.2}), "213 Ω");
}

}  // namespace ohmloop::classify
