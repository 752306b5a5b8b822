#pragma once

#include "session/check_tone.hpp"

#include "ohmloop/profiles/load.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::session {

/// A load as one channel heard it, at two levels.
struct LoadReading {
    profiles::Load load;
    LevelReading quiet;
    LevelReading loud;
};

/// What one channel knows when a load has been asked for.
struct LoadHistory {
    std::vector<profiles::Load> loads;  ///< of the run
    std::vector<LoadReading> taken;     ///< those believed, in order; the first is never doubted
    std::optional<LoadReading> left;    ///< what was across the jack until now; `loud` counts
};

/// What the level says of a load that should be across the jack.
enum class LoadFault {
    none,
    unchanged,  ///< the level is what it was before
    missing,    ///< the level is the open jack's
    left_on,    ///< on the return: the level is another load's
    silent,     ///< nothing arrives any more
    shorted,    ///< falls by far more than what the other loads let expect
    another,    ///< acts like another resistance
    swapped     ///< with the load before it: each acts like the other
};

struct LoadJudgement {
    LoadFault fault = LoadFault::none;
    std::string other;         ///< the load whose level this is, where there is one
    double acts_like_ohm = 0;  ///< where it acts like a resistance
};

/// Judges a load from levels alone, so that a port that is well is not accused. A source need not
/// be one: a port may sense its load, limit its current, or couple through any capacitor. So
///  - a load that changes nothing is missed only where a few milliohm, less than any plug's
///    contacts, would have shown, or where other loads say what it should have done;
///  - a resistance is read only where the level is proportional and falls from the open jack's as
///    before other loads, for every phase their source may have; it must lie 5 % off beyond the
///    tolerances, and be another load's of the run or, beside two others, a drawer's neighbour:
///    anything else may be another EMF;
///  - below 5 % of the open level may lie a source of kilohms as well as a short: other loads tell.
[[nodiscard]] LoadJudgement judge_load(const LoadHistory& history, const LoadReading& now);

}  // namespace ohmloop::session
