#pragma once

#include "classify/phrase.hpp"

#include "ohmloop/classify/jack_pair.hpp"

#include <array>
#include <vector>

namespace ohmloop::classify {

/// Whether two jacks hang on one output stage, and why.
struct StageComparison {
    result::Answer same = result::Answer::unknown;
    Phrase sentence;
};

/// One stage has one EMF, one limit and one noise, whatever resistor stands before each jack. They
/// are two where the intervals of either leave no room for that; where equality is merely possible,
/// it is one with reservations.
[[nodiscard]] StageComparison compare_stages(const std::array<Jack, 2>& jacks);

/// What the second jack costs in noise and distortion against the first, at equal levels, in
/// sentences with the figures beside them; one says why where nothing can be compared.
[[nodiscard]] std::vector<Phrase> cost_of(const Jack& first, const Jack& second);

}  // namespace ohmloop::classify
