#include "measure/observe/rounding.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/measure/approach.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>
#include <span>

namespace ohmloop::measure {

namespace {

constexpr double clip_rail = 0.9998;
constexpr int highest_harmonic = 5;
/// What noise leaves of a tone exceeds k standard uncertainties in exp(-k^2 / 2) of all windows:
/// 4e-6, of which the loudest of a hundred is taken.
constexpr double heard_above = 5;
/// The harmonics' noise, taken together, exceeds this many standard uncertainties once in 10^6:
/// chi-square of four phasors, 42.7. METHODS' 6.9 x the mean in one line is once in 1000, too often
/// for a question asked at every step.
constexpr double harmonics_noise = 6.53;

/// Where the tone is strongest, it is steady.
std::size_t loudest_window(const std::vector<double>& x, double radians, std::size_t window) {
    const std::size_t hop = std::max<std::size_t>(1, window / 8);
    std::size_t best = 0;
    double most = -1;
    for (std::size_t first = 0; first + window <= x.size(); first += hop) {
        std::complex<double> sum = 0;
        const std::complex<double> turn = std::polar(1.0, -radians);
        std::complex<double> wheel = 1;
        for (std::size_t n = first; n < first + window; ++n, wheel *= turn) sum += x[n] * wheel;
        if (std::norm(sum) > most) {
            most = std::norm(sum);
            best = first;
        }
    }
    return best;
}

/// Rounding without dither errs by step / sqrt 12 rms at most, in step with the tone: all of it may
/// stand in one harmonic. Of the tone itself it takes or adds a tenth of a step from half a step of
/// amplitude on.
constexpr double rounding_in_harmonics = 0.41;  // sqrt(2 / 12)
constexpr double rounding_in_tone = 0.1;

struct ChannelStep {
    double amplitude = 0;
    double step = 0;             ///< of the converter
    double uncertainty = 0;      ///< standard, of every amplitude, from the residual
    double harmonics_power = 0;  ///< as found, noise included
    std::size_t harmonics = 0;
    bool heard = false;

    /// With the noise's share taken off, two variances a phasor; dB re fundamental.
    [[nodiscard]] double distortion_db() const {
        const double noise = 2 * static_cast<double>(harmonics) * uncertainty * uncertainty;
        return relative_db(std::sqrt(std::max(0.0, harmonics_power - noise)));
    }
    /// |D| >= |D + N| - |N|.
    [[nodiscard]] double least_distortion_db() const {
        return relative_db(std::sqrt(harmonics_power) - harmonics_noise * uncertainty -
                           rounding_in_harmonics * step);
    }
    [[nodiscard]] double relative_db(double harmonics_amplitude) const {
        return std::max(-200.0, 20 * std::log10(std::max(1e-20, harmonics_amplitude / amplitude)));
    }
};

ChannelStep read_channel(const std::vector<double>& x, Hertz rate, std::size_t window) {
    if (x.size() < window || window < 200) return {};
    const double radians = 2 * std::numbers::pi * reference_hz / rate.value();
    const auto first = loudest_window(x, radians, window);
    std::vector<double> frequencies;
    for (int n = 1; n <= highest_harmonic && n * reference_hz < 0.45 * rate.value(); ++n)
        frequencies.push_back(n * reference_hz);
    const auto fit = dsp::fit_tones(std::span(x).subspan(first, window), rate, frequencies);
    ChannelStep step;
    step.step = sample_step(x);
    step.amplitude = std::abs(fit.phasor.front());
    step.uncertainty = fit.amplitude_uncertainty();
    step.heard = step.amplitude > 1e-7 && step.amplitude > heard_above * step.uncertainty;
    step.harmonics = fit.phasor.size() - 1;
    for (std::size_t n = 1; n < fit.phasor.size(); ++n)
        step.harmonics_power += std::norm(fit.phasor[n]);
    return step;
}

/// Channels of one jack differ by less; what leaks from one to the other is less still.
constexpr double next_to_nothing = 0.05;

std::optional<int> missing_channel(const std::vector<ChannelStep>& channels) {
    if (channels.size() != 2) return std::nullopt;
    const int softer = channels[0].amplitude < channels[1].amplitude ? 0 : 1;
    const auto& soft = channels[static_cast<std::size_t>(softer)];
    const auto& loud = channels[static_cast<std::size_t>(1 - softer)];
    const double most = soft.amplitude + heard_above * soft.uncertainty;
    if (!loud.heard || most > next_to_nothing * loud.amplitude) return std::nullopt;
    return softer;
}

double peak_of(const signal::Recording& recording) {
    double peak = 0;
    for (const auto& x : recording.channels)
        for (const double sample : x) peak = std::max(peak, std::abs(sample));
    return peak;
}

}  // namespace

signal::Layout step_layout(signal::Rates rates, signal::Wiring wiring, DbFs level) {
    const signal::SegmentSpec spec{signal::Tones{{{Hertz(reference_hz), level, 0}}},
                                   common_drive(wiring), Seconds(0.04), Seconds(0.08),
                                   Seconds(0.02)};
    return signal::place(rates, {spec});
}

StepReading read_step(const signal::Recording& recording, const signal::Layout& layout) {
    StepReading reading;
    if (layout.segments.empty()) return reading;
    const auto& segment = layout.segments.front();
    const auto* tone = std::get_if<signal::Tones>(&segment.spec.stimulus);
    reading.level_dbfs = tone->tones.front().level.value();
    reading.peak = peak_of(recording);
    reading.input_clipped = reading.peak >= clip_rail;
    std::vector<ChannelStep> channels;
    ChannelStep loudest;
    for (const auto& x : recording.channels) {
        channels.push_back(read_channel(x, layout.rate, segment.steady_length * 3 / 4));
        if (channels.back().amplitude > loudest.amplitude) loudest = channels.back();
    }
    reading.heard = loudest.heard;
    if (!loudest.heard) return reading;
    reading.missing_channel = missing_channel(channels);
    reading.gain_db = level_of_peak(loudest.amplitude).value() - reading.level_dbfs;
    reading.relative_uncertainty =
        std::hypot(loudest.uncertainty, rounding_in_tone * loudest.step) / loudest.amplitude;
    reading.distortion_db = loudest.distortion_db();
    reading.least_distortion_db = loudest.least_distortion_db();
    return reading;
}

}  // namespace ohmloop::measure
