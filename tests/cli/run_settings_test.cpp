#include "cli/run_settings.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

std::string volume_of(const std::string& text) {
    return read_volume(parse_command_line({"--volume", text}, {{"volume", "WHERE", ""}}));
}

TEST(RunSettings, SpellAVolumeInOneWay) {
    for (const char* full : {"max", "100", "100%", "100 %"}) EXPECT_EQ(volume_of(full), "max");
    EXPECT_EQ(volume_of("40%"), "40 %");
    EXPECT_EQ(volume_of("40"), "40 %");
    EXPECT_EQ(volume_of("fixed"), "fixed");
}

TEST(RunSettings, RefuseAVolumeBeyondTheScale) {
    const auto refusal = [](const char* text) {
        return ohmloop::testing::refusal<UsageError>([&] { return volume_of(text); });
    };
    EXPECT_THAT(refusal("101 %"), ::testing::HasSubstr("from 0 to 100"));
    EXPECT_THAT(refusal("loud"), ::testing::HasSubstr("'loud'"));
}

}  // namespace
}  // namespace ohmloop::cli
