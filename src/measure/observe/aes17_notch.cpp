#include "aes17_notch.hpp"

namespace ohmloop::measure {

dsp::PowerWeighting aes17_notch(double centre_hz) {
    constexpr double q = 2;
    return [centre_hz](double hz) {
        // Multiplied by x^2, for the sake of 0 Hz.
        const double square = hz * hz / (centre_hz * centre_hz);
        const double detuned = (square - 1) * (square - 1);
        return detuned / (detuned + square / (q * q));
    };
}

}  // namespace ohmloop::measure
