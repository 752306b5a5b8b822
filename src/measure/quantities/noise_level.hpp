#pragma once

#include "jack_scale.hpp"
#include "noise_power.hpp"

#include <string>
#include <vector>

namespace ohmloop::measure {

/// What the recording itself may keep from a noise reading.
struct HiddenNoise {
    double density = 0;  ///< mean square per hertz, below which the record's steps show nothing
    bool gated = false;
};

/// Noise at the jack, the input's own taken off in power; a bound where it does not stand out of
/// the input's, is hidden, or the input's is not known. In V, or dBFS without volts.
[[nodiscard]] result::Figure noise_level(const result::FigureKey& key, const NoiseReading& reading,
                                         const HiddenNoise& hidden, const InputModel& input,
                                         const PassedNoise& passed);

/// Noise this weak is hidden by the record's steps, which the input's own does not dither.
[[nodiscard]] bool is_hidden(const HiddenNoise& hidden, const InputModel& input);

/// Noise of which the input's own makes up more than everything was recorded at another gain than
/// the profile's, or gated.
inline constexpr double least_of_own = 0.7;

/// Upper bound in the level's unit from a mean square on the record's scale.
[[nodiscard]] result::Figure noise_bound(const result::FigureKey& key, double mean_square,
                                         const JackScale& scale, std::string reason);

/// Terms of the amplitude, relative: half those of the power.
[[nodiscard]] std::vector<result::Term> relative_terms(const NoisePower& power);

}  // namespace ohmloop::measure
