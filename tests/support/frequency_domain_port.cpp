#include "support/frequency_domain_port.hpp"

#include "ohmloop/dsp/fft.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

namespace ohmloop::test {

namespace {

using Complex = std::complex<double>;
using Samples = std::vector<double>;
using Spectrum = std::vector<Complex>;
using std::numbers::pi;

/// Rounded as a 24-bit file holds it.
double as_in_file(double x) { return std::round(x * 8388608) / 8388608; }

Samples interpolated(const Samples& x, std::size_t factor) {
    auto bins = dsp::real_fft(x);
    bins.resize(x.size() * factor / 2 + 1, 0);
    auto fine = dsp::inverse_real_fft(bins, x.size() * factor);
    for (double& v : fine) v *= static_cast<double>(factor);
    return fine;
}

Samples decimated(const Samples& fine, std::size_t factor) {
    auto bins = dsp::real_fft(fine);
    const std::size_t n = fine.size() / factor;
    bins.resize(n / 2 + 1);
    bins.back() = 0;
    auto x = dsp::inverse_real_fft(bins, n);
    for (double& v : x) v /= static_cast<double>(factor);
    return x;
}

/// A static curve as what it adds to its input, and the size below which it adds nothing.
struct StaticCurve {
    std::function<double(double)> added;
    double silent_below = 0;
    std::size_t factor = 4;  ///< of interpolation: sharp corners need more than smooth bends
};

/// Applies the curve to x[first, last), which is faded to nothing at both ends where the curve
/// adds nothing, so that cutting it out does no harm.
void bend_part(Samples& x, std::size_t first, std::size_t last, const StaticCurve& curve) {
    constexpr std::size_t margin = 4096;
    const std::size_t begin = first > margin ? first - margin : 0;
    const std::size_t end = std::min(x.size(), last + margin);
    Samples piece(dsp::fast_length((end - begin + 1) / 2) * 2, 0.0);
    for (std::size_t n = begin; n < end; ++n) {
        const double to_edge = static_cast<double>(std::min(n - begin, end - 1 - n));
        const double fade = std::min(1.0, to_edge / (margin / 2));
        piece[n - begin] = x[n] * (0.5 - 0.5 * std::cos(pi * fade));
    }
    auto fine = interpolated(piece, curve.factor);
    for (double& v : fine) v = curve.added(v);
    const auto added = decimated(fine, curve.factor);
    for (std::size_t n = begin; n < end; ++n) x[n] += added[n - begin];
}

void bend(Samples& x, const StaticCurve& curve) {
    constexpr std::size_t join = 20000;
    std::size_t first = x.size();
    std::size_t last = 0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        if (std::abs(x[n]) < curve.silent_below) continue;
        if (first < x.size() && n > last + join) {
            bend_part(x, first, last + 1, curve);
            first = n;
        }
        first = std::min(first, n);
        last = n;
    }
    if (first < x.size()) bend_part(x, first, last + 1, curve);
}

/// Interpolation overshoots the samples: nothing below 0.8 of a limit can reach it.
StaticCurve hard_clip(double peak) {
    return {[peak](double v) { return std::clamp(v, -peak, peak) - v; }, 0.8 * peak, 16};
}

void distort(Samples& emf, const PortCircuit& port, const CardInput& card, double load_ohm) {
    const double peak = port.emf_v * std::numbers::sqrt2;
    if (port.second_harmonic != 0 || port.third_harmonic != 0) {
        const double a2 = 2 * port.second_harmonic / peak;
        const double a3 = 4 * port.third_harmonic / (peak * peak);
        bend(emf, {[=](double v) { return a2 * v * v + a3 * v * v * v; }, 1e-3 * peak});
    }
    if (port.saturation_peak_v > 0) {
        const double s = port.saturation_peak_v;
        bend(emf, {[s](double v) { return s * std::tanh(v / s) - v; }, 1e-3 * s});
    }
    if (port.rail_peak_v > 0) bend(emf, hard_clip(port.rail_peak_v));
    // Through resistances alone a current limit is a limit of the EMF that moves with the load.
    if (port.current_peak_a > 0)
        bend(emf, hard_clip(port.current_peak_a *
                            (port.resistance_ohm +
                             1 / ((load_ohm > 0 ? 1 / load_ohm : 0) + 1 / card.resistance_ohm))));
}

/// The record's spectrum read off at other instants, exactly: y[n] = x((n - start) / stretch) by
/// Bluestein's transform, in which the products kn become squares and the sum a convolution.
class Rescaler {
  public:
    Rescaler(std::size_t period, std::size_t frames, double stretch)
        : bins_(period / 2 + 1),
          frames_(frames),
          angle_(pi / (static_cast<double>(period) * stretch)),
          size_(dsp::fast_length(bins_ + frames)) {
        Samples re(size_, 0.0);
        Samples im(size_, 0.0);
        for (std::size_t n = 0; n < frames; ++n) put(re, im, n, n);
        for (std::size_t k = 1; k < bins_; ++k) put(re, im, size_ - k, k);
        chirp_re_ = dsp::real_fft(re);
        chirp_im_ = dsp::real_fft(im);
        most_ = std::min(bins_ - 1, static_cast<std::size_t>(static_cast<double>(period) * 0.5 *
                                                             std::min(1.0, stretch)));
    }

