#pragma once

#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ohmloop::signal {

/// What a device is asked to play: channels of equal length, full scale = 1.
struct Waveform {
    Hertz rate;
    std::vector<std::vector<double>> channels;

    [[nodiscard]] std::size_t frames() const {
        return channels.empty() ? 0 : channels.front().size();
    }
};

/// The number format in which a device or file delivered samples.
enum class SampleFormat { int16, int24, int32, float32, float64 };

/// What a device gave back: channels of equal length, full scale = 1. Integer samples stand as
/// n * 2^-(bits-1) and floats as they came, so that the device's own numbers can be restored.
struct Recording {
    Hertz rate;
    SampleFormat format = SampleFormat::float64;
    std::vector<std::vector<double>> channels;
    std::uint64_t frames_asked = 0;  ///< of the device; 0 for a file
    std::uint32_t overruns = 0;      ///< flags the host raised: hints, not proof
    std::uint32_t underruns = 0;

    [[nodiscard]] std::size_t frames() const {
        return channels.empty() ? 0 : channels.front().size();
    }
};

}  // namespace ohmloop::signal
