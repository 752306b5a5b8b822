#pragma once

#include "ohmloop/classify/weighing.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"

#include <optional>
#include <string>

namespace ohmloop::cli {

// Settings by NAME or FILE, found where the interface says and parsed. All throw SettingsError.
[[nodiscard]] profiles::VirtualPort find_port(const std::string& name);
[[nodiscard]] profiles::Plan find_plan(const std::string& name);
[[nodiscard]] profiles::LoadBox find_load_box(const std::string& name);
[[nodiscard]] profiles::SimulatedCard find_simulated_card(const std::string& name);
[[nodiscard]] profiles::SoundCard find_sound_card(const std::string& name);
/// What verdicts are weighed by: populations of the user's or the machine's own, else those
/// compiled in.
[[nodiscard]] classify::Settings find_verdict_settings();

/// Whether a profile of that name is of a simulated card. Throws SettingsError.
[[nodiscard]] bool is_simulated_card_named(const std::string& name);

/// Whole days since the profile's date; none for a profile without a date.
[[nodiscard]] std::optional<int> age_days(const profiles::SoundCard& card);

/// Where a recording comes from, as far as a profile must fit it. Of a file only the rate is known.
struct RecordingPlace {
    std::optional<std::string> device;
    std::optional<std::string> host_api;
    Hertz rate;
};

/// Throws CalibrationError when the profile is another device's, another rate's or expired.
void require_fit(const profiles::SoundCard& card, const RecordingPlace& place);
/// The one profile of the user's that fits; none when none or several do. Throws SettingsError for
/// a profile that cannot be read: it may be the one.
[[nodiscard]] std::optional<profiles::SoundCard> fitting_sound_card(const RecordingPlace& place);

/// The folder of calibration/ that a KIND means to a user ("ports" are the simulated ones).
/// Throws UsageError for an unknown kind.
[[nodiscard]] std::string folder_of_kind(const std::string& kind);

}  // namespace ohmloop::cli
