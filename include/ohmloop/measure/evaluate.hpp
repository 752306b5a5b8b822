#pragma once

#include "ohmloop/measure/take.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/result/figure.hpp"
#include "ohmloop/result/manifest.hpp"
#include "ohmloop/signal/wiring.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// The THD that an input of which nobody declared one is taken to have at most: of some forty line
/// inputs with a published figure, from -73 to -117 dB, one in twenty is worse.
inline constexpr double undeclared_thd_db = -78;

/// Half-width of the match of an input's channels that nobody declared: a USB codec may be 5 % off.
inline constexpr double undeclared_match_db = 0.5;
/// From one channel of an undeclared input to the other, at most, to 1 kHz; 6 dB an octave above.
inline constexpr double undeclared_crosstalk_db = -70;

/// The recording input as far as it is known, in the form in which kept takes carry it; what is
/// unknown carries its whole range.
using InputModel = result::InputFigures;

/// 10-150 kohm and 50-500 pF where nothing is known; a profile's values where it has them.
[[nodiscard]] InputModel input_model(const std::optional<profiles::SoundCard>& card);

struct AnalysisSetup {
    InputModel input;
    signal::Wiring wiring = signal::Wiring::stereo;
    double contact_uncertainty_ohm = 0.010;  ///< change of contacts between takes, standard
    bool returned = false;                   ///< the last take repeats the first load
    bool one_clock = false;                  ///< played and recorded by one running stream
};

/// Figures, curves and doubts of one run.
struct Findings {
    std::vector<result::Figure> figures;
    std::vector<result::Curve> curves;
    std::vector<result::Doubt> doubts;
    bool supports_a_result = true;  ///< false: exit code 3
};

/// Every measurement of the catalogue that the takes allow.
[[nodiscard]] Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup);

}  // namespace ohmloop::measure
