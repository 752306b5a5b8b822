#pragma once

#include "ohmloop/signal/segment_spec.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// What the products of a pair of tones are told re.
enum class PairReference { upper, lower, sum };

/// Two tones at once whose intermodulation is read, as a standard has them.
struct TonePair {
    const char* quantity;  ///< of the catalogue
    double lower_hz = 0;
    double upper_hz = 0;
    double lower_share = 0.5;  ///< of the peak both together reach
    std::vector<double> products_hz;
    std::vector<double> others_hz;  ///< products that do not count, and are no noise either
    PairReference reference = PairReference::upper;
    /// The products of a curve of second and third order re the harmonics of a lone sine of the
    /// same peak, at most.
    double over_harmonics = 1;
};

/// SMPTE, CCIF and the modulation distortion of AES17.
[[nodiscard]] std::span<const TonePair> tone_pairs();
/// Null where the tones are none of them.
[[nodiscard]] const TonePair* find_tone_pair(const signal::Tones& tones);
/// Those below 0.45 of the rate.
[[nodiscard]] std::vector<double> products_in_band(const TonePair& pair, Hertz rate);

/// Tones so many that none is far from the next: no gain can be followed along one of them.
[[nodiscard]] bool is_multitone(const signal::Tones& tones);

}  // namespace ohmloop::measure
