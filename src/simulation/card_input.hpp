#pragma once

#include "simulation/half_band.hpp"
#include "simulation/pair.hpp"

#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/simulation/random.hpp"

#include <cstddef>
#include <vector>

namespace ohmloop::simulation {

/// The card from its jack to its converter: volts in, full scale = 1 out (peak of a sine of
/// full_scale rms). First-order AC coupling, then y + 2 h2 y^2 + 4 h3 y^3 (h2, h3 = H2/H1, H3/H1
/// at full scale, to first order) at twice the rate, which a cubic needs and no more, then white
/// noise.
class CardInput {
  public:
    CardInput(const profiles::SimulatedCard& card, double full_scale_v, double rate,
              std::uint64_t seed, std::size_t max_frames);
    void process(Pair* v, std::size_t n) noexcept;
    [[nodiscard]] std::size_t delay() const { return bends_ ? 2 * up_.delay() : 0; }

  private:
    void couple(Pair* y, std::size_t n) noexcept;
    void bend(Pair* y, std::size_t n) noexcept;

    double per_volt_;
    double pass_gain_;  ///< of the AC coupling
    double pole_;
    double square_;
    double cube_;
    bool bends_;
    double noise_;  ///< standard deviation
    Random random_;
    Interpolator up_;
    Decimator down_;
    std::vector<Pair> twice_;
    std::vector<Pair> straight_;  ///< input of the bend, delayed
    Pair x1_{};
    Pair y1_{};
};

}  // namespace ohmloop::simulation
