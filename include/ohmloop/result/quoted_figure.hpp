#pragma once

#include "ohmloop/result/figure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::result {

/// Taken from a figure of the result as it stands, computed from such, or a condition that was set:
/// a load, a nominal level.
enum class Origin { figure, computed, given };

/// Which figures: those of this quantity, channel and load.
struct FigureName {
    std::string quantity;
    std::optional<std::string> channel = {};
    std::optional<std::string> load = {};
    bool operator==(const FigureName&) const = default;
};

/// A number that a sentence of the verdict says.
struct QuotedFigure {
    std::string name;  ///< what it is: "level", "loading_loss", "source_resistance"
    double value = 0;
    std::string unit;                ///< V, A, W, ohm, F, Hz, dB, dBV, dB SPL, 1 (a ratio)
    std::optional<double> low = {};  ///< 95 % interval, as far as it is known
    std::optional<double> high = {};
    Kind kind = Kind::measured;           ///< measured, or a bound
    std::optional<double> load_ohm = {};  ///< what was or would be plugged in
    Origin origin = Origin::given;
    std::vector<FigureName> from = {};  ///< the figures it rests on
    std::string jack = {};  ///< of two: whose figure it is; empty: of one port, or of both jacks
};

}  // namespace ohmloop::result
