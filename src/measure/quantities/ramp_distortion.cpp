#include "curve_point.hpp"
#include "measure/observe/separation.hpp"
#include "measure/take/integrity.hpp"
#include "readings.hpp"
#include "whole_distortion.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace ohmloop::measure::ramp_distortion {

namespace {

/// Points that lie closer tell nothing more: a block moves by as much.
constexpr double least_step_db = 0.1;

/// What noise stands beside a tone of about that level, for a point is read in too short a time to
/// tell: hum, above all. Beside a tone, not in silence, where ports mute; silence will do where no
/// tone was played.
std::optional<NoiseReading> noise_beside(double level_dbfs, const ChannelObservations& seen,
                                         signal::Drive drive) {
    const TonesObservation* nearest = nullptr;
    const auto distance = [&](const TonesObservation& tones) {
        return std::abs(tones.tones.front().level_dbfs - level_dbfs);
    };
    for (const auto& tones : seen.tones) {
        if (tones.drive != drive || tones.tones.size() != 1 || tones.fundamental_rms <= 0 ||
            tones.click_share > notable_click_share ||
            tones.level_range_db > largest_level_range_db)
            continue;
        if (nearest == nullptr || distance(tones) < distance(*nearest)) nearest = &tones;
    }
    if (nearest != nullptr) return nearest->noise;
    if (!seen.noises.empty()) return seen.noises.front().flat;
    return std::nullopt;
}

/// The fit of a short block counts noise as harmonics: a line of it takes what lies in 1 / T.
Harmonics harmonics_of(const RampPoint& point, const RampObservation& ramp,
                       const NoiseReading& noise, const AudioBand& band) {
    const double lines = noise.random / (band.high_hz - band.low_hz) / ramp.block_s;
    HarmonicReading reading;
    reading.rms = point.distortion_rms;
    reading.noise = lines * ramp.harmonics;
    auto sum = sum_of(std::span(&reading, 1));
    // Of the square of many lines' noise the scatter averages.
    sum.noise = std::sqrt(2 * sum.power * lines + ramp.harmonics * lines * lines);
    sum.power = std::max(0.0, sum.power - sum.expected);
    return sum;
}

result::Figure figure_at(const RampPoint& point, const RampObservation& ramp,
                         const NoiseReading& noise, const ReadingPlace& place,
                         const InputModel& input) {
    const Hertz rate = place.take.rate;
    const auto harmonics = harmonics_of(point, ramp, noise, audio_band(rate));
    const Parts parts{harmonics, port_share(harmonics.power, point.fundamental_rms, input),
                      port_noise(noise, input, passed_noise(rate))};
    const double least = harmonics.expected / std::max(1, ramp.harmonics);
    auto figure = thd_n_of({}, parts, point.fundamental_rms, least, input);
    return place.seen.input_clips_at(point.level_dbfs) ? as_bound(figure) : figure;
}

result::Curve curve_of(const ReadingPlace& place, const RampObservation& ramp,
                       const InputModel& input) {
    result::Curve curve;
    curve.quantity = "thd_n";
    curve.channel = channel_name(place.channel);
    curve.load = place.take.load.name;
    curve.at_hz = ramp.frequency_hz;
    curve.unit = "dB";
    for (const auto& point : ramp.points) {
        const bool close =
            !curve.level_dbfs.empty() && point.level_dbfs < curve.level_dbfs.back() + least_step_db;
        if (close || point.fundamental_rms <= 0) continue;
        const auto noise = noise_beside(point.level_dbfs, place.seen, ramp.drive);
        if (!noise) continue;
        if (add_point(curve, figure_at(point, ramp, *noise, place, input)))
            curve.level_dbfs.push_back(point.level_dbfs);
    }
    return curve;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for_each_reading(takes, setup, &ChannelObservations::ramps,
                     [&](const ReadingPlace& place, const RampObservation& ramp) {
                         if (ramp.drive != common_drive(setup.wiring)) return;
                         auto curve = curve_of(place, ramp, setup.input);
                         if (!curve.value.empty()) findings.curves.push_back(std::move(curve));
                     });
    return findings;
}

}  // namespace ohmloop::measure::ramp_distortion
