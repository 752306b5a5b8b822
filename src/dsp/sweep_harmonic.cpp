#include "dsp/noise_density.hpp"
#include "dsp/swept_impulse.hpp"
#include "dsp/tone_table.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/sweep_response.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

using Complex = std::complex<double>;

constexpr double longest_side_s = 0.25;
constexpr double half_twelfth = 1.0293022366434921;  ///< 2^(1/24)

double as_double(std::size_t n) { return static_cast<double>(n); }
double square(double x) { return x * x; }
Complex unit(const Complex& z) { return z / std::abs(z); }

/// Half of the way to the orders before and after, at most `longest_side_s`; edges of half of each.
Gate gate_of_order(double order, double constant, double rate) {
    const auto frames = [&](double gap) {
        return static_cast<std::size_t>(
            std::lround(rate * std::min(longest_side_s, constant * std::log(gap) / 2)));
    };
    const auto lead = frames((order + 1) / order);
    const auto tail = frames(order / (order - 1));
    return {lead, tail, 0.5 * as_double(lead), 0.5 * as_double(tail)};
}

/// The linear response, ending before the second harmonic's.
Gate gate_of_linear(double constant, double rate) {
    const SweepGate usual;
    const double pre = std::min(usual.pre.value(), 0.8 * constant * std::numbers::ln2);
    const auto lead = static_cast<std::size_t>(std::lround(rate * pre));
    const auto tail = static_cast<std::size_t>(std::lround(rate * usual.post.value()));
    return {lead, tail, 0.4 * as_double(lead), 0.2 * as_double(tail)};
}

/// A gated response's spectrum, as if it did not lead by `lead` frames.
class GatedSpectrum {
  public:
    GatedSpectrum(const GatedResponse& response, double rate, double lead, std::size_t n)
        : response_(response),
          rate_(rate),
          width_(rate / as_double(n)),
          first_(as_double(response.gate.lead) - static_cast<double>(response.centre) - lead) {
        std::vector<double> padded(response.value);
        padded.resize(n);
        bins_ = real_fft(padded);
    }

    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] Complex bin(std::size_t k) const {
        return bins_[k] * turn(as_double(k) * width_, first_, rate_);
    }
    [[nodiscard]] Complex at(double f) const {
        return ToneTable(f, rate_).project(response_.value) * turn(f, first_, rate_);
    }

  private:
    const GatedResponse& response_;
    double rate_;
    double width_;
    double first_;
    Spectrum bins_;
};

/// Mean over a twelfth of an octave about f, turned back by the phase with which the linear
/// response passes there: what an input or a delay turns after a port has distorted.
Complex smoothed(const GatedSpectrum& harmonic, const GatedSpectrum& linear, double f) {
    const auto first = static_cast<std::size_t>(std::lround(f / half_twelfth / harmonic.width()));
    const auto last = static_cast<std::size_t>(std::lround(f * half_twelfth / harmonic.width()));
    Complex sum = 0;
    for (std::size_t k = first; k <= last; ++k)
        sum += harmonic.bin(k) * std::conj(unit(linear.bin(k)));
    return sum / as_double(last - first + 1);
}

/// `z` less what noise of the mean power `noise` adds to its own on average.
Complex without(double noise, const Complex& z) {
    return unit(z) * std::sqrt(std::max(0.0, std::norm(z) - noise));
}

/// A sweep's record, divided once for all orders.
class DividedSweep {
  public:
    DividedSweep(std::span<const double> recorded, std::span<const double> reference, Hertz rate,
                 double constant, int highest_order)
        : rate_(rate.value()),
          constant_(constant),
          linear_gate_(gate_of_linear(constant, rate_)),
          impulse_(recorded, reference, rate, padding_for(highest_order), SweepGate().stop,
                   SweepGate().pass),
          linear_(impulse_.cut(linear_gate_, 0)),
          density_(impulse_.unexplained(linear_), rate_,
                   linear_.window_frames / as_double(recorded.size())),
          padded_(fast_length(
              2 * std::max(linear_gate_.frames(), gate_of_order(2, constant, rate_).frames()))),
          passed_(linear_, rate_, 0, padded_) {}

    [[nodiscard]] SweepHarmonic read(const SweepOrder& asked) const {
        const double n = asked.order;
        const double lead = lead_of(n);
        const auto harmonic = impulse_.cut(gate_of_order(n, constant_, rate_),
                                           -static_cast<std::ptrdiff_t>(std::lround(lead)));
        const GatedSpectrum distorted(harmonic, rate_, lead, padded_);
        SweepHarmonic result;
        for (const double f : asked.frequencies_hz) {
            expects(n * f > 20 && n * f * half_twelfth < rate_ / 2,
                    "a sweep's harmonic is in its band");
            const double noise = noise_at(n * f, harmonic.window_frames);
            const Complex fundamental = passed_.at(f);
            const Complex turned =
                unit(passed_.at(n * f)) * std::pow(std::conj(unit(fundamental)), n);
            result.frequency_hz.push_back(f);
            result.ratio.push_back(without(noise, smoothed(distorted, passed_, n * f)) * turned /
                                   std::abs(fundamental));
            result.uncertainty.push_back(std::sqrt(noise / 2) / std::abs(fundamental));
        }
        return result;
    }

  private:
    /// Frames by which the response of an order leads the linear one.
    [[nodiscard]] double lead_of(double order) const { return constant_ * std::log(order) * rate_; }

    [[nodiscard]] std::size_t padding_for(int order) const {
        return static_cast<std::size_t>(lead_of(order)) +
               gate_of_order(2, constant_, rate_).frames() + linear_gate_.frames();
    }

    /// Both sides of the spectrum, as sums over frames, as of the response; and a mean of so many
    /// independent values.
    [[nodiscard]] double noise_at(double f, double window_frames) const {
        const double resolutions = f * (half_twelfth - 1 / half_twelfth) * window_frames / rate_;
        return density_.at(f) / 2 * window_frames * rate_ / square(impulse_.excitation(f)) /
               std::max(1.0, resolutions);
    }

    double rate_;
    double constant_;
    Gate linear_gate_;
    SweptImpulse impulse_;
    GatedResponse linear_;
    NoiseDensity density_;
    std::size_t padded_;
    GatedSpectrum passed_;
};

}  // namespace

std::vector<SweepHarmonic> sweep_harmonics(std::span<const double> recorded,
                                           std::span<const double> reference, Hertz rate,
                                           Seconds constant, std::span<const SweepOrder> asked) {
    int highest = 2;
    for (const auto& each : asked) {
        expects(each.order >= 2 && each.order <= 10,
                "a sweep's harmonics are of the orders 2 to 10");
        highest = std::max(highest, each.order);
    }
    const DividedSweep sweep(recorded, reference, rate, constant.value(), highest);
    std::vector<SweepHarmonic> found;
    for (const auto& each : asked) found.push_back(sweep.read(each));
    return found;
}

}  // namespace ohmloop::dsp
