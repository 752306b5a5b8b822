#pragma once

#include "ohmloop/units/quantity.hpp"

#include <algorithm>

namespace ohmloop::signal {

/// The nominal rates at which a stimulus is recorded and played: one of them, unless two devices
/// have each their own.
struct Rates {
    // Implicit: one device is the usual case, and its rate says it all.
    constexpr Rates(Hertz both) : recorded(both), played(both) {}
    constexpr Rates(Hertz recorded_at, Hertz played_at)
        : recorded(recorded_at), played(played_at) {}

    Hertz recorded;
    Hertz played;

    /// What bounds the band that both carry.
    [[nodiscard]] constexpr Hertz slower() const { return std::min(recorded, played); }
    bool operator==(const Rates&) const = default;
};

}  // namespace ohmloop::signal
