#pragma once

#include "simulation/circuit.hpp"
#include "simulation/fir_fit.hpp"
#include "simulation/pair.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace ohmloop::simulation {

/// The closed circuit as a filter at the base rate: the coupling capacitor as a first-order
/// high-pass, everything else (exact response over that high-pass's) as a fitted FIR filter.
/// With equal circuits the lanes are sum and difference modes, where a shared return resistance
/// is a series resistance of 2 r_g and 0; with different ones the lanes are the channels and a
/// second FIR filter carries the crosstalk.
struct LoadResponse {
    bool modes = true;
    Pair input_gain{1, 1};  ///< of the high-pass: y = g (x - x1) + pole y1; g x where there is none
    Pair past_gain{0, 0};
    Pair pole{0, 0};
    std::vector<Pair> taps;
    std::vector<Pair> cross_taps;  ///< empty: no crosstalk outside the modes
};

[[nodiscard]] LoadResponse fit_load_response(const CircuitPair& circuit, double rate,
                                             const FirFit& fit);

/// Runs a LoadResponse; the response may be another one at every block.
class LoadFilter {
  public:
    LoadFilter(std::size_t taps, std::size_t max_frames);
    /// `e`: EMF of left, right; replaced by the node voltages, `taps / 2` frames later.
    void process(const LoadResponse& response, Pair* e, std::size_t n) noexcept;

  private:
    struct HighPass {
        Pair x1{};
        Pair y1{};
        Pair step(const LoadResponse& response, Pair x) noexcept;
    };
    std::size_t taps_;
    HighPass own_;
    HighPass other_;
    std::vector<Pair> past_;
    std::vector<Pair> cross_past_;
};

}  // namespace ohmloop::simulation
