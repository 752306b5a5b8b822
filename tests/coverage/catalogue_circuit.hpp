#pragma once

#include "ohmloop/result/verdict.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::test {

/// What a plain source of volts behind ohms may have besides.
struct Habits {
    std::optional<double> current_peak_ma = {};
    std::optional<double> rail_peak_v = {};
    std::optional<double> coupling_uf = {};
    double second_harmonic_percent = 0.0005;
    double harmonics_at_v = 2;
    double noise_density_nv = 50;
    /// EMF at loads of at least so many ohms, the lightest first, the last from 0; empty: alike.
    struct Group {
        double above_ohm;
        double emf_v;
    };
    std::vector<Group> sensed = {};
};

/// A port as a circuit, and how it is measured.
struct CatalogueCircuit {
    std::string name;
    double full_scale_v = 1;
    double ohm = 1;
    Habits habits = {};
    std::string loads = "open,33";

    /// As a file of `calibration/virtual-ports` has it.
    [[nodiscard]] std::string toml() const;
};

/// What it is built as, by the definitions of the classes with room to spare on every side, from
/// the circuit alone; `undecided` where two of them hold, nothing between the two.
[[nodiscard]] std::optional<result::PortClass> class_by_definition(const CatalogueCircuit& circuit);

/// From 0.05 to 15000 ohm: circuits away from boundaries, and circuits inside them.
[[nodiscard]] std::vector<CatalogueCircuit> circuits_away_from_boundaries();
[[nodiscard]] std::vector<CatalogueCircuit> circuits_inside_boundaries();

}  // namespace ohmloop::test
