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

/// How a tone's phase and level move through a record beside its mean: sums of Legendre polynomials
/// of the degrees 1.. over the record, -1 to 1.
struct Wander {
    double frequency_hz = 0;    ///< to which the phase refers
    std::vector<double> phase;  ///< radians; the first is an offset of frequency
    std::vector<double> level;  ///< relative, the fundamental's
};

/// A tone, its harmonics below 0.48 of the rate, other steady lines and a straight line, fitted
/// together: the harmonics run at exactly n times the fundamental's phase, which wanders.
struct WanderFit {
    /// The fundamental, the harmonics, the lines, at their mean frequencies; phasors as those of
    /// tones that run at them.
    ToneFit tones;
    std::size_t harmonics = 0;  ///< how many of the tones are the fundamental and its harmonics
    double frequency_uncertainty_hz = 0;  ///< standard, from the white residual
    Wander wander;
    std::vector<double> residual;
};

/// Gauss-Newton from the phases of blocks, which may be turns away from a steady tone's, or from an
/// earlier fit's wander where that is given. `highest` >= 1; the lines are told apart from the
/// tone, from each other and from zero by a turn or more over the record.
[[nodiscard]] WanderFit fit_wandering_tone(std::span<const double> x, Hertz rate,
                                           double frequency_hz, int highest, std::size_t degree,
                                           std::span<const double> lines_hz = {},
                                           const Wander* start = nullptr);

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
