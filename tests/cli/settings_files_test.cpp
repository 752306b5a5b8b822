#include "ohmloop/cli/settings_files.hpp"

#include "support/environment.hpp"
#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using ::testing::HasSubstr;

const std::string head = "kind = \"sound-card\"\nversion = 1\n";
const RecordingPlace place{"Mine", "ALSA", Hertz(48000)};

/// A home of its own, with profiles where a user keeps them.
class SoundCards : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {
  protected:
    void keep_profile(const std::string& name, const std::string& text) const {
        write("config/ohmloop/soundcards/" + name + ".toml", text);
    }

  private:
    ohmloop::testing::Environment config_{"XDG_CONFIG_HOME", path("config")};
    ohmloop::testing::Environment data_{"XDG_DATA_HOME", path("data")};
};

TEST_F(SoundCards, TheOneOfTheDeviceFits) {
    EXPECT_FALSE(fitting_sound_card(place)) << "built-in ones are for no device";
    keep_profile("other", head + "device = \"Other\"\n");
    EXPECT_FALSE(fitting_sound_card(place));
    keep_profile("mine", head + "device = \"Mine\"\n");
    const auto card = fitting_sound_card(place);
    ASSERT_TRUE(card);
    EXPECT_EQ(card->name, "mine");
    keep_profile("again", head + "device = \"Mine\"\n");
    EXPECT_FALSE(fitting_sound_card(place)) << "none of two";
}

TEST_F(SoundCards, OneThatCannotBeReadIsNamed) {
    keep_profile("mine", head + "device = \"Mine\"\nfull_scale = 2\n");
    try {
        static_cast<void>(fitting_sound_card(place));
        FAIL() << "an uncalibrated measurement where a calibrated one was meant";
    } catch (const profiles::SettingsError& error) {
        EXPECT_THAT(error.what(), HasSubstr("mine.toml, line 4"));
        EXPECT_THAT(error.what(), HasSubstr("full_scale_v"));
    }
}

TEST_F(SoundCards, OnesToSimulateWithArePassedOver) {
    keep_profile("bench", "kind = \"simulated-card\"\nversion = 1\nunknown_key = 2\n");
    EXPECT_FALSE(fitting_sound_card(place));
}

std::string misfit(const profiles::SoundCard& card, const RecordingPlace& where) {
    try {
        require_fit(card, where);
    } catch (const CalibrationError& error) {
        return error.what();
    }
    return "";
}

TEST_F(SoundCards, AreHeldAgainstWhatIsKnown) {
    profiles::SoundCard card;
    card.name = "mine";
    card.device = "Mine";
    card.host_api = "ALSA";
    card.rate_hz = 48000;
    EXPECT_EQ(misfit(card, place), "");
    EXPECT_THAT(misfit(card, {"Other", "ALSA", Hertz(48000)}), HasSubstr("'Mine', not 'Other'"));
    EXPECT_THAT(misfit(card, {"Mine", "JACK", Hertz(48000)}), HasSubstr("ALSA, not JACK"));
    const RecordingPlace file{{}, {}, Hertz(48000)};
    EXPECT_EQ(misfit(card, file), "") << "a file tells no device";
    EXPECT_THAT(misfit(card, {{}, {}, Hertz(96000)}), HasSubstr("48 kHz, not 96 kHz"));
    card.date = "2020-01-31";
    EXPECT_THAT(misfit(card, file), HasSubstr("days old and was valid for 365"));
}

}  // namespace
}  // namespace ohmloop::cli
