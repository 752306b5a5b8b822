#pragma once

#include "ohmloop/measure/monitor.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// What a person is told of an input once, or needs to read its levels.
struct MonitoredInput {
    std::string name{};                 ///< what is heard; SIMULATED where it is
    std::optional<Volts> full_scale{};  ///< rms of a full-scale sine, where it is known
    Hertz played{997};                  ///< the tone that tells the clock's offset
    std::optional<DbFs> level{};        ///< of that tone, where it is played meanwhile
    Seconds steady_from{0};             ///< heard until then, it still climbs to that level
    Hertz rate{48000};
    std::string full_scale_source{};
};

/// "Scarlett 2i2 (ALSA)", "48 kHz", "playing 997 Hz at -20 dBFS", "full scale 1.200 V (datasheet)".
[[nodiscard]] std::vector<std::string> title_items(const MonitoredInput& input, double heard_s);

/// An amplitude or a ratio, 1 = 0 dB: "-20.01", "-inf" for none.
[[nodiscard]] std::string decibel_text(double ratio);
/// "-20.01 dBFS  99.9 mV", "silent".
[[nodiscard]] std::string level_text(const measure::LevelReading& level,
                                     const MonitoredInput& input);
/// "-98.3 dB", "< -98.3 dB", "-".
[[nodiscard]] std::string reading_text(const measure::Reading& reading, const char* unit);
[[nodiscard]] std::string tone_text(const measure::MonitoredChannel& channel);
[[nodiscard]] std::string distortion_text(const measure::MonitoredChannel& channel);
[[nodiscard]] std::string noise_text(const measure::MonitoredChannel& channel);
/// "50 Hz comb -53.0 dBFS", "none stands out".
[[nodiscard]] std::string hum_text(const measure::MonitoredChannel& channel);
/// Its five lines, the lowest first: "-54 < -120 -60 < -120 < -120".
[[nodiscard]] std::string comb_text(const measure::MonitoredChannel& channel);
[[nodiscard]] std::string clock_text(const measure::MonitorReading& reading,
                                     const MonitoredInput& input);
/// What went wrong with samples or before the converter: "2 gaps; left: ...", "none found; the host
/// reports 3"; empty: nothing.
[[nodiscard]] std::string trouble_text(const measure::MonitorReading& reading);

/// One update where there is no terminal: a line a channel, and one for both.
[[nodiscard]] std::vector<std::string> monitor_lines(const measure::MonitorReading& reading,
                                                     const MonitoredInput& input);

}  // namespace ohmloop::cli
