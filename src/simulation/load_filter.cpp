#include "simulation/load_filter.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::simulation {

namespace {

// One lane: its high-pass and the response it is part of.
struct HighPassShape {
    double gain = 1;
    double past = 0;
    double pole = 0;

    [[nodiscard]] Complex at(double w) const {
        const Complex delay = std::polar(1.0, -w);
        return (gain - past * delay) / (1.0 - pole * delay);
    }
};

// Matched pole, gain 1 at half the rate: what this differs by from s/(s + rate) is smooth and
// left to the FIR filter.
HighPassShape high_pass(double slow_rate, double rate) {
    if (slow_rate == 0) return {};
    const double pole = std::exp(-slow_rate / rate);
    return {0.5 * (1 + pole), 0.5 * (1 + pole), pole};
}

// The circuits whose coupling corners the two lanes' high-passes take. For unequal channels the
// other channel's loop (in parallel with r_g) shifts the corner by r_g^2 / (S S') only.
std::array<Circuit, 2> lane_circuits(const CircuitPair& circuit, bool modes) {
    const double r = circuit.shared_ohm;
    if (modes) return {circuit.channel[0].with_series(2 * r), circuit.channel[0]};
    return {circuit.channel[0].with_series(r), circuit.channel[1].with_series(r)};
}

Pair dot(const std::vector<Pair>& taps, const Pair* newest) noexcept {
    Pair a{};
    Pair b{};
    Pair c{};
    Pair d{};
    const auto n = static_cast<std::ptrdiff_t>(taps.size());  // a multiple of four
    const Pair* h = taps.data();
    for (std::ptrdiff_t k = 0; k < n; k += 4) {
        a += h[k] * newest[-k];
        b += h[k + 1] * newest[-k - 1];
        c += h[k + 2] * newest[-k - 2];
        d += h[k + 3] * newest[-k - 3];
    }
    return (a + b) + (c + d);
}

std::vector<Pair> interleave(const std::vector<double>& left, const std::vector<double>& right) {
    std::vector<Pair> both(left.size());
    for (std::size_t k = 0; k < left.size(); ++k) both[k] = pair(left[k], right[k]);
    return both;
}

}  // namespace

LoadResponse fit_load_response(const CircuitPair& circuit, double rate, const FirFit& fit) {
    LoadResponse response;
    response.modes = circuit.alike();
    const auto lanes = lane_circuits(circuit, response.modes);
    std::array<HighPassShape, 2> shape;
    std::array<std::vector<double>, 2> taps;
    std::array<std::vector<double>, 2> cross;
    const bool crosstalk = !response.modes && circuit.shared_ohm > 0;
    for (std::size_t k = 0; k < 2; ++k) shape[k] = high_pass(lanes[k].slow_rate(), rate);
    for (std::size_t k = 0; k < 2; ++k) {
        const int channel = static_cast<int>(k);
        taps[k] = fit.fit([&](double w) {
            const Complex s(0, w * rate);
            const Complex h = response.modes ? lanes[k].transfer(s) : circuit.self(channel, s);
            return h / shape[k].at(w);
        });
        if (!crosstalk) continue;
        cross[k] = fit.fit([&](double w) {
            return circuit.cross(channel, Complex(0, w * rate)) / (shape[0].at(w) * shape[1].at(w));
        });
    }
    response.input_gain = pair(shape[0].gain, shape[1].gain);
    response.past_gain = pair(shape[0].past, shape[1].past);
    response.pole = pair(shape[0].pole, shape[1].pole);
    response.taps = interleave(taps[0], taps[1]);
    if (crosstalk) response.cross_taps = interleave(cross[0], cross[1]);
    return response;
}

LoadFilter::LoadFilter(std::size_t taps, std::size_t max_frames)
    : taps_(taps), past_(taps - 1 + max_frames), cross_past_(taps - 1 + max_frames) {}

Pair LoadFilter::HighPass::step(const LoadResponse& response, Pair x) noexcept {
    // y1 is the EMF less the capacitor's voltage: it carries over when the load changes.
    const Pair y = response.input_gain * x - response.past_gain * x1 + response.pole * y1;
    x1 = x;
    y1 = y;
    return y;
}

void LoadFilter::process(const LoadResponse& response, Pair* e, std::size_t n) noexcept {
    Pair* own = past_.data() + taps_ - 1;
    Pair* other = cross_past_.data() + taps_ - 1;
    const bool crosstalk = !response.cross_taps.empty();
    for (std::size_t i = 0; i < n; ++i) {
        own[i] = own_.step(response, response.modes ? to_modes(e[i]) : e[i]);
        // The other channel's signal has passed its own coupling corner and now passes this one's.
        if (crosstalk) other[i] = other_.step(response, swapped(own[i]));
    }
    for (std::size_t i = 0; i < n; ++i) {
        Pair v = dot(response.taps, own + i);
        if (crosstalk) v += dot(response.cross_taps, other + i);
        e[i] = response.modes ? from_modes(v) : v;
    }
    std::copy_n(past_.data() + n, taps_ - 1, past_.data());
    if (crosstalk) std::copy_n(cross_past_.data() + n, taps_ - 1, cross_past_.data());
}

}  // namespace ohmloop::simulation
