#include "jack_scale.hpp"
#include "measure/source/source_doubts.hpp"
#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"
#include "noise_power.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

std::optional<double> input_noise_mean_square(const InputModel& input) {
    if (!input.noise_v || !input.full_scale_v) return std::nullopt;
    const double relative = *input.noise_v / (std::sqrt(2.0) * input.full_scale_v->value);
    return relative * relative;
}

NoisePower port_noise(double read_mean_square, double bandwidth_hz, double seconds,
                      const InputModel& input, double input_share) {
    NoisePower power;
    power.mean_square = read_mean_square;
    const double bt = std::max(1.0, bandwidth_hz * seconds);
    power.relative_uncertainty = 1 / std::sqrt(bt);
    const auto own = input_noise_mean_square(input);
    if (!own) return power;
    const double own_power = *own * input_share;
    power.mean_square = read_mean_square - own_power;
    power.subtracted = true;
    if (power.mean_square <= 0) {
        power.input_ratio = HUGE_VAL;
        return power;
    }
    const double r = own_power / power.mean_square;
    power.input_ratio = r;
    const double reference = input.noise_averaging_s > 0 ? r * r / input.noise_averaging_s : 0;
    power.relative_uncertainty =
        std::sqrt(((1 + r) * (1 + r) / seconds + reference) / std::max(1.0, bandwidth_hz));
    return power;
}

namespace noise {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

/// Above this ratio of the input's noise to the port's only a bound is given.
constexpr double largest_input_ratio = 4;
/// White noise of 20 Hz-20 kHz through an A filter: -2.05 dB. The input's own noise is taken as
/// white where only its unweighted figure is known.
const double a_weighted_white = std::pow(10, -0.205);

FigureKey key_of(const char* quantity, int channel, const Take& take) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    key.load = take.load.name;
    return key;
}

/// Bound in the level's unit from a mean square on the record's scale.
Figure level_bound(const FigureKey& key, double mean_square, const JackScale& scale,
                   std::string reason) {
    const double rms = std::sqrt(std::max(mean_square, 0.0));
    const double value = scale.knows_volts()
                             ? scale.volts(rms, 20000)
                             : 20 * std::log10(std::max(1e-12, std::sqrt(2.0) * rms));
    return result::bound(key, Kind::upper_bound, value, scale.unit(), std::move(reason));
}

Figure noise_figure(const FigureKey& key, double read, double bandwidth, double seconds,
                    const AnalysisSetup& setup, double input_share) {
    const JackScale scale(setup.input);
    const auto power = port_noise(read, bandwidth, seconds, setup.input, input_share);
    const double spread = 1.645 / std::sqrt(std::max(1.0, bandwidth * seconds));
    if (!power.subtracted)
        return level_bound(key, read * (1 + spread), scale,
                           "the input's own noise is not known and is part of this");
    if (power.input_ratio > largest_input_ratio) {
        const double own = input_share * *input_noise_mean_square(setup.input);
        const double reference = setup.input.noise_averaging_s > 0
                                     ? own / std::sqrt(bandwidth * setup.input.noise_averaging_s)
                                     : 0;
        const double u = std::hypot(read / std::sqrt(bandwidth * seconds), reference);
        return level_bound(key, std::max(0.0, read - own) + 1.645 * u, scale,
                           "at or below the input's own noise");
    }
    // Relative terms of the amplitude are half those of the power.
    return scale.level(key, std::sqrt(power.mean_square), 20000,
                       {{"noise averaging", power.relative_uncertainty / 2, Shape::normal, 0}});
}

void report_take(const Take& take, const NoiseObservation& seen, int channel,
                 const AnalysisSetup& setup, Findings& findings) {
    auto key = key_of("noise", channel, take);
    key.weighting = "none";
    key.band = "20-20000";
    findings.figures.push_back(
        noise_figure(key, seen.mean_square, seen.bandwidth_hz, seen.seconds, setup, 1));
    key.weighting = "a";
    findings.figures.push_back(noise_figure(key, seen.a_weighted_mean_square,
                                            seen.a_weighted_bandwidth_hz, seen.seconds, setup,
                                            a_weighted_white));
    const JackScale scale(setup.input);
    const int mains = seen.hum_rms[0] >= seen.hum_rms[1] ? 0 : 1;
    const double hum = seen.hum_rms[mains];
    // Five lines of a resolution 1/T hold this much of white noise.
    const double floor = std::sqrt(5 * seen.mean_square / (19980 * seen.seconds));
    auto hum_key = key_of("hum", channel, take);
    if (hum < 4 * floor)
        findings.figures.push_back(
            level_bound(hum_key, std::pow(hum + 2 * floor, 2), scale, "no hum stands out"));
    else
        findings.figures.push_back(scale.level(
            hum_key, hum, 50, {{"noise", floor / hum / std::sqrt(2.0), Shape::normal, 0}}));
    findings.figures.back().conditions["mains"] = mains == 0 ? "50 Hz" : "60 Hz";
}

/// Hum that makes up most of the noise, said once a channel.
void doubt_hum(const GainTable& table, int channel, Findings& findings) {
    for (const auto& entry : table.entries())
        for (const auto& seen : entry.seen->noises) {
            const int mains = seen.hum_rms[0] >= seen.hum_rms[1] ? 0 : 1;
            const double share = std::pow(seen.hum_rms[mains], 2) / seen.mean_square;
            if (!(share > 0.5)) continue;
            findings.doubts.push_back(
                {"hum", result::Severity::weakens, channel_name(channel), entry.take->load.name,
                 fmt::format("{:.0f} % of the noise power is {} Hz hum, which is also in THD+N: "
                             "the port's own or of a ground loop",
                             100 * std::min(share, 1.0), mains == 0 ? 50 : 60),
                 "measure again from a battery, or with both devices on one mains outlet"});
            return;
        }
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for (const int channel : observed_channels(takes)) {
        const GainTable table(takes, setup, channel);
        for (const auto& entry : table.entries())
            for (const auto& seen : entry.seen->noises)
                report_take(*entry.take, seen, channel, setup, findings);
        doubt_hum(table, channel, findings);
    }
    return findings;
}

}  // namespace noise

}  // namespace ohmloop::measure
