#include "audio_io/stored_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmloop::audio_io {

using signal::Recording;
using signal::SampleFormat;

namespace {

int bits_of(SampleFormat format) {
    return format == SampleFormat::int16 ? 16 : format == SampleFormat::int24 ? 24 : 32;
}

template <class Sample>
Recording as_stored_in(const Recording& samples) {
    Recording result = samples;
    for (auto& channel : result.channels) {
        for (double& x : channel) x = full_scale_one(stored<Sample>(x, samples.format));
    }
    return result;
}

}  // namespace

template <>
int stored<int>(double x, SampleFormat format) {
    const int bits = bits_of(format);
    const double steps = std::ldexp(1.0, bits - 1);
    const double rounded = std::clamp(std::nearbyint(x * steps), -steps, steps - 1);
    return static_cast<int>(std::ldexp(rounded, 32 - bits));
}

template <>
float stored<float>(double x, SampleFormat) {
    constexpr double largest = std::numeric_limits<float>::max();
    return static_cast<float>(std::clamp(x, -largest, largest));
}

template <>
double stored<double>(double x, SampleFormat) {
    return x;
}

Recording as_stored(const Recording& samples) {
    switch (samples.format) {
        case SampleFormat::float32:
            return as_stored_in<float>(samples);
        case SampleFormat::float64:
            return samples;
        default:
            return as_stored_in<int>(samples);
    }
}

}  // namespace ohmloop::audio_io
