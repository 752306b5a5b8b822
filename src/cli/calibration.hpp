#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/result/result.hpp"

#include <functional>
#include <optional>

namespace ohmloop::cli {

/// The profile that --calibration names, none for "none"; without the option what `otherwise`
/// offers. Throws CalibrationError when the one named does not fit.
[[nodiscard]] std::optional<profiles::SoundCard> chosen_profile(
    const Options& options, const RecordingPlace& place,
    const std::function<std::optional<profiles::SoundCard>(const RecordingPlace&)>& otherwise);

/// What a result says of the profile it used.
[[nodiscard]] result::CalibrationUse use_of(const profiles::SoundCard& card);

}  // namespace ohmloop::cli
