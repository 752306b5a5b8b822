#include "ohmloop/dsp/sweep_response.hpp"

#include "dsp/noise_density.hpp"
#include "dsp/swept_impulse.hpp"
#include "dsp/tone_table.hpp"

#include "ohmloop/units/expects.hpp"

#include <cmath>

namespace ohmloop::dsp {

namespace {

double as_double(std::size_t n) { return static_cast<double>(n); }

/// Edges: two fifths of `pre`, where harmonics end, a fifth of `post`.
Gate gate_of(const SweepGate& gate, double rate) {
    const auto lead = static_cast<std::size_t>(std::lround(gate.pre.value() * rate));
    const auto tail = static_cast<std::size_t>(std::lround(gate.post.value() * rate));
    return {lead, tail, 0.4 * as_double(lead), 0.2 * as_double(tail)};
}

}  // namespace

SweepResponse sweep_response(std::span<const double> recorded, std::span<const double> reference,
                             Hertz rate, std::span<const double> frequencies_hz,
                             const SweepGate& gate) {
    const Gate frames = gate_of(gate, rate.value());
    const SweptImpulse impulse(recorded, reference, rate, frames.frames(), gate.stop, gate.pass);
    const auto gated = impulse.cut(frames, 0);
    const NoiseDensity noise(impulse.unexplained(gated), rate.value(),
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
        const double u = std::sqrt(density / 2) / impulse.excitation(f);
        result.frequency_hz.push_back(f);
        result.response.push_back(value);
        result.relative_uncertainty.push_back(u / std::abs(value));
    }
    return result;
}

}  // namespace ohmloop::dsp
