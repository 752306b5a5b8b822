#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/signal/layout.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// What one steady segment says about the clocks.
struct PilotReading {
    std::size_t segment = 0;
    double stimulus_frame = 0;  ///< centre of the steady part
    double frames_late = 0;     ///< of the tone against the alignment, modulo its period
    double period_frames = 0;
    double offset = 0;  ///< clock offset inside the segment itself, relative
    double offset_uncertainty = 0;
    double jump_frames = 0;        ///< largest step of the phase between neighbouring 10 ms blocks
    double usual_jump_frames = 0;  ///< median of those steps: noise and hum
    double gain_change_db = 0;     ///< level of the last third of the blocks re the first third
    double gain_scatter_db = 0;    ///< standard uncertainty of gain_change_db from the scatter
};

/// Reads every steady tone segment louder than -60 dBFS at its tone nearest 997 Hz, where the
/// channel carries a trace of it.
[[nodiscard]] std::vector<PilotReading> read_pilots(std::span<const double> x,
                                                    const signal::Layout& layout,
                                                    const Alignment& alignment, int channel);

}  // namespace ohmloop::measure
