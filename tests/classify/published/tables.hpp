#pragma once

#include "classify/published/scores.hpp"

#include <string>

namespace ohmloop::classify_tests {

/// Prints the curve of right against decided, the calibration and what was named wrongly.
/// What is returned is the ruling as shipped.
Ruling show(const char* title, const LabelledPorts& ports, Known known);

/// A Brier score with its interval, and by how much it is better than others of the same ports.
struct Rival {
    std::string name;
    std::vector<double> errors;
};
void compare(const char* title, const LabelledPorts& ports, const std::vector<double>& errors,
             const std::vector<Rival>& rivals);

/// Prints whether a goal is reached, and returns it.
bool reached(const std::string& goal, bool is_reached);

}  // namespace ohmloop::classify_tests
