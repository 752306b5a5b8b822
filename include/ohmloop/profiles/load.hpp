#pragma once

#include "ohmloop/units/quantity.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// One load across the jack. `name` is as the user wrote it without its tolerance.
struct Load {
    std::string name;  ///< "open", "33", "4.7k"
    double resistance_ohm = std::numeric_limits<double>::infinity();
    double tolerance = 0;    ///< relative, rectangular half-width
    double contact_ohm = 0;  ///< declared contact and lead resistance in series
    double power_w = 0.25;
    /// Relative, standard: what the meter that measured its load box errs by, for all its loads
    /// alike.
    double scale_uncertainty = 0;

    [[nodiscard]] bool is_open() const {
        return resistance_ohm == std::numeric_limits<double>::infinity();
    }
    /// Siemens, contacts included; 0 of an open one.
    [[nodiscard]] double conductance() const { return 1 / (resistance_ohm + contact_ohm); }
};

/// "open,33" or "open,4.7k:0.1%,33:1%"; sorted from the lightest to the heaviest, duplicates
/// refused. `default_tolerance` applies where none is written. Throws SettingsError.
[[nodiscard]] std::vector<Load> parse_loads(std::string_view text, double default_tolerance);

struct LoadBox {
    std::string name;
    std::vector<Load> loads;
};

[[nodiscard]] LoadBox parse_load_box(std::string_view toml, const std::string& file);

}  // namespace ohmloop::profiles
