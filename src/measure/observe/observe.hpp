#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/observations.hpp"
#include "ohmloop/signal/layout.hpp"

#include <span>

namespace ohmloop::measure {

/// One channel of a recording being observed.
struct ObservedChannel {
    std::span<const double> samples;
    const signal::Layout& layout;
    const Alignment& alignment;
    int channel = 0;  ///< output channel it answers: 0 left, 1 right
};

// Each reads one placed segment; segments that are not wholly inside the record read nothing.
void observe_tones(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);
void observe_ramp(const ObservedChannel& in, const signal::PlacedSegment& segment,
                  ChannelObservations& out);
void observe_noise(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);
void observe_sweep(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);

/// True for the near-silence of the noise measurement: one tone at -90 dBFS or below.
[[nodiscard]] bool is_near_silence(const signal::SegmentSpec& spec);

/// Power in the audio band of what remains when tones are out. Hum is power, but being a tone it
/// does not scatter: `bandwidth_hz` is such that 1/sqrt(bandwidth T) is the relative uncertainty
/// of the whole mean square.
struct ResidualPower {
    double mean_square = 0;
    double bandwidth_hz = 0;
    double seconds = 0;
    double hum_rms[2] = {0, 0};  ///< 50 and 60 Hz with harmonics to the fifth
    double hum_line_rms[2][5] = {};
};
[[nodiscard]] ResidualPower residual_power(std::span<const double> residual, Hertz rate);

/// 20 Hz to 20 kHz, or to 0.45 of a low rate.
struct AudioBand {
    double low_hz;
    double high_hz;
};
[[nodiscard]] AudioBand audio_band(Hertz rate);

}  // namespace ohmloop::measure
