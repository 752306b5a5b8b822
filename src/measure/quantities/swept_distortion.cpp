#include "curve_point.hpp"
#include "harmonic_power.hpp"
#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "readings.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ohmloop::measure::swept_distortion {

namespace {

using result::Curve;

/// Of these there are curves of their own; THD takes all that were read.
constexpr int orders_of_curves[] = {2, 3};
/// Sweep and tone were played at the same level.
constexpr double same_level_db = 0.05;
/// By how much more than chance they may differ: a sweep's harmonic is a mean over a twelfth of an
/// octave.
constexpr double alike = 0.06;
constexpr double beyond_chance = 4;

/// A harmonic as a tone's would be read, re a fundamental of 1: the noise that was taken off added
/// again, what the input's AC coupling takes off the fundamental more than off the harmonic taken
/// off.
HarmonicReading reading_at(const SweptHarmonic& swept, std::size_t i, const JackScale& scale) {
    const double f = swept.frequency_hz[i];
    const double lowered = scale.input_response(f) / scale.input_response(swept.order * f);
    const double noise = 2 * swept.uncertainty[i] * swept.uncertainty[i];
    HarmonicReading reading;
    reading.rms = lowered * std::sqrt(swept.ratio[i] * swept.ratio[i] + noise);
    reading.noise = lowered * lowered * noise;
    return reading;
}

/// All orders read at a frequency.
std::vector<HarmonicReading> readings_at(double hz, const SweepObservation& sweep,
                                         const JackScale& scale) {
    std::vector<HarmonicReading> readings;
    for (const auto& swept : sweep.harmonics) {
        const auto at = std::find(swept.frequency_hz.begin(), swept.frequency_hz.end(), hz);
        if (at != swept.frequency_hz.end())
            readings.push_back(reading_at(
                swept, static_cast<std::size_t>(at - swept.frequency_hz.begin()), scale));
    }
    return readings;
}

/// What an AC coupling that nobody declared may have taken off the fundamental, decibels.
double hidden_by_coupling_db(double hz, const InputModel& input) {
    if (input.high_pass_hz) return 0;
    return 10 * std::log10(1 + std::pow(highest_corner_hz / hz, 2));
}

struct CurveMaker {
    const ReadingPlace& place;
    const SweepObservation& sweep;
    const InputModel& input;

    [[nodiscard]] Curve start(const char* quantity) const {
        Curve curve;
        curve.quantity = quantity;
        curve.channel = channel_name(place.channel);
        curve.load = place.take.load.name;
        curve.at_level_dbfs = sweep.level_dbfs;
        curve.unit = "dB";
        return curve;
    }

    void add(Curve& curve, double hz, std::span<const HarmonicReading> readings) const {
        auto figure = harmonics_figure({}, 1, readings, input);
        if (place.seen.input_clips_at(sweep.level_dbfs)) figure = as_bound(figure);
        if (!add_point(curve, figure)) return;
        curve.frequency_hz.push_back(hz);
        if (curve.kind.back() == result::Kind::measured)
            curve.uncertainty.back() += hidden_by_coupling_db(hz, input);
    }

    [[nodiscard]] Curve harmonic(const SweptHarmonic& swept) const {
        const JackScale scale(input);
        Curve curve = start("harmonic");
        curve.order = swept.order;
        for (std::size_t i = 0; i < swept.frequency_hz.size(); ++i) {
            const auto reading = reading_at(swept, i, scale);
            add(curve, swept.frequency_hz[i], std::span(&reading, 1));
        }
        return curve;
    }

