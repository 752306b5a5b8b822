#include "ohmloop/dsp/sweep_response.hpp"

#include "dsp/noise_density.hpp"
#include "dsp/tone_table.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
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

/// Short edges keep the gate flat: 10 ms (at most half of `pre`) before, a fifth of `post` after.
struct Gate {
    std::size_t lead;
    std::size_t tail;
    double lead_edge;
    double tail_edge;

    Gate(const SweepGate& gate, double rate)
        : lead(static_cast<std::size_t>(std::lround(gate.pre.value() * rate))),
          tail(static_cast<std::size_t>(std::lround(gate.post.value() * rate))),
          lead_edge(std::min(0.010 * rate, as_double(lead) / 2)),
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

/// Y X* / (|X|^2 + tiny): tiny errs by 2e-6 where a sweep of three decades is weakest, and keeps
/// the parts it never excites from blowing up. Nothing inside or below the band is cut: an edge
/// there rings for longer than any gate, which is what spoils responses windowed from t = 0.
GatedResponse deconvolve(const Spectrum& recorded, const Spectrum& reference, std::size_t n,
                         const Gate& gate) {
    double strongest = 0;
    for (const auto& bin : reference) strongest = std::max(strongest, std::norm(bin));
    expects(strongest > 0, "a sweep's reference is not silence");
    Spectrum quotient(recorded.size());
    for (std::size_t k = 0; k < quotient.size(); ++k)
        quotient[k] =
            recorded[k] * std::conj(reference[k]) / (std::norm(reference[k]) + 1e-9 * strongest);
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

std::vector<double> constant_part(const std::vector<double>& x) {
    double sum = 0;
    for (double value : x) sum += value;
    return std::vector<double>(x.size(), sum / as_double(x.size()));
}

/// What moves slower than the sweep's start: offset, a coupling capacitor that still settles, the
/// shift a rectifying device makes. Running mean over `width` frames, twice; shorter at the ends.
std::vector<double> slow_part(std::vector<double> x, std::size_t width) {
    for (int pass = 0; pass < 2; ++pass) {
        std::vector<double> sums(x.size() + 1);
        for (std::size_t n = 0; n < x.size(); ++n) sums[n + 1] = sums[n] + x[n];
        for (std::size_t n = 0; n < x.size(); ++n) {
            const std::size_t reach = std::min({width / 2, n, x.size() - 1 - n});
            x[n] = (sums[n + reach + 1] - sums[n - reach]) / as_double(2 * reach + 1);
        }
    }
    return x;
}

/// What is slow and the response settle together: an offset looks like a huge response at 0 Hz,
/// where the sweep has almost nothing. Each round leaves about a tenth of it; the constant goes
/// first, being the largest and known best.
struct Solution {
    GatedResponse response;
    std::vector<double> rest;
};

Solution solve_with_drift(std::span<const double> recorded, const Spectrum& reference,
                          std::size_t n, const Gate& gate, std::size_t slow_frames) {
    std::vector<double> record(recorded.begin(), recorded.end());
    Solution solution;
    for (int round = 0; round < 4; ++round) {
        solution.response = deconvolve(padded_fft(record, n), reference, n, gate);
        solution.rest = unexplained(record, solution.response, reference, n);
        const auto slow =
            round == 0 ? constant_part(solution.rest) : slow_part(solution.rest, slow_frames);
        for (std::size_t i = 0; i < record.size(); ++i) record[i] -= slow[i];
    }
    return solution;
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
    const Solution solution = solve_with_drift(recorded, excitation, n, frames,
                                               static_cast<std::size_t>(0.25 * rate.value()));
    const NoiseDensity noise(solution.rest, rate.value(),
                             solution.response.window_frames / as_double(recorded.size()));
    SweepResponse result;
    for (double f : frequencies_hz) {
        expects(f > 0 && f < rate.value() / 2, "a response's frequency lies in (0, rate/2)");
        const ToneTable table(f, rate.value());
        const auto value =
            table.project(solution.response.value) * turn(f, as_double(frames.lead), rate.value());
        // u_c^2 = Tw (N0/2) / |X(f)|^2 for the complex value, Tw the gate's length; half of it
        // lies along |H|. Sums over frames: the density of a sequence is rate times larger.
        const double density = noise.at(f) / 2 * solution.response.window_frames * rate.value();
        const double u =
            std::sqrt(density / 2) / std::abs(nearest_bin(excitation, f, rate.value(), n));
        result.frequency_hz.push_back(f);
        result.response.push_back(value);
        result.relative_uncertainty.push_back(u / std::abs(value));
    }
    return result;
}

}  // namespace ohmloop::dsp
