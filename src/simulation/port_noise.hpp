#pragma once

#include "simulation/pair.hpp"

#include "ohmloop/profiles/virtual_port.hpp"
#include "ohmloop/simulation/random.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace ohmloop::simulation {

/// Pink noise of density 1 / sqrt(f): first-order low-passes at corners a factor four apart, each
/// weighted by one over the root of its corner, driven by one white noise. Within 1 % from 1 Hz
/// to rate / 200, within 4 % to rate / 12.
class PinkFilter {
  public:
    explicit PinkFilter(double rate);
    /// White noise of unit standard deviation in, density 1 V/sqrt(Hz) at 1 Hz out.
    [[nodiscard]] Pair step(Pair white) noexcept;
    /// Density at f of what step() gives, for the tests and for its own scale.
    [[nodiscard]] double density(double f) const;

  private:
    static constexpr std::size_t poles = 12;
    double rate_;
    std::array<double, poles> share_{};  ///< of the new input in each low-pass
    std::array<double, poles> weight_{};
    std::array<Pair, poles> state_{};
};

/// A sine at the mains frequency with its second harmonic 10 dB and its third 6 dB below.
class Hum {
  public:
    Hum(double volts_rms, double frequency, double rate);
    [[nodiscard]] double step() noexcept;

  private:
    struct Phasor {
        double cosine, sine, turn_cosine, turn_sine;
    };
    std::array<Phasor, 3> lines_{};
};

/// Standard deviations at the base rate of the port's noises, which depend on the load where the
/// port senses it.
struct NoiseLevels {
    double white = 0;    ///< of the amplifier: silent while the port is muted
    double thermal = 0;  ///< sqrt(4 k T R rate / 2) of the source resistance, T = 300 K
};

[[nodiscard]] NoiseLevels noise_levels(const profiles::VirtualPort& port, double source_ohm,
                                       double rate);

/// Adds white, thermal and flicker noise and hum to the EMF: white up to half the base rate, after
/// the rails and the current limit, which it never reaches.
class PortNoise {
  public:
    PortNoise(const profiles::VirtualPort& port, double rate, std::uint64_t seed);
    void process(const NoiseLevels& levels, const bool* muted, Pair* e, std::size_t n) noexcept;

  private:
    [[nodiscard]] Pair normal_pair(Random& random) noexcept;
    Random white_;
    Random pink_;
    PinkFilter filter_;
    Hum hum_;
    double flicker_ = 0;  ///< density at 1 Hz
    bool has_hum_;
};

}  // namespace ohmloop::simulation
