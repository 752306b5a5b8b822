#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_level.hpp"
#include "quasi_peak_level.hpp"
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

FigureKey key_of(const char* quantity, const ReadingPlace& place) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    return key;
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
        return noise_bound(key, std::pow(rms + 2 * floor, 2), scale, "no hum stands out");
    auto power = noise_at_jack({0, 0, seen.flat.hum}, input);
    power.mean_square -= floor * floor;
    return scale.level(key, std::sqrt(power.mean_square), 20000, relative_terms(power));
}

/// An input's own tones are part of its noise, as it is declared.
constexpr double clear_of_input = 4;

Figure idle_tone_figure(const FigureKey& key, const NoiseObservation& seen,
                        const InputModel& input) {
    const JackScale scale(input);
    if (seen.idle.tones.empty())
        return noise_bound(key, std::pow(seen.idle.hidden_rms, 2), scale, "no tone stands out");
    const auto& tone = seen.idle.tones.front();
    const double high = std::pow(tone.rms + 2 * tone.uncertainty, 2);
    const auto own = input_noise_mean_square(input);
    const double power = tone.rms * tone.rms;
    if (!own || power < clear_of_input * *own)
        return noise_bound(key, high, scale, "the input's own tones may be part of this");
    return scale.level(
        key, tone.rms, tone.frequency_hz,
        {{"noise averaging", tone.uncertainty / tone.rms, Shape::normal, 0},
         {"input's own tones", *own / power / 2 / std::sqrt(3.0), Shape::rectangular, 0}});
}

std::string frequencies_of(const IdleTones& idle) {
    std::vector<std::string> words;
    for (const auto& tone : idle.tones)
        words.push_back(fmt::format("{:.1f} Hz", tone.frequency_hz));
    return fmt::format("{}", fmt::join(words, ", "));
}

void report(const ReadingPlace& place, const NoiseObservation& seen, const InputModel& input,
            Findings& findings) {
    const Hertz rate = place.take.rate;
    auto key = key_of("noise", place);
    key.band = band_key(audio_band(rate));
    const auto add = [&](const char* weighting, const NoiseReading& reading,
                         const dsp::PowerWeighting& power) {
        key.weighting = weighting;
        findings.figures.push_back(noise_level(key, reading, {seen.hidden_density, seen.gated},
                                               input, passed_noise(rate, power)));
    };
    add("none", seen.flat, {});
    add("a", seen.a_weighted, dsp::a_weighting_power);
    add("ccir_rms", seen.ccir_rms, dsp::ccir_rms_weighting_power);
    if (seen.itu_468 > 0) {
        key.weighting = "itu_468";
        findings.figures.push_back(
            quasi_peak_level(key, seen.itu_468, {seen.hidden_density, seen.gated}, input, rate));
    }
    auto hum = hum_figure(key_of("hum", place), seen, input);
    hum.conditions["mains"] = mains_name(stronger_mains(seen));
    findings.figures.push_back(std::move(hum));
    if (seen.idle.hidden_rms == 0) return;
    auto idle = idle_tone_figure(key_of("idle_tone", place), seen, input);
    if (!seen.idle.tones.empty()) idle.conditions["tones"] = frequencies_of(seen.idle);
    findings.figures.push_back(std::move(idle));
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

/// A tone that makes up most of a channel's noise.
void doubt_idle_tone(const ReadingPlace& place, const NoiseObservation& seen, Findings& findings) {
    if (seen.idle.tones.empty()) return;
    const auto& tone = seen.idle.tones.front();
    if (!(tone.rms * tone.rms > 0.5 * seen.flat.mean_square())) return;
    findings.doubts.push_back(
        {"idle_tone", result::Severity::weakens, channel_name(place.channel), place.take.load.name,
         fmt::format(
             "most of the noise power is a tone of {:.0f} Hz that was not played, and it is "
             "also in THD+N",
             tone.frequency_hz),
         "stop other sounds and unplug chargers, hubs and other supplies, then measure again"});
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    std::vector<Hum> hums;  // said once a channel
    for_each_reading(takes, setup, &ChannelObservations::noises,
                     [&](const ReadingPlace& place, const NoiseObservation& seen) {
                         report(place, seen, setup.input, findings);
                         doubt_idle_tone(place, seen, findings);
                         const auto hum = ruling_hum(place, seen);
                         if (hum && (hums.empty() || hums.back().channel != hum->channel))
                             hums.push_back(*hum);
                     });
    doubt_hum(hums, findings);
    return findings;
}

}  // namespace ohmloop::measure::noise
