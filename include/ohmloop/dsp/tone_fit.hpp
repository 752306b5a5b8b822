#pragma once

#include "ohmloop/units/quantity.hpp"

#include <complex>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// Least-squares fit of steady sines plus a straight line:
/// x[n] = line + sum Re(X_k exp(j 2 pi f_k n / rate)), n from the first sample of the span.
struct ToneFit {
    std::vector<double> frequency_hz;
    std::vector<std::complex<double>> phasor;  ///< peak amplitudes, cosine reference at n = 0
    double offset = 0;                         ///< of the line at the centre of the record
    double slope = 0;                          ///< of the line, per second
    double residual_rms = 0;                   ///< sqrt(sum r^2 / (N - parameters))
    std::size_t frames = 0;
    double rate_hz = 0;

    /// Standard uncertainty of |X_k| from white residual: residual_rms sqrt(2/N).
    [[nodiscard]] double amplitude_uncertainty() const;
};

/// Joint fit (IEEE 1057 three-parameter form, METHODS: normal equations with centred, scaled time;
/// QR below three periods of the lowest tone or of the closest spacing). Frequencies are distinct,
/// in (0, rate/2). Throws BrokenContract with fewer frames than twice the parameters.
[[nodiscard]] ToneFit fit_tones(std::span<const double> x, Hertz rate,
                                std::span<const double> frequencies_hz);

/// x minus the fitted model.
[[nodiscard]] std::vector<double> residual_of(std::span<const double> x, const ToneFit& fit);

/// One common scale for all frequencies: f_k (1 + eps), by Gauss-Newton from `eps` = start until
/// the step is below 1e-12 and a hundredth of its uncertainty (at most 8 steps). Standard
/// uncertainty from the white residual. The record's middle quarters go first, so that `start` may
/// be many turns off over the whole record; they count only where they differ from `start` by more
/// than 5 of their own uncertainties.
struct ScaleFit {
    double eps = 0;
    double eps_uncertainty = 0;
    ToneFit tones;  ///< at f_k (1 + eps)
};
[[nodiscard]] ScaleFit fit_scaled_tones(std::span<const double> x, Hertz rate,
                                        std::span<const double> frequencies_hz, double start = 0);

/// A sine of exponentially changing envelope: x[n] = line + Re(X exp((g + j 2 pi f) n / rate)),
/// harmonics 2..`highest_harmonic` fitted jointly with envelope exp(g t) too; those at or above
/// rate/2 are 0. At least four periods and twice as many frames as parameters.
struct RampFit {
    std::complex<double> fundamental;  ///< at the CENTRE of the span, peak, its phase there
    std::vector<std::complex<double>> harmonics;  ///< index 0 = second
    double residual_rms = 0;
};
[[nodiscard]] RampFit fit_ramp(std::span<const double> x, Hertz rate, double frequency_hz,
                               double growth_per_s, int highest_harmonic);

/// Frequency and complex amplitude of the strongest tone by a Hann-windowed interpolated DFT,
/// refined by the four-parameter fit; for recordings of unknown content. All 0 for silence and for
/// fewer than 64 frames.
struct StrongestTone {
    double frequency_hz = 0;
    double amplitude = 0;  ///< peak
    double share = 0;      ///< its power over the record's total power without DC, 0..1
};
[[nodiscard]] StrongestTone find_strongest_tone(std::span<const double> x, Hertz rate,
                                                Hertz above = Hertz(15));

}  // namespace ohmloop::dsp
