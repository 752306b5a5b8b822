#pragma once

#include "ohmloop/measure/take.hpp"

#include <complex>
#include <string>
#include <vector>

namespace ohmloop::measure::test {

/// A take of one channel or two as if observed, so that evaluations can be fed by hand.
inline Take take_with(const std::string& name, double ohms, int order, int channels = 1) {
    Take take;
    take.load.name = name;
    if (ohms > 0) take.load.resistance_ohm = ohms;
    take.order = order;
    take.rate = Hertz(48000);
    for (int c = 0; c < channels; ++c) {
        ChannelObservations seen;
        seen.output_channel = c;
        seen.clip_level_dbfs = 1;
        take.observations.channels.push_back(seen);
    }
    return take;
}

inline TonesObservation tones_of(signal::Drive drive, double level_dbfs,
                                 const std::vector<double>& hz,
                                 const std::vector<std::complex<double>>& gains) {
    TonesObservation tones;
    tones.drive = drive;
    tones.seconds = 1;
    for (std::size_t k = 0; k < hz.size(); ++k)
        tones.tones.push_back({hz[k], level_dbfs, gains[k], 1e-6});
    return tones;
}

}  // namespace ohmloop::measure::test
