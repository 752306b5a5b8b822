#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_power.hpp"
#include "readings.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::measure::noise {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

/// Above this ratio of the input's noise to the port's only a bound is given.
constexpr double largest_input_ratio = 4;

FigureKey key_of(const char* quantity, const ReadingPlace& place) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    return key;
}

/// Bound in the level's unit from a mean square on the record's scale.
Figure level_bound(const FigureKey& key, double mean_square, const JackScale& scale,
                   std::string reason) {
    return scale.upper_bound(key, std::sqrt(std::max(mean_square, 0.0)), 20000, std::move(reason));
}

/// Terms of the amplitude are half those of the power.
std::vector<result::Term> relative_terms(const NoisePower& power) {
    const double twice = 2 * power.mean_square;
    std::vector<result::Term> terms{
        {"noise averaging", power.uncertainty / twice, Shape::normal, 0}};
    if (power.response_half_width > 0)
        terms.push_back({"input response", power.response_half_width / twice / std::sqrt(3.0),
                         Shape::rectangular, 0});
    return terms;
}

/// An input whose own noise fills this much of what its steps may hide dithers them: 0.24 steps^2,
/// just less than dither of triangular density with its rounding has.
constexpr double dithering_share = 0.68;

/// Noise of which the input's own makes up more than everything was recorded at another gain than
/// the profile's, or gated.
constexpr double least_of_own = 0.7;

bool is_dithered(const InputModel& input, double hidden_density) {
    const double own = input_noise_mean_square(input).value_or(0) / PassedNoise{}.bandwidth_hz;
    return own > dithering_share * hidden_density;
}

/// Noise that the recording does not show is at most what it takes to be shown.
Figure hidden_figure(const FigureKey& key, NoiseReading reading, double hidden,
                     const InputModel& input, std::string reason) {
    reading.random = std::max(reading.random, hidden);
    return level_bound(key, noise_at_jack(reading, input).high(), JackScale(input),
                       std::move(reason));
}

Figure noise_figure(const FigureKey& key, const NoiseReading& reading, const NoiseObservation& seen,
                    const InputModel& input, const PassedNoise& passed) {
    const double hidden = seen.hidden_density * passed.share * PassedNoise{}.bandwidth_hz;
    if (seen.gated)
        return hidden_figure(key, reading, hidden, input,
                             "the recording falls silent: the input or the port gates its noise");
    if (hidden > 0 && !is_dithered(input, seen.hidden_density))
        return hidden_figure(key, reading, hidden, input,
                             "the recording's steps hide noise this weak");
    const double own = input_noise_mean_square(input).value_or(0) * passed.share;
    if (reading.random < least_of_own * own)
        return hidden_figure(key, reading, own, input,
                             "less was read than the input's own noise: another gain, or a gate");
    const JackScale scale(input);
    const auto power = port_noise(reading, input, passed);
    if (!power.subtracted)
        return level_bound(key, power.high(), scale,
                           "the input's own noise is not known and is part of this");
    if (power.input_ratio > largest_input_ratio)
        return level_bound(key, power.high(), scale, "at or below the input's own noise");
    return scale.level(key, std::sqrt(power.mean_square), 20000, relative_terms(power));
}

int stronger_mains(const NoiseObservation& seen) {
    return seen.hum_rms[0] >= seen.hum_rms[1] ? 0 : 1;
}

const char* mains_name(int mains) { return mains == 0 ? "50 Hz" : "60 Hz"; }

/// Noise leaves on average `floor` in the lines, which comes off their power.
Figure hum_figure(const FigureKey& key, const NoiseObservation& seen, const InputModel& input) {
    const JackScale scale(input);
    const double rms = seen.hum_rms[stronger_mains(seen)];
    const double floor = seen.hum_floor_rms;
    if (seen.flat.hum.empty() || rms < 4 * floor)
        return level_bound(key, std::pow(rms + 2 * floor, 2), scale, "no hum stands out");
    auto power = noise_at_jack({0, 0, seen.flat.hum}, input);
    power.mean_square -= floor * floor;
    return scale.level(key, std::sqrt(power.mean_square), 20000, relative_terms(power));
}

void report(const ReadingPlace& place, const NoiseObservation& seen, const InputModel& input,
            Findings& findings) {
    const Hertz rate = place.take.rate;
    auto key = key_of("noise", place);
    key.weighting = "none";
    key.band = band_key(audio_band(rate));
    findings.figures.push_back(noise_figure(key, seen.flat, seen, input, passed_noise(rate)));
    key.weighting = "a";
    findings.figures.push_back(noise_figure(key, seen.a_weighted, seen, input,
                                            passed_noise(rate, dsp::a_weighting_power)));
    auto hum = hum_figure(key_of("hum", place), seen, input);
    hum.conditions["mains"] = mains_name(stronger_mains(seen));
    findings.figures.push_back(std::move(hum));
}

/// Hum that makes up most of a channel's noise.
struct Hum {
    int channel = 0;
    std::string load;
    const char* mains = "";
    int percent = 0;
};

std::optional<Hum> ruling_hum(const ReadingPlace& place, const NoiseObservation& seen) {
    const int mains = stronger_mains(seen);
    const double share = std::pow(seen.hum_rms[mains], 2) / seen.flat.mean_square();
    if (!(share > 0.5)) return std::nullopt;
    return Hum{place.channel, place.take.load.name, mains_name(mains),
               static_cast<int>(std::lround(100 * std::min(share, 1.0)))};
}

/// Both channels' in the same words, so that a reader has one doubt, not two that differ by 1 %.
void doubt_hum(const std::vector<Hum>& hums, Findings& findings) {
    if (hums.empty()) return;
    const auto [least, most] = std::ranges::minmax(hums, {}, &Hum::percent);
    for (const Hum& hum : hums)
        findings.doubts.push_back(
            {"hum", result::Severity::weakens, channel_name(hum.channel), hum.load,
             fmt::format("{}{} % of the noise power is {} hum, which is also in THD+N: the port's "
                         "own or of a ground loop",
                         least.percent < most.percent ? "up to " : "", most.percent, hum.mains),
             "measure again from a battery, or with both devices on one mains outlet"});
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    std::vector<Hum> hums;  // said once a channel
    for_each_reading(takes, setup, &ChannelObservations::noises,
                     [&](const ReadingPlace& place, const NoiseObservation& seen) {
                         report(place, seen, setup.input, findings);
                         const auto hum = ruling_hum(place, seen);
                         if (hum && (hums.empty() || hums.back().channel != hum->channel))
                             hums.push_back(*hum);
                     });
    doubt_hum(hums, findings);
    return findings;
}

}  // namespace ohmloop::measure::noise
