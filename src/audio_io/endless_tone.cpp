#include "ohmloop/audio_io/endless_tone.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::audio_io {

namespace {

constexpr double start_dbfs = -60;
constexpr double climb_db_a_second = 20;

}  // namespace

EndlessPlay climbing_tone(const PlayedTone& tone, Hertz rate) {
    const double hz = tone.frequency.value();
    const double level = tone.level.value();
    expects(std::trunc(hz) == hz && std::trunc(rate.value()) == rate.value(),
            "a second holds whole periods and frames");
    const auto second = static_cast<std::size_t>(rate.value());
    const double climb_s = std::max(0.0, (level - start_dbfs) / climb_db_a_second);
    const auto climb = static_cast<std::size_t>(std::ceil(climb_s * rate.value()));
    std::vector<double> channel(climb + second);
    for (std::size_t n = 0; n < channel.size(); ++n) {
        const double seconds = static_cast<double>(n) / rate.value();
        const double dbfs = std::min(level, start_dbfs + climb_db_a_second * seconds);
        const double turns = hz * static_cast<double>(n % second) / rate.value();
        channel[n] = std::pow(10, dbfs / 20) * std::sin(2 * std::numbers::pi * turns);
    }
    return {{rate, {channel, channel}}, climb};
}

}  // namespace ohmloop::audio_io
