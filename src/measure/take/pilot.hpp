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
    /// Largest change of the phase over two neighbouring blocks of 10 ms (or what its course and
    /// that of the segment's other tones differ by), and its median: noise, hum and wander.
    double jump_frames = 0;
    double usual_jump_frames = 0;
    /// Rms of the blocks' places about a straight line, less what additive noise and hum put there,
    /// which move the level as much as the phase; 0 where they explain it.
    double wander_s = 0;
    double gain_change_db = 0;   ///< level of the last third of the blocks re the first third
    double gain_scatter_db = 0;  ///< standard uncertainty of gain_change_db from the scatter

    /// A step that stands out of the others: samples lost or repeated.
    [[nodiscard]] bool jumps() const;
};

/// Reads every steady tone segment louder than -60 dBFS at its tone nearest 997 Hz, where the
/// channel carries a trace of it.
[[nodiscard]] std::vector<PilotReading> read_pilots(std::span<const double> x,
                                                    const signal::Layout& layout,
                                                    const Alignment& alignment, int channel);

}  // namespace ohmloop::measure
