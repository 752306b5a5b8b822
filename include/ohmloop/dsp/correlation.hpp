#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// A place where `pattern` stands in a record.
struct Match {
    double position = 0;  ///< frame of the pattern's first sample, interpolated
    double score = 0;     ///< |normalized correlation|, 0..1
    int polarity = 1;
};

/// Places where |normalized cross-correlation| is a local maximum above `least_score`, at least
/// `spacing` frames apart, best first. Sub-frame by band-limited interpolation of the correlation
/// (error below 0.01 frame at 20 dB SNR).
[[nodiscard]] std::vector<Match> find_pattern(std::span<const double> x,
                                              std::span<const double> pattern, double least_score,
                                              std::size_t spacing);

/// Normalized correlation of `pattern` with x at one whole-frame position, -1..1.
[[nodiscard]] double score_at(std::span<const double> x, std::span<const double> pattern,
                              std::size_t position);

}  // namespace ohmloop::dsp
