#pragma once

#include "ohmloop/result/estimate.hpp"

namespace ohmloop::measure {

/// Spectral lines read together, in noise that leaves `noise` in each on average (mean squares).
/// Of lines of power P the reading, over the noise of one, follows a noncentral chi-square
/// distribution: Rice's for one line.
struct LinesInNoise {
    double read = 0;
    double noise = 0;  ///< of one line
    int lines = 1;

    /// How often noise alone reads as much or more.
    [[nodiscard]] double chance() const;
    /// No more than noise may be, or what tells a line apart: among all those of a run hardly one
    /// that is noise passes for a line.
    [[nodiscard]] bool stand_out() const { return chance() < 1e-4; }
    /// 95 % interval of the lines' own power: readings as low, or as high, come of its ends in
    /// 2.5 % of cases. Of less than noise leaves on average nothing is learnt: its upper end stays
    /// that of such a reading.
    [[nodiscard]] result::Interval power() const;
};

}  // namespace ohmloop::measure
