#pragma once

#include "ohmloop/measure/monitor.hpp"

#include <cmath>

namespace ohmloop::cli {

inline measure::Reading measured(double db) { return {result::Kind::measured, db, 0.1}; }
inline measure::Reading below(double db) { return {result::Kind::upper_bound, db, 0}; }

/// On the left a tone of -20 dBFS, on the right one of -26.02 in hum; the clock 60 ppm fast.
inline measure::MonitorReading monitored_sound() {
    measure::MonitorReading reading;
    reading.heard_s = 12.34;
    for (int n = 0; n <= 60; ++n) reading.band_edges_hz.push_back(20 * std::pow(10, n / 20.0));
    for (const double amplitude : {0.1, 0.05}) {
        measure::MonitoredChannel channel;
        channel.level = {amplitude / std::sqrt(2), amplitude, 0.2, 0};
        channel.spectrum.assign(60, 1e-9);
        channel.second.emplace();
        channel.second->level = measured(20 * std::log10(amplitude));
        channel.second->noise = measured(-111.26);
        channel.second->tone.emplace();
        channel.second->tone->frequency_hz = 996.94;
        channel.second->tone->thd_n = measured(-91.24);
        reading.channels.push_back(channel);
    }
    auto& hum = reading.channels[1].second->hum.emplace();
    hum.mains_hz = 50;
    hum.level = measured(-53);
    hum.harmonics = {measured(-54), below(-120), measured(-60), below(-120), below(-120)};
    reading.clock = measure::ClockReading{60.123, 0.05};
    return reading;
}

}  // namespace ohmloop::cli
