#pragma once

#include "ohmloop/cli/options.hpp"
#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/result/result.hpp"

#include <optional>
#include <string>

namespace ohmloop::cli {

/// Relative half-widths assumed for figures from a data sheet that come without a tolerance.
struct InputTolerances {
    double resistance = 0.05;
    double capacitance = 0.20;
    double full_scale = 0.05;
};
/// Simulated inputs are what they are said to be.
inline constexpr InputTolerances exact_input{0, 0, 0};

/// What is known of the recording input, and where from.
struct InputKnowledge {
    std::optional<profiles::SoundCard> card;  ///< profile overridden by the command line
    std::string source;                       ///< "profile NAME, command line", "assumed"

    [[nodiscard]] measure::InputModel model() const { return measure::input_model(card); }
    [[nodiscard]] result::InputSetup setup() const;
};

/// `profile`: the one that applies, if any; --input-impedance and --input-full-scale override it.
[[nodiscard]] InputKnowledge read_input(const Options& options,
                                        std::optional<profiles::SoundCard> profile,
                                        const InputTolerances& otherwise);

}  // namespace ohmloop::cli
