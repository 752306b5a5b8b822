#pragma once

#include "simulation/current_limiter.hpp"
#include "simulation/half_band.hpp"
#include "simulation/pair.hpp"

#include <cstddef>
#include <vector>

namespace ohmloop::simulation {

/// What the amplifier does to the signal with one load across the jack. The bent EMF is
/// v + square v^2 + cube v^3 of the straight one, then clipped at `rail`.
struct DriveLaw {
    double scale = 1;   ///< volts peak of full scale
    double square = 0;  ///< 1/V
    double cube = 0;    ///< 1/V^2
    double rail = 0;    ///< volts peak; 0: none
    bool limits_current = false;
    LimiterStep limiter;     ///< in steps of 1 / (8 rate)
    LimiterStep quiet;       ///< the same in steps of 1 / rate
    double quiet_below = 0;  ///< digital peak below which the law is surely straight
};

/// Digital signal to EMF. The straight part is a plain delay at the base rate; what the law adds
/// to it is worked out at 8 x rate and brought down through the half-band filters. While the
/// signal is too small to bend, that is known to be nothing and not computed.
class Drive {
  public:
    explicit Drive(std::size_t max_frames);
    /// `out`: volts, delay() frames later.
    void process(const DriveLaw& law, const Pair* in, std::size_t n, Pair* out) noexcept;
    [[nodiscard]] std::size_t delay() const;
    /// Largest output of the interpolators for input within 1.
    [[nodiscard]] double overshoot() const { return overshoot_; }

  private:
    void add_bend(const DriveLaw& law, std::size_t begin, std::size_t end, Pair* out) noexcept;
    void stay_quiet(const DriveLaw& law, std::size_t begin, std::size_t end) noexcept;
    void interpolate(const Pair* in, std::size_t n) noexcept;
    void bend(const DriveLaw& law, std::size_t n) noexcept;
    [[nodiscard]] double measured_overshoot();

    Interpolator up_[3];
    Decimator down_[3];
    CurrentLimiter limiter_;
    std::vector<Pair> past_;  ///< input, delay() frames and the block
    std::vector<Pair> twice_;
    std::vector<Pair> four_;
    std::vector<Pair> eight_;
    std::size_t loud_left_ = 0;  ///< frames until the last loud sample has left every filter
    bool clear_ = true;
    double overshoot_ = 1;
};

}  // namespace ohmloop::simulation