    [[nodiscard]] Samples at(const Spectrum& x, double start) const {
        Samples re(size_, 0.0);
        Samples im(size_, 0.0);
        for (std::size_t k = 0; k < most_; ++k) {
            const auto kd = static_cast<double>(k);
            const Complex a =
                x[k] * (k == 0 ? 1.0 : 2.0) * std::polar(1.0, angle_ * (kd * kd - 2 * kd * start));
            re[k] = a.real();
            im[k] = a.imag();
        }
        auto a = dsp::real_fft(re);
        auto b = dsp::real_fft(im);
        for (std::size_t k = 0; k < a.size(); ++k) {
            const Complex real = a[k] * chirp_re_[k] - b[k] * chirp_im_[k];
            b[k] = a[k] * chirp_im_[k] + b[k] * chirp_re_[k];
            a[k] = real;
        }
        re = dsp::inverse_real_fft(a, size_);
        im = dsp::inverse_real_fft(b, size_);
        Samples y(frames_);
        const double scale = 1 / static_cast<double>(2 * (bins_ - 1));
        for (std::size_t n = 0; n < frames_; ++n) {
            const auto nd = static_cast<double>(n);
            y[n] = scale * (Complex(re[n], im[n]) * std::polar(1.0, angle_ * nd * nd)).real();
        }
        return y;
    }

  private:
    void put(Samples& re, Samples& im, std::size_t place, std::size_t m) const {
        const auto md = static_cast<double>(m);
        re[place] = std::cos(angle_ * md * md);
        im[place] = -std::sin(angle_ * md * md);
    }

    std::size_t bins_;
    std::size_t frames_;
    double angle_;
    std::size_t size_;
    std::size_t most_ = 0;
    Spectrum chirp_re_;
    Spectrum chirp_im_;
};

/// The clock's offset moves linearly by `ppm` from the record's start to its end: the record read
/// again at displaced instants by a windowed sinc.
Samples wandering(const Samples& x, double ppm) {
    constexpr int reach = 32;
    const auto count = static_cast<double>(x.size());
    Samples y(x.size(), 0.0);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const auto nd = static_cast<double>(n);
        const double t = nd - 1e-6 * ppm * nd * (nd - count) / (2 * count);
        const auto nearest = static_cast<long>(std::lround(t));
        for (long m = nearest - reach; m <= nearest + reach; ++m) {
            if (m < 0 || m >= static_cast<long>(x.size())) continue;
            const double d = t - static_cast<double>(m);
            const double sinc = std::abs(d) < 1e-12 ? 1 : std::sin(pi * d) / (pi * d);
            const double window = std::pow(std::cos(pi * d / (2 * reach + 2)), 2);
            y[n] += x[static_cast<std::size_t>(m)] * sinc * window;
        }
    }
    return y;
}

/// Harmonic n of a sine of peak a has the amplitude h_n a^n: x + 2 h2 x^2 + 4 h3 x^3.
double bent(double x, const CardInput& card) {
    return x + x * x * (2 * card.second_harmonic + 4 * card.third_harmonic * x);
}

double converted(double x, int bits) {
    const double steps = std::ldexp(1, bits - 1);
    return std::clamp(std::round(x * steps), -steps, steps - 1) / steps;
}

/// The EMFs of both channels, in volts, zero-padded to the period.
std::array<Samples, 2> emfs(const signal::Waveform& stimulus, const PortCircuit& port,
                            const CardInput& card, const Capture& capture, std::size_t period,
                            std::mt19937_64& random) {
    std::array<Samples, 2> emf;
    std::normal_distribution<double> gauss(
        0, port.noise_density * std::sqrt(stimulus.rate.value() / 2));
    for (std::size_t c = 0; c < 2; ++c) {
        const double scale = port.emf_v * std::numbers::sqrt2 * (port.inverted ? -1 : 1) *
                             (c == 1 ? std::pow(10, port.balance_db / 20) : 1);
        emf[c].assign(period, 0.0);
        for (std::size_t n = 0; n < stimulus.frames(); ++n)
            emf[c][n] = scale * as_in_file(stimulus.channels[c][n]);
        distort(emf[c], port, card, capture.load_ohm);
        // A whole number of periods of the hum fits the record's period.
        const double seconds = static_cast<double>(period) / stimulus.rate.value();
        const double hum = 2 * pi * std::round(50 * seconds) / static_cast<double>(period);
        for (std::size_t n = 0; n < period; ++n) {
            if (port.noise_density > 0) emf[c][n] += gauss(random);
            if (port.hum_v > 0)
                emf[c][n] +=
                    port.hum_v * std::numbers::sqrt2 * std::sin(hum * static_cast<double>(n));
        }
    }
    return emf;
}

