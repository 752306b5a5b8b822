#pragma once

#include "ohmloop/signal/waveform.hpp"

namespace ohmloop::audio_io {

/// Between samples as Ohmloop has them (double, full scale = 1) and as libsndfile takes them: int
/// for every integer format, left-justified in 32 bits, so exact in a double both ways.
[[nodiscard]] inline double full_scale_one(int sample) { return sample * 0x1p-31; }
[[nodiscard]] inline double full_scale_one(float sample) { return static_cast<double>(sample); }
[[nodiscard]] inline double full_scale_one(double sample) { return sample; }

/// Rounded to the format's bits and clamped here: libsndfile's own conversion scales by
/// 2^(bits-1)-1 and wraps above full scale.
template <class Sample>
[[nodiscard]] Sample stored(double x, signal::SampleFormat format);
template <>
[[nodiscard]] int stored<int>(double x, signal::SampleFormat format);
template <>
[[nodiscard]] float stored<float>(double x, signal::SampleFormat format);
template <>
[[nodiscard]] double stored<double>(double x, signal::SampleFormat format);

/// The samples a reader of the written file will get.
[[nodiscard]] signal::Recording as_stored(const signal::Recording& samples);

}  // namespace ohmloop::audio_io
