#include "swept_impulse.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

double as_double(std::size_t n) { return static_cast<double>(n); }

/// 0 to 1 over `edge`, half a cosine, for a distance from the outer end.
double edge_gain(double distance, double edge) {
    if (distance >= edge) return 1;
    return 0.5 * (1 - std::cos(std::numbers::pi * distance / edge));
}

Spectrum padded_fft(std::span<const double> x, std::size_t n) {
    std::vector<double> padded(x.begin(), x.end());
    padded.resize(n);
    return real_fft(padded);
}

/// 0 below `stop`, 1 above `pass`, half a cosine between: offset, drift and what a rectifying port
/// shifts lie below, where the sweep has almost nothing to divide by. The transition is wide, so
/// that its ringing dies inside the gate; a narrow one is what spoils responses windowed from t =
/// 0.
double low_weight(double f, double stop, double pass) {
    return edge_gain(f - stop, pass - stop) * (f > stop ? 1 : 0);
}

/// i + shift on a circle of n.
std::size_t around(std::size_t i, std::ptrdiff_t shift, std::size_t n) {
    const auto length = static_cast<std::ptrdiff_t>(n);
    return static_cast<std::size_t>(((static_cast<std::ptrdiff_t>(i) + shift) % length + length) %
                                    length);
}

}  // namespace

double Gate::gain(std::size_t i) const {
    const double from_start = as_double(i) + 0.5;
    const double from_end = as_double(frames() - i) - 0.5;
    return edge_gain(from_start, lead_edge) * edge_gain(from_end, tail_edge);
}

SweptImpulse::SweptImpulse(std::span<const double> recorded, std::span<const double> reference,
                           Hertz rate, std::size_t padding, Hertz stop, Hertz pass)
    : recorded_(recorded), rate_(rate.value()), n_(fast_length(recorded.size() + padding)) {
    expects(recorded.size() == reference.size() && !recorded.empty(),
            "a sweep's record and reference have one length");
    reference_ = padded_fft(reference, n_);
    double strongest = 0;
    for (const auto& bin : reference_) strongest = std::max(strongest, std::norm(bin));
    expects(strongest > 0, "a sweep's reference is not silence");
    auto quotient = padded_fft(recorded, n_);
    for (std::size_t k = 0; k < quotient.size(); ++k)
        quotient[k] *=
            low_weight(as_double(k) * rate_ / as_double(n_), stop.value(), pass.value()) *
            std::conj(reference_[k]) / (std::norm(reference_[k]) + 1e-9 * strongest);
    impulse_ = inverse_real_fft(quotient, n_);
}

GatedResponse SweptImpulse::cut(const Gate& gate, std::ptrdiff_t centre) const {
    GatedResponse response{std::vector<double>(gate.frames()), gate, centre, 0};
    const auto shift = centre - static_cast<std::ptrdiff_t>(gate.lead);
    for (std::size_t i = 0; i < response.value.size(); ++i) {
        const double gain = gate.gain(i);
        response.value[i] = gain * impulse_[around(i, shift, n_)];
        response.window_frames += gain * gain;
    }
    return response;
}

std::vector<double> SweptImpulse::unexplained(const GatedResponse& response) const {
    std::vector<double> impulse(n_);
    const auto shift = response.centre - static_cast<std::ptrdiff_t>(response.gate.lead);
    for (std::size_t i = 0; i < response.value.size(); ++i)
        impulse[around(i, shift, n_)] = response.value[i];
    auto spectrum = real_fft(impulse);
    for (std::size_t k = 0; k < spectrum.size(); ++k) spectrum[k] *= reference_[k];
    const auto model = inverse_real_fft(spectrum, n_);
    std::vector<double> rest(recorded_.begin(), recorded_.end());
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= model[i];
    return rest;
}

double SweptImpulse::excitation(double frequency_hz) const {
    const auto bin = static_cast<std::size_t>(std::lround(frequency_hz * as_double(n_) / rate_));
    return std::abs(reference_[std::min(bin, reference_.size() - 1)]);
}

}  // namespace ohmloop::dsp