/// Volts at both inputs behind the card's coupling, as spectra.
std::array<Spectrum, 2> jack_spectra(const std::array<Samples, 2>& emf, const PortCircuit& port,
                                     const CardInput& card, double load_ohm, double rate) {
    std::array<Spectrum, 2> v{dsp::real_fft(emf[0]), dsp::real_fft(emf[1])};
    const auto period = static_cast<double>(emf[0].size());
    v[0][0] = v[1][0] = 0;
    for (std::size_t k = 1; k < v[0].size(); ++k) {
        const double hz = static_cast<double>(k) * rate / period;
        const auto jack = jack_transfer(port, card, load_ohm, hz);
        const Complex coupling = 1.0 / (1.0 + card.high_pass_hz / Complex(0, hz));
        const Complex left = v[0][k];
        const Complex right = v[1][k];
        v[0][k] = coupling * (jack.own * left + jack.cross * right);
        v[1][k] = coupling * (jack.own * right + jack.cross * left);
    }
    return v;
}

}  // namespace

std::complex<double> PortCircuit::source_impedance(double hz) const {
    const double w = 2 * pi * hz;
    return {resistance_ohm, w * inductance_h - (capacitance_f > 0 ? 1 / (w * capacitance_f) : 0)};
}

double CardInput::thd_db() const {
    const double ratio = std::hypot(second_harmonic, third_harmonic);
    return ratio > 0 ? 20 * std::log10(ratio) : -180;
}

JackTransfer jack_transfer(const PortCircuit& port, const CardInput& card, double load_ohm,
                           double hz) {
    const Complex y((load_ohm > 0 ? 1 / load_ohm : 0) + 1 / card.resistance_ohm,
                    2 * pi * hz * card.capacitance_f);
    // E1 = I1 (Z + 1/Y) + r (I1 + I2), E2 likewise: sums see r twice, differences not at all.
    const Complex loop = port.source_impedance(hz) + 1.0 / y;
    const Complex sum = 1.0 / (y * (loop + 2 * port.shared_ground_ohm));
    const Complex difference = 1.0 / (y * loop);
    return {(sum + difference) / 2.0, (sum - difference) / 2.0};
}

signal::Recording record(const signal::Waveform& stimulus, const PortCircuit& port,
                         const CardInput& card, const Capture& capture) {
    const double rate = stimulus.rate.value();
    const double stretch = 1 + 1e-6 * capture.clock_ppm;
    const double pad =
        std::max(0.0, capture.start_frames) + std::max(0.0, capture.tail_frames) + rate;
    const std::size_t period =
        2 * dsp::fast_length((stimulus.frames() + static_cast<std::size_t>(pad)) / 2 + 1);
    const auto frames = static_cast<std::size_t>(capture.start_frames +
                                                 static_cast<double>(stimulus.frames()) * stretch +
                                                 capture.tail_frames);
    std::mt19937_64 random(capture.seed);
    const auto emf = emfs(stimulus, port, card, capture, period, random);
    const auto volts = jack_spectra(emf, port, card, capture.load_ohm, rate);
    const Rescaler rescaler(period, frames, stretch);
    signal::Recording out;
    out.rate = stimulus.rate;
    out.format = card.bits == 16 ? signal::SampleFormat::int16 : signal::SampleFormat::int24;
    std::normal_distribution<double> gauss(0, card.noise_density * std::sqrt(rate / 2));
    for (std::size_t c = 0; c < (capture.mono ? 1U : 2U); ++c) {
        auto x = rescaler.at(volts[c], capture.start_frames);
        if (capture.wander_ppm != 0) x = wandering(x, capture.wander_ppm);
        for (double& v : x) {
            if (card.noise_density > 0) v += gauss(random);
            v = converted(bent(v / (card.full_scale_v * std::numbers::sqrt2), card), card.bits);
        }
        out.channels.push_back(std::move(x));
    }
    return out;
}

}  // namespace ohmloop::test
