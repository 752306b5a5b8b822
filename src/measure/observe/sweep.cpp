#include "observe.hpp"
#include "separation.hpp"

#include "ohmloop/dsp/sweep_response.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {

namespace {

constexpr double points_per_octave = 12;
constexpr double tail_s = 0.4;
/// Of the rate: within every converter's band, and within all of those made for this rate.
constexpr double below_edge = 0.39;
constexpr double at_edge = 0.44;

/// The usual gate, ending before the second harmonic's response, which leads by L ln 2.
dsp::SweepGate gate_for(const signal::LogSweep& sweep, Seconds steady) {
    constexpr double clear_of_harmonic = 0.8;
    dsp::SweepGate gate;
    const Seconds lead = signal::sweep_constant(sweep, steady) * std::numbers::ln2;
    gate.pre = std::min(gate.pre, clear_of_harmonic * lead);
    return gate;
}

/// 20 Hz to 20 kHz at twelve points an octave around 997 Hz, which is one of them.
std::vector<double> response_frequencies(const signal::LogSweep& sweep) {
    std::vector<double> frequencies{20};
    const double last = std::min(20000.0, 0.97 * sweep.stop.value());
    for (int k = -72; k <= 60; ++k) {
        const double f = reference_hz * std::exp2(k / points_per_octave);
        if (f > 20.5 && f < 0.98 * last) frequencies.push_back(f);
    }
    frequencies.push_back(last);
    return frequencies;
}

/// L of the sweeps whose harmonics are read, those of 8 s and more: shorter ones have too little
/// energy for it, and their orders of ten stand too close for 25 Hz.
constexpr double least_constant_s = 1;
constexpr int highest_order = 10;

/// Third octaves around 997 Hz, from where the sweep has opened to where the harmonic, with the
/// twelfth of an octave it is the mean of, ends with the audio band.
std::vector<double> harmonic_frequencies(const signal::LogSweep& sweep, int order, Hertz rate) {
    constexpr double margin = 1.04;
    const double last =
        std::min(audio_band(rate).high_hz, 0.97 * sweep.stop.value()) / margin / order;
    std::vector<double> frequencies;
    for (int k = -17; k <= 13; ++k) {
        const double f = reference_hz * std::exp2(k / 3.0);
        if (f >= 2 * sweep.start.value() && f <= last) frequencies.push_back(f);
    }
    return frequencies;
}

/// At the recorder's clock.
std::vector<dsp::SweepOrder> orders_to_read(const signal::LogSweep& sweep,
                                            const ObservedChannel& in) {
    std::vector<dsp::SweepOrder> orders;
    for (int n = 2; n <= highest_order; ++n) {
        auto frequencies = harmonic_frequencies(sweep, n, in.layout.rate);
        for (double& f : frequencies) f /= in.alignment.stretch;
        if (!frequencies.empty()) orders.push_back({n, std::move(frequencies)});
    }
    return orders;
}

std::vector<SweptHarmonic> read_harmonics(std::span<const double> recorded,
                                          std::span<const double> reference,
                                          const ObservedChannel& in,
                                          const signal::SegmentSpec& spec) {
    const auto& sweep = std::get<signal::LogSweep>(spec.stimulus);
    const Seconds constant = signal::sweep_constant(sweep, spec.steady);
    if (constant.value() < least_constant_s) return {};
    const auto orders = orders_to_read(sweep, in);
    const auto found = dsp::sweep_harmonics(recorded, reference, in.layout.rate,
                                            constant * in.alignment.stretch, orders);
    std::vector<SweptHarmonic> harmonics;
    for (std::size_t i = 0; i < found.size(); ++i) {
        SweptHarmonic harmonic;
        harmonic.order = orders[i].order;
        harmonic.frequency_hz = harmonic_frequencies(sweep, harmonic.order, in.layout.rate);
        for (const auto& ratio : found[i].ratio) harmonic.ratio.push_back(std::abs(ratio));
        harmonic.uncertainty = found[i].uncertainty;
        harmonics.push_back(std::move(harmonic));
    }
    return harmonics;
}

}  // namespace

void observe_sweep(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out) {
    const double sign = signal::drive_sign(segment.spec.drive, in.channel);
    const auto& sweep = std::get<signal::LogSweep>(segment.spec.stimulus);
    const double rate = in.layout.rate.value();
    const double begin = in.alignment.frame_of(static_cast<double>(segment.start));
    const double end =
        in.alignment.frame_of(static_cast<double>(segment.start + segment.length) + tail_s * rate);
    if (sign == 0 || begin < 0 || end > static_cast<double>(in.samples.size())) return;
    const auto first = static_cast<std::size_t>(std::ceil(begin));
    const auto count = static_cast<std::size_t>(std::floor(end)) - first;
    // The reference is rendered at the recorder's clock, so that no resampling stands between.
    std::vector<double> reference(count);
    for (std::size_t n = 0; n < count; ++n) {
        const double frame = (static_cast<double>(first + n) - begin) / in.alignment.stretch;
        reference[n] = sign * signal::value_at(segment.spec, frame / rate);
    }
    const Hertz slower = in.layout.rates().slower();
    auto asked = response_frequencies(sweep);
    std::vector<double> recorded_hz(asked);
    for (const double edge : {below_edge, at_edge}) recorded_hz.push_back(edge * slower.value());
    for (double& f : recorded_hz) f /= in.alignment.stretch;
    auto found = dsp::sweep_response(in.samples.subspan(first, count), reference, in.layout.rate,
                                     recorded_hz, gate_for(sweep, segment.spec.steady));
    SweepObservation observation;
    const double edge = std::abs(found.response.back());
    found.response.pop_back();
    observation.edge_fall_db = 20 * std::log10(std::abs(found.response.back()) / edge);
    found.response.pop_back();
    found.relative_uncertainty.resize(asked.size());
    observation.edge_rate = slower;
    observation.drive = segment.spec.drive;
    observation.level_dbfs = sweep.level.value();
    observation.frequency_hz = std::move(asked);
    observation.response = found.response;
    observation.relative_uncertainty = found.relative_uncertainty;
    observation.harmonics =
        read_harmonics(in.samples.subspan(first, count), reference, in, segment.spec);
    out.sweeps.push_back(std::move(observation));
}

}  // namespace ohmloop::measure
