#pragma once

#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ohmloop::signal {

/// How the two output channels carry a segment: `opposite` is right = -left.
enum class Drive { both, left, right, opposite };

/// One steady sine; phase in radians at the segment's start, sine reference.
struct Tone {
    Hertz frequency;
    DbFs level;
    double phase = 0;
    bool operator==(const Tone&) const = default;
};

/// Steady sines at once.
struct Tones {
    std::vector<Tone> tones;
    bool operator==(const Tones&) const = default;
};

/// A sine whose level in dB rises linearly with time over the segment's steady part.
struct LevelRamp {
    Hertz frequency;
    DbFs from;
    DbFs to;
    bool operator==(const LevelRamp&) const = default;
};

/// A synchronized exponential sweep: sin(2 pi f1 L exp(t/L)) (Novak, Lotton, Simon, JAES 63(10),
/// 2015). f1 L is whole, rounded down, so that the sweep fits into the steady part; it begins with
/// that, lasts L ln(f2/f1), is faded in over its first octave and out at its end, and silence
/// follows.
struct LogSweep {
    Hertz start;
    Hertz stop;
    DbFs level;
    bool operator==(const LogSweep&) const = default;
};

/// A chirp word that marks a place and carries a number: see marker.hpp.
struct Marker {
    std::uint16_t number = 0;
    DbFs level{-20};  ///< of the chirps' peak
    bool operator==(const Marker&) const = default;
};

/// Digital zero.
struct Silence {
    bool operator==(const Silence&) const = default;
};

using Stimulus = std::variant<Tones, LevelRamp, LogSweep, Marker, Silence>;

/// What must be played: `settle` of the stimulus to be ignored, then `steady` to be analysed.
/// Raised-cosine fades of `fade` lie inside the settling (all of it when that is shorter) and after
/// the steady part. Sweeps and markers begin with the steady part, after silence. Equal specs are
/// played once.
struct SegmentSpec {
    Stimulus stimulus;
    Drive drive = Drive::both;
    Seconds settle;
    Seconds steady;
    Seconds fade{0.02};
    bool operator==(const SegmentSpec&) const = default;
};

/// L of a sweep in a steady part of this length: floor(f1 steady / ln(f2/f1)) / f1. The response
/// of harmonic n leads the fundamental's by L ln n.
[[nodiscard]] Seconds sweep_constant(const LogSweep& sweep, Seconds steady);
/// How long the sweep sounds: L ln(f2/f1), at most `steady`.
[[nodiscard]] Seconds sweep_duration(const LogSweep& sweep, Seconds steady);

}  // namespace ohmloop::signal
