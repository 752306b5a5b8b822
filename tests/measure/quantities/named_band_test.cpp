#include "measure/quantities/named_band.hpp"

#include <gtest/gtest.h>

namespace ohmloop::measure {
namespace {

TEST(NamedBand, EndsAtTwentyKilohertzOrBelowHalfTheRate) {
    EXPECT_EQ(band_key(audio_band(Hertz(48000))), "20-20000");
    EXPECT_EQ(band_text(audio_band(Hertz(48000))), "20 Hz-20 kHz");
    // 0.45 of the rate, where filters still pass.
    EXPECT_EQ(band_key(audio_band(Hertz(44100))), "20-19845");
    EXPECT_EQ(band_text(audio_band(Hertz(44100))), "20 Hz-19.845 kHz");
    EXPECT_EQ(band_text(audio_band(Hertz(32000))), "20 Hz-14.4 kHz");
}

}  // namespace
}  // namespace ohmloop::measure
