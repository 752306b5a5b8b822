#include "level_ratio.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_level.hpp"
#include "readings.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <cmath>

namespace ohmloop::measure::dynamic_range {

namespace {

using result::Figure;
using result::FigureKey;

FigureKey key_of(const ReadingPlace& place, const TonesObservation& tones) {
    FigureKey key;
    key.quantity = "dynamic_range";
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    key.at_hz = tones.tones.front().frequency_hz;
    key.level_dbfs = tones.tones.front().level_dbfs;
    key.band = band_key(audio_band(place.take.rate));
    return key;
}

/// What remains beside the fundamental: the noise, and the harmonics as lines in it. A harmonic's
/// power P moves by 2 P n + n^2 (variance) where noise leaves n in it; rounding in step with the
/// tone stands wholly along it.
NoiseReading beside_fundamental(const TonesObservation& tones, NoiseReading noise,
                                const dsp::PowerWeighting& weighting) {
    double order = 2;
    for (const auto& h : tones.harmonics) {
        const double hz = order++ * tones.tones.front().frequency_hz;
        const double power = h.rms * h.rms;
        const double variance = 2 * power * h.noise + h.noise * h.noise + 4 * power * h.rounding +
                                2 * h.rounding * h.rounding;
        noise.hum.push_back({hz, weighting(hz) * power, weighting(hz) * std::sqrt(variance)});
    }
    return noise;
}

/// Of one weighting; the input's own harmonics at this level are far below any noise and stay in.
Figure figure_of(FigureKey key, const NoiseReading& beside, const PassedNoise& passed,
                 const InputModel& input, const std::vector<Figure>& figures) {
    const auto residual = noise_level(key, beside, {}, input, passed);
    const auto* maximum = maximum_with(residual, figures);
    auto figure = maximum != nullptr ? level_ratio("dynamic_range", *maximum, residual)
                                     : result::not_measured(std::move(key), "dB",
                                                            "the maximum level is not known");
    figure.conditions["method"] = "fundamental excluded by least squares";
    return figure;
}

void report(const ReadingPlace& place, const TonesObservation& tones, const InputModel& input,
            const std::vector<Figure>& figures, Findings& findings) {
    auto key = key_of(place, tones);
    const auto add = [&](const char* weighting, const NoiseReading& noise,
                         const dsp::PowerWeighting& power) {
        key.weighting = weighting;
        if (tones.click_share > notable_click_share)
            return findings.figures.push_back(result::not_measured(
                key, "dB", "a click or burst of noise stands out of the residual"));
        findings.figures.push_back(figure_of(key, beside_fundamental(tones, noise, power),
                                             passed_noise(place.take.rate, power), input, figures));
    };
    add("a", tones.a_weighted, dsp::a_weighting_power);
    add("ccir_rms", tones.ccir_rms, dsp::ccir_rms_weighting_power);
}

bool is_weak_lone_tone(const TonesObservation& tones) {
    return tones.tones.size() == 1 && tones.fundamental_rms > 0 &&
           tones.tones.front().level_dbfs <= weak_level_dbfs;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup,
                  const std::vector<Figure>& figures) {
    Findings findings;
    const auto drive = common_drive(setup.wiring);
    for_each_reading(takes, setup, &ChannelObservations::tones,
                     [&](const ReadingPlace& place, const TonesObservation& tones) {
                         if (tones.drive == drive && is_weak_lone_tone(tones))
                             report(place, tones, setup.input, figures, findings);
                     });
    return findings;
}

}  // namespace ohmloop::measure::dynamic_range
