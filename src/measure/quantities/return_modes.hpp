#pragma once

#include "channel_pair.hpp"

#include <array>
#include <complex>
#include <vector>

namespace ohmloop::measure {

/// The resistance of the return that both channels share, as one way of driving them shows it.
struct ReturnReading {
    std::complex<double> ohm;  ///< a resistance's is real
    double noise_ohm = 0;      ///< standard
    /// Half-width: what couples into a silent channel's leads meets Zo open, Zo R / (Zo + R)
    /// loaded.
    double coupled_ohm = 0;
};

/// Of both channels with one load, S = Zo + R, all re the same drives without load: what the port
/// and the input couple of themselves comes off.
struct ReturnModes {
    /// A silent channel's share c of the other, which plays alone: r = -c S / (1 + c).
    std::vector<ReturnReading> silent;
    /// How much less current a channel drives alone, or in phase with the other, than against it.
    std::vector<ReturnReading> alone;
    std::vector<ReturnReading> in_phase;
};

/// `sources`: each channel's impedance at 997 Hz with opposite drive.
[[nodiscard]] ReturnModes return_modes(const ChannelPair& open, const ChannelPair& loaded,
                                       const std::array<std::complex<double>, 2>& sources,
                                       const InputModel& input);

}  // namespace ohmloop::measure
