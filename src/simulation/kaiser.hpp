#pragma once

namespace ohmloop::simulation {

/// Kaiser's window, 1 at u = 0, 0 outside |u| <= 1.
[[nodiscard]] double kaiser(double u, double beta);
/// The beta for a stop band this far down (Kaiser 1974); attenuation above 50 dB.
[[nodiscard]] double kaiser_beta(double attenuation_db);

}  // namespace ohmloop::simulation
