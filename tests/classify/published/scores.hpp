#pragma once

#include "classify/published/labelled_port.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace ohmloop::classify_tests {

struct Interval {
    double low = 0;
    double high = 0;
};

struct Share {
    std::size_t of = 0;
    std::size_t hits = 0;

    void count(bool hit) {
        ++of;
        hits += hit ? 1 : 0;
    }
    [[nodiscard]] double value() const {
        return of == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(of);
    }
    /// Wilson's, 95 %: what the share of infinitely many such ports may be.
    [[nodiscard]] Interval interval() const;
};

/// How often a class is named, and how often rightly where it is.
struct Ruling {
    Share decided;
    Share right;
};

[[nodiscard]] Ruling ruling(const LabelledPorts& ports, Known known,
                            std::optional<double> decided_above = {});

/// Given 0.5-0.6 ... 0.9-1.0, how often the likeliest class was right.
constexpr std::size_t bins = 5;
using Calibration = std::array<Share, bins>;
void add(const LabelledPorts& ports, Known known, Calibration& table);

/// One impedance, and how many of the ports on either side of it are line outputs.
struct Cut {
    double ohm = 0;
    double below = 0;
    double above = 0;

    [[nodiscard]] double for_line(double z) const { return z < ohm ? below : above; }
};

/// The cut of least squared error among these; each has an impedance.
[[nodiscard]] Cut best_cut(const LabelledPorts& ports);

/// Squared error of "line", a port each. The first is the verdict's; the others those of a cut:
/// chosen anew among `known` without each port's device, or given.
[[nodiscard]] std::vector<double> errors(const LabelledPorts& ports, Known known);
[[nodiscard]] std::vector<double> errors_of_left_out_cuts(const LabelledPorts& ports,
                                                          const LabelledPorts& known);
[[nodiscard]] std::vector<double> errors_of(const Cut& cut, const LabelledPorts& ports);

[[nodiscard]] double mean(std::span<const double> errors);

/// Of the mean, 95 %, by drawing as many devices with replacement, 4000 times from a fixed seed.
[[nodiscard]] Interval bootstrap(const LabelledPorts& ports, std::span<const double> errors);

}  // namespace ohmloop::classify_tests
