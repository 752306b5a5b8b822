#pragma once

#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// How long and how loud the body is: quick, standard, full or a file.
struct Plan {
    std::string name;
    std::vector<std::vector<double>> impedance_tones_hz;  ///< one list a segment
    DbFs impedance_level{-30};                            ///< of each tone
    std::optional<DbFs> impedance_reference_level;        ///< of the 997 Hz tone; absent: the same
    Seconds impedance_time{1};
    std::vector<DbFs> tone_levels;  ///< 997 Hz, both channels: distortion
    Seconds tone_time{1};
    DbFs ramp_from{-42};          ///< of the fixed ramp of a stimulus file
    Seconds ramp_time{4.2};       ///< of the fixed ramp
    Seconds live_ramp_time{1.2};  ///< of the ramp the approach has placed
    Decibels live_ramp_span{12};
    Seconds noise_time{2};
    Seconds sweep_time{0};  ///< 0: no sweep
    DbFs sweep_level{-20};
    Seconds imd_time{0};                ///< of each pair of tones, and of many at once; 0: none
    Seconds multitone_time{0};          ///< of many tones in one channel, then the other; 0: none
    bool single_channel_drive = false;  ///< false: only a glance, beside impedance tones
};

[[nodiscard]] Plan parse_plan(std::string_view toml, const std::string& file);

}  // namespace ohmloop::profiles