    [[nodiscard]] Curve thd() const {
        const JackScale scale(input);
        Curve curve = start("thd");
        for (const double hz : sweep.harmonics.front().frequency_hz)
            add(curve, hz, readings_at(hz, sweep, scale));
        return curve;
    }
};

/// A harmonic's amplitude re its fundamental, and its standard uncertainty.
struct Amplitude {
    double ratio = 0;
    double uncertainty = 0;
};

std::optional<Amplitude> of_sweep(const SweepObservation& sweep, int order) {
    for (const auto& swept : sweep.harmonics)
        for (std::size_t i = 0; i < swept.frequency_hz.size(); ++i)
            if (swept.order == order && std::abs(swept.frequency_hz[i] - reference_hz) < 0.5)
                return Amplitude{swept.ratio[i], swept.uncertainty[i]};
    return std::nullopt;
}

/// Of a lone steady tone of 997 Hz at the sweep's level, in which nothing else happened.
std::optional<Amplitude> of_tone(const ReadingPlace& place, const SweepObservation& sweep,
                                 int order) {
    const auto index = static_cast<std::size_t>(order - 2);
    for (const auto& tones : place.seen.tones) {
        if (tones.drive != sweep.drive || tones.tones.size() != 1 || tones.fundamental_rms <= 0 ||
            tones.harmonics.size() <= index || tones.click_share > notable_click_share ||
            tones.level_range_db > largest_level_range_db)
            continue;
        const auto& tone = tones.tones.front();
        if (std::abs(tone.frequency_hz - reference_hz) > 0.5 ||
            std::abs(tone.level_dbfs - sweep.level_dbfs) > same_level_db)
            continue;
        const auto& h = tones.harmonics[index];
        const double power = std::max(0.0, h.rms * h.rms - h.noise - h.rounding);
        // What rounds a tone in step rounds a sweep as it comes.
        return Amplitude{std::sqrt(power) / tones.fundamental_rms,
                         std::sqrt(h.noise / 2 + 2 * h.rounding) / tones.fundamental_rms};
    }
    return std::nullopt;
}

std::string in_db(const Amplitude& amplitude) {
    const double least = 2 * amplitude.uncertainty;
    const bool stands_out = amplitude.ratio > least;
    return fmt::format("{}{:.1f} dB", stands_out ? "" : "below ",
                       20 * std::log10(std::max(amplitude.ratio, least)));
}

/// A sweep passes too fast to see what takes its time: a gain control, heat, a capacitor.
void doubt_sweep(const ReadingPlace& place, const SweepObservation& sweep, Findings& findings) {
    for (const int order : orders_of_curves) {
        const auto swept = of_sweep(sweep, order);
        const auto steady = of_tone(place, sweep, order);
        if (!swept || !steady || place.seen.input_clips_at(sweep.level_dbfs)) continue;
        const double differ = std::abs(swept->ratio - steady->ratio);
        const double chance = std::hypot(swept->uncertainty, steady->uncertainty);
        if (differ < beyond_chance * chance + alike * std::max(swept->ratio, steady->ratio))
            continue;
        findings.doubts.push_back(
            {"sweep_and_tone_differ", result::Severity::weakens, channel_name(place.channel),
             place.take.load.name,
             fmt::format("harmonic {} of 997 Hz reads {} in the sweep and {} with a steady tone of "
                         "the same level: something slow acts on one of them",
                         order, in_db(*swept), in_db(*steady)),
             "go by the steady tone; look for a gain control or an effect that is on"});
        return;
    }
}

void report(const CurveMaker& maker, Findings& findings) {
    const auto keep = [&](Curve curve) {
        if (!curve.value.empty()) findings.curves.push_back(std::move(curve));
    };
    for (const int order : orders_of_curves)
        for (const auto& swept : maker.sweep.harmonics)
            if (swept.order == order) keep(maker.harmonic(swept));
    keep(maker.thd());
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for_each_reading(takes, setup, &ChannelObservations::sweeps,
                     [&](const ReadingPlace& place, const SweepObservation& sweep) {
                         if (sweep.harmonics.empty() || sweep.drive != common_drive(setup.wiring))
                             return;
                         report({place, sweep, setup.input}, findings);
                         doubt_sweep(place, sweep, findings);
                     });
    return findings;
}

}  // namespace ohmloop::measure::swept_distortion
