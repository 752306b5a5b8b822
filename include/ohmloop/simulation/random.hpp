#pragma once

#include <array>
#include <cstdint>

namespace ohmloop::simulation {

/// xoshiro256++ (Blackman and Vigna, 2019), seeded through splitmix64. Streams of one seed and
/// different `stream` numbers are independent.
class Random {
  public:
    Random(std::uint64_t seed, std::uint64_t stream);
    [[nodiscard]] std::uint64_t bits() noexcept;
    /// In [0, 1).
    [[nodiscard]] double uniform() noexcept;
    /// In [-1, 1).
    [[nodiscard]] double symmetric() noexcept { return 2 * uniform() - 1; }
    /// Standard normal, by the ziggurat of Doornik (2005): exact in the tails.
    [[nodiscard]] double normal() noexcept;

  private:
    [[nodiscard]] double normal_edge(double u, unsigned layer) noexcept;
    [[nodiscard]] double normal_tail(bool negative) noexcept;
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace ohmloop::simulation
