#pragma once

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/published_port.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify_tests {

/// Which of the figures a verdict may see.
enum class Known { impedance, impedance_and_level, all };

/// A port, what it is sold as, and populations it had no part in.
struct LabelledPort {
    classify::PublishedPort port;
    std::string label;   ///< the column label_class
    std::string device;  ///< ports of one device are not independent
    classify::Settings settings;

    [[nodiscard]] bool is_line() const;
    [[nodiscard]] bool drives_headphones() const;
    /// What counts for it in the Brier score of "line".
    [[nodiscard]] double truth() const { return is_line() ? 1 : 0; }
    [[nodiscard]] bool is_named_by(result::PortClass named) const;
};

using LabelledPorts = std::vector<LabelledPort>;

/// Of each line "row,label,file" of FOLDER/folds.csv, which `scripts/port_populations
/// --leave-one-out FOLDER` writes: populations drawn without the port's device.
[[nodiscard]] LabelledPorts left_out_ports(const std::string& published, const std::string& folder);

/// Every row of a table, judged by the populations that are shipped.
[[nodiscard]] LabelledPorts ports_of(const std::string& table);

/// Those of which this much is published.
[[nodiscard]] LabelledPorts those_with(const LabelledPorts& ports, Known known);

/// What one view of a port led to.
struct Opinion {
    result::PortClass named = result::PortClass::undecided;
    double for_line = 0;
    double certainty = 0;  ///< of the likeliest of line, headphone or hybrid, other
    bool likeliest_is_right = false;
};

/// `decided_above` replaces the thresholds of the port's settings.
[[nodiscard]] Opinion opinion(const LabelledPort& port, Known known,
                              std::optional<double> decided_above = {});

}  // namespace ohmloop::classify_tests
