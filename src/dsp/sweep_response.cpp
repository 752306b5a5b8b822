#include "ohmloop/dsp/sweep_response.hpp"

#include "dsp/noise_density.hpp"
#include "dsp/tone_table.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::dsp {

namespace {

using Spectrum = std::vector<std::complex<double>>;

double as_double(std::size_t n) { return static_cast<double>(n); }

/// An impulse response cut out around time 0: value[i] stands at frame i - lead.
struct GatedResponse {
    std::vector<double> value;
    std::size_t lead = 0;
    double window_frames = 0;  ///< sum of the gate's squares
};

/// 0 to 1 over `edge`, half a cosine, for a distance from the gate's outer end.
double edge_gain(double distance, double edge) {
    if (distance >= edge) return 1;
    return 0.5 * (1 - std::cos(std::numbers::pi * distance / edge));
}

/// Edges: two fifths of `pre`, where harmonics end, a fifth of `post`.
struct Gate {
    std::size_t lead;
    std::size_t tail;
    double lead_edge;
    double tail_edge;

    Gate(const SweepGate& gate, double rate)
        : lead(static_cast<std::size_t>(std::lround(gate.pre.value() * rate))),
          tail(static_cast<std::size_t>(std::lround(gate.post.value() * rate))),
          lead_edge(0.4 * as_double(lead)),
          tail_edge(0.2 * as_double(tail)) {}

    [[nodiscard]] double gain(std::size_t i) const {
        const double from_start = as_double(i) + 0.5;
        const double from_end = as_double(lead + tail - i) - 0.5;
        return edge_gain(from_start, lead_edge) * edge_gain(from_end, tail_edge);
    }
};

Spectrum padded_fft(std::span<const double> x, std::size_t n) {
    std::vector<double> padded(x.begin(), x.end());
    padded.resize(n);
    return real_fft(padded);
}

/// 0 below `stop`, 1 above `pass`, half a cosine between: offset, drift and what a rectifying port
/// shifts lie below, where the sweep has almost nothing to divide by. The transition is wide, so
/// that its ringing dies inside the gate; a narrow one is what spoils responses windowed from t =
/// 0.
double low_weight(double f, const SweepGate& gate) {
    const double stop = gate.stop.value();
    return edge_gain(f - stop, gate.pass.value() - stop) * (f > stop ? 1 : 0);
}

/// Y X* / (|X|^2 + tiny): tiny errs by 2e-6 where a sweep of three decades is weakest, and keeps
/// the parts it never excites from blowing up.
GatedResponse deconvolve(const Spectrum& recorded, const Spectrum& reference, std::size_t n,
                         const Gate& gate, const std::function<double(std::size_t)>& weight) {
    double strongest = 0;
    for (const auto& bin : reference) strongest = std::max(strongest, std::norm(bin));
    expects(strongest > 0, "a sweep's reference is not silence");
    Spectrum quotient(recorded.size());
    for (std::size_t k = 0; k < quotient.size(); ++k)
        quotient[k] = weight(k) * recorded[k] * std::conj(reference[k]) /
                      (std::norm(reference[k]) + 1e-9 * strongest);
    const auto impulse = inverse_real_fft(quotient, n);
    GatedResponse response{.value = std::vector<double>(gate.lead + gate.tail), .lead = gate.lead};
    for (std::size_t i = 0; i < response.value.size(); ++i) {
        const double gain = gate.gain(i);
        response.value[i] = gain * impulse[(i + n - gate.lead) % n];
        response.window_frames += gain * gain;
    }
    return response;
}

/// What the gated response does not explain: noise, distortion, offset.
std::vector<double> unexplained(std::span<const double> recorded, const GatedResponse& response,
                                const Spectrum& reference, std::size_t n) {
    std::vector<double> impulse(n);
    for (std::size_t i = 0; i < response.value.size(); ++i)
        impulse[(i + n - response.lead) % n] = response.value[i];
    auto spectrum = real_fft(impulse);
    for (std::size_t k = 0; k < spectrum.size(); ++k) spectrum[k] *= reference[k];
    const auto model = inverse_real_fft(spectrum, n);
    std::vector<double> rest(recorded.begin(), recorded.end());
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= model[i];
    return rest;
}

std::complex<double> nearest_bin(const Spectrum& spectrum, double f, double rate, std::size_t n) {
    const auto bin = static_cast<std::size_t>(std::lround(f * as_double(n) / rate));
    return spectrum[std::min(bin, spectrum.size() - 1)];
}

}  // namespace

SweepResponse sweep_response(std::span<const double> recorded, std::span<const double> reference,
                             Hertz rate, std::span<const double> frequencies_hz,
                             const SweepGate& gate) {
    expects(recorded.size() == reference.size() && !recorded.empty(),
            "a sweep's record and reference have one length");
    const Gate frames(gate, rate.value());
    const std::size_t n = fast_length(recorded.size() + frames.lead + frames.tail);
    const auto excitation = padded_fft(reference, n);
    const auto gated =
        deconvolve(padded_fft(recorded, n), excitation, n, frames, [&](std::size_t k) {
            return low_weight(as_double(k) * rate.value() / as_double(n), gate);
        });
    const NoiseDensity noise(unexplained(recorded, gated, excitation, n), rate.value(),
                             gated.window_frames / as_double(recorded.size()));
    SweepResponse result;
    for (double f : frequencies_hz) {
        expects(f > 0 && f < rate.value() / 2, "a response's frequency lies in (0, rate/2)");
        const ToneTable table(f, rate.value());
        const auto value =
            table.project(gated.value) * turn(f, as_double(frames.lead), rate.value());
        // u_c^2 = Tw (N0/2) / |X(f)|^2 for the complex value, Tw the gate's length; half of it
        // lies along |H|. Sums over frames: the density of a sequence is rate times larger.
        const double density = noise.at(f) / 2 * gated.window_frames * rate.value();
        const double u =
            std::sqrt(density / 2) / std::abs(nearest_bin(excitation, f, rate.value(), n));
        result.frequency_hz.push_back(f);
        result.response.push_back(value);
        result.relative_uncertainty.push_back(u / std::abs(value));
    }
    return result;
}

}  // namespace ohmloop::dsp
