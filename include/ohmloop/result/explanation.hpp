#pragma once

#include "ohmloop/result/figure.hpp"

#include <span>
#include <string_view>

namespace ohmloop::result {

/// How a quantity of the catalogue is measured, in sentences for people.
struct QuantityExplanation {
    std::string_view name;         ///< as in the catalogue
    std::string_view formula;      ///< plain text
    std::string_view conditions;   ///< what is played, and what must hold
    std::string_view uncertainty;  ///< what dominates it, the usual case first
};

/// What a doubt says, whence it comes and what to do: of the kind, where the doubt itself tells of
/// the case.
struct DoubtExplanation {
    std::string_view code;  ///< as in result files: input_clipped
    std::string_view sign;  ///< what was seen
    std::string_view cause;
    std::string_view remedy;
};

/// One for each quantity that this version measures.
[[nodiscard]] std::span<const QuantityExplanation> quantity_explanations();
/// nullptr where this version does not measure it, or it is none.
[[nodiscard]] const QuantityExplanation* find_explanation(std::string_view quantity);

/// One for each code that a result may hold.
[[nodiscard]] std::span<const DoubtExplanation> doubt_explanations();
/// Whether each can be looked up. A doubt of this version that cannot is a mistake.
[[nodiscard]] bool are_explained(std::span<const Doubt> doubts);
/// nullptr when unknown.
[[nodiscard]] const DoubtExplanation* find_doubt(std::string_view code);

}  // namespace ohmloop::result
