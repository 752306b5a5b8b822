#pragma once

#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"
#include "ohmloop/signal/wiring.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ohmloop::simulation {

using Wiring = signal::Wiring;

/// The highest level the port reaches across an open jack or any of the loads: its EMF at full
/// scale or its rails, whichever is lower (rms of a sine).
[[nodiscard]] Volts highest_level(const profiles::VirtualPort& port,
                                  const std::vector<profiles::Load>& loads);

/// The card's full scale; 1.2 x highest_level where the card leaves it open (0).
[[nodiscard]] Volts full_scale(const profiles::SimulatedCard& card,
                               const profiles::VirtualPort& port,
                               const std::vector<profiles::Load>& loads);

/// A virtual port, its loads and the analogue part of the card that records it, sample in, sample
/// out. The signal in is the port's digital signal (full scale = 1), the signal out what the
/// card's converter sees (full scale = 1; neither rounded nor clipped: the device adds converter,
/// latency and clock). Linear parts are matched to the closed circuit (source impedance within
/// 0.02 % + 0.2 mohm to 20 kHz), nonlinear parts run at 8 x rate. The same input and seed give
/// the same output for any cutting into blocks. No allocation after construction.
///
/// The EMF e of a straight port (full scale x volume x balance x polarity, by the load sensed)
/// bends to e + a2 e^2 + a3 e^3 with a2 = 2 h2 / A, a3 = 4 h3 / A^2, A = sqrt(2) harmonics_at:
/// H2/H1 = h2 and H3/H1 = h3 to first order there; then rails, then the current limit, which makes
/// the amplifier a current source. White noise (density, 4 k T R of the source at 300 K), flicker
/// and hum (second harmonic 10 dB, third 6 dB below) join after these, up to half the rate. A port
/// that mutes itself loses signal, white noise and flicker, not thermal noise and hum. With one
/// channel wired the other is open: the card's input alone.
class Bench {
  public:
    Bench(const profiles::VirtualPort& port, const profiles::SimulatedCard& card,
          const std::vector<profiles::Load>& loads, Wiring wiring, Hertz rate, std::uint64_t seed);
    ~Bench();
    Bench(Bench&&) noexcept;
    Bench& operator=(Bench&&) noexcept;

    /// Equal lengths, any size, 0 included.
    void process(std::span<const double> in_left, std::span<const double> in_right,
                 std::span<double> out_left, std::span<double> out_right) noexcept;

    /// Any thread; takes effect at the next block. Index into the loads given, which are the true
    /// ones (errors already drawn). Coupling capacitors recharge as the circuit says.
    void select_load(std::size_t index) noexcept;
    [[nodiscard]] std::size_t selected_load() const noexcept;

    /// From a sample in to its place in the output, a whole number of frames, the same for all
    /// loads and signals.
    [[nodiscard]] std::size_t delay_frames() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ohmloop::simulation
