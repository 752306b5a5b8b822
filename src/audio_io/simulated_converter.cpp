#include "audio_io/simulated_converter.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::audio_io {

double SimulatedConverter::step() const { return std::ldexp(1.0, 1 - bits); }

void SimulatedConverter::convert(std::vector<double>& channel) const {
    const double scale = std::ldexp(1.0, bits - 1);
    for (double& v : channel) v = std::clamp(std::nearbyint(v * scale), -scale, scale - 1) / scale;
}

signal::SampleFormat SimulatedConverter::format() const {
    if (bits <= 16) return signal::SampleFormat::int16;
    return bits <= 24 ? signal::SampleFormat::int24 : signal::SampleFormat::int32;
}

}  // namespace ohmloop::audio_io
