#include "ohmloop/dsp/band_noise.hpp"

#include <cmath>
#include <complex>

namespace ohmloop::dsp {

namespace {

double square(double x) { return x * x; }

/// The network of ITU-R BS.468-4 as a curve, j f / (h1 + j h2); the table of the recommendation,
/// interpolated, errs by up to 0.6 dB between its rows.
std::complex<double> network_468(double f) {
    const double s = square(f);
    const double h1 =
        ((-4.737338981378384e-24 * s + 2.043828333606125e-15) * s - 1.363894795463638e-7) * s + 1;
    const double h2 =
        ((1.306612257412824e-19 * s - 2.118150887518656e-11) * s + 5.559488023498642e-4) * f;
    return std::complex<double>(0, f) / std::complex<double>(h1, h2);
}

}  // namespace

double a_weighting_power(double frequency_hz) {
    // Pole frequencies and the gain at 1 kHz: IEC 61672-1 Annex E, unrounded.
    constexpr double f1 = 20.5989970576;
    constexpr double f2 = 107.6526486430;
    constexpr double f3 = 737.8622307363;
    constexpr double f4 = 12194.2171479980;
    static const double at_1_khz = std::pow(10.0, -1.99965554 / 20);
    const double s = square(frequency_hz);
    const double amplitude = square(f4) * square(s) /
                             ((s + square(f1)) * std::sqrt(s + square(f2)) *
                              std::sqrt(s + square(f3)) * (s + square(f4)));
    return square(amplitude / at_1_khz);
}

double ccir_rms_weighting_power(double frequency_hz) {
    static const double less = std::pow(10.0, -5.63 / 10);
    return less * std::norm(itu_468_response(frequency_hz));
}

std::complex<double> itu_468_response(double frequency_hz) {
    static const double at_1_khz = std::abs(network_468(1000));
    return network_468(frequency_hz) / at_1_khz;
}

}  // namespace ohmloop::dsp
