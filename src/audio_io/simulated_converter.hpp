#pragma once

#include "ohmloop/signal/waveform.hpp"

#include <vector>

namespace ohmloop::audio_io {

/// The converter of the simulated card: rounds to `bits`, clips at full scale, gives the smallest
/// sample format that holds them.
struct SimulatedConverter {
    int bits = 24;

    void convert(std::vector<double>& channel) const;
    [[nodiscard]] signal::SampleFormat format() const;
    /// Of a step, re full scale.
    [[nodiscard]] double step() const;
};

}  // namespace ohmloop::audio_io
