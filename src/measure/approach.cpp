#include "ohmloop/measure/approach.hpp"

#include "measure/observe/observe.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/measure/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;

constexpr DbFs first_level(-60);
constexpr Decibels rise(6);
/// A port that is not heard here is not connected: louder would only find someone's ears.
constexpr DbFs last_unheard(-30);
constexpr double limiting_distortion_db = -34;  ///< 2 %: past the 1 % limit, whichever comes first
constexpr double limiting_compression_db = 0.5;
constexpr double strange_rise_db = 1;
constexpr double clip_rail = 0.9998;

/// Power of the tone in windows that advance by a quarter: where it is strongest, it is steady.
std::size_t loudest_window(const std::vector<double>& x, double radians, std::size_t window) {
    const std::size_t hop = std::max<std::size_t>(1, window / 8);
    std::size_t best = 0;
    double most = -1;
    for (std::size_t first = 0; first + window <= x.size(); first += hop) {
        std::complex<double> sum = 0;
        const std::complex<double> turn = std::polar(1.0, -radians);
        std::complex<double> wheel = 1;
        for (std::size_t n = first; n < first + window; ++n, wheel *= turn) sum += x[n] * wheel;
        if (std::norm(sum) > most) {
            most = std::norm(sum);
            best = first;
        }
    }
    return best;
}

struct ChannelStep {
    double amplitude = 0;
    double distortion_db = 0;
    bool heard = false;
};

ChannelStep read_channel(const std::vector<double>& x, Hertz rate, std::size_t window) {
    if (x.size() < window || window < 200) return {};
    const double radians = 2 * std::numbers::pi * reference_hz / rate.value();
    const auto first = loudest_window(x, radians, window);
    std::vector<double> frequencies;
    for (int n = 1; n <= 5 && n * reference_hz < 0.45 * rate.value(); ++n)
        frequencies.push_back(n * reference_hz);
    const auto fit = dsp::fit_tones(std::span(x).subspan(first, window), rate, frequencies);
    ChannelStep step;
    step.amplitude = std::abs(fit.phasor.front());
    // 6 dB above what the residual puts into one line.
    step.heard = step.amplitude > 1e-7 && step.amplitude > 4 * fit.amplitude_uncertainty();
    double power = 0;
    for (std::size_t n = 1; n < fit.phasor.size(); ++n)
        power +=
            std::max(0.0, std::norm(fit.phasor[n]) - 2 * std::pow(fit.amplitude_uncertainty(), 2));
    step.distortion_db =
        step.heard ? 10 * std::log10(std::max(1e-20, power / std::norm(fit.phasor.front()))) : 0;
    return step;
}

bool limited(const StepReading& step, const std::vector<StepReading>& steps) {
    if (!step.heard) return false;
    if (step.distortion_db > limiting_distortion_db) return true;
    double most = step.gain_db;
    for (const auto& other : steps)
        if (other.heard) most = std::max(most, other.gain_db);
    return most - step.gain_db > limiting_compression_db;
}

Doubt strain(const char* code, std::string text, std::string remedy) {
    return {code,         Severity::weakens, std::nullopt,
            std::nullopt, std::move(text),   std::move(remedy)};
}

std::optional<Doubt> strain_of(const std::vector<StepReading>& steps) {
    const auto& last = steps.back();
    if (last.input_clipped && last.level_dbfs <= last_unheard.value())
        return strain("too_strong",
                      fmt::format("the input clips at {:g} dBFS already", last.level_dbfs),
                      "turn the input gain down or use a pad");
    if (last.input_clipped)
        return strain("input_limits",
                      fmt::format("the recording input reaches its full scale at {:g} dBFS played: "
                                  "the port is not measured any louder",
                                  last.level_dbfs),
                      "turn the input gain down or put a pad before it for the maximum level");
    if (!last.heard && last.level_dbfs >= last_unheard.value())
        return strain("no_signal", "nothing of what is played arrives at the input",
                      "check the cable, the input chosen, its level, and the device's volume");
    if (steps.size() > 1) {
        const auto& before = steps[steps.size() - 2];
        if (before.heard && last.heard && last.gain_db > before.gain_db + strange_rise_db &&
            before.level_dbfs > -50)
            return strain("rises_faster_than_played",
                          fmt::format("the level rose {:.1f} dB more than was played at {:g} dBFS",
                                      last.gain_db - before.gain_db, last.level_dbfs),
                          "switch expanders, automatic gain and enhancements off");
    }
    return std::nullopt;
}

}  // namespace

signal::Layout step_layout(Hertz rate, signal::Wiring wiring, DbFs level) {
    const signal::SegmentSpec spec{signal::Tones{{{Hertz(reference_hz), level, 0}}},
                                   common_drive(wiring), Seconds(0.04), Seconds(0.08),
                                   Seconds(0.02)};
    return signal::place(rate, {spec});
}

StepReading read_step(const signal::Recording& recording, const signal::Layout& layout) {
    StepReading reading;
    if (layout.segments.empty()) return reading;
    const auto& segment = layout.segments.front();
    const auto* tone = std::get_if<signal::Tones>(&segment.spec.stimulus);
    reading.level_dbfs = tone->tones.front().level.value();
    ChannelStep loudest;
    for (const auto& x : recording.channels) {
        const auto step = read_channel(x, layout.rate, segment.steady_length * 3 / 4);
        if (step.amplitude > loudest.amplitude) loudest = step;
        for (const double sample : x) reading.peak = std::max(reading.peak, std::abs(sample));
    }
    reading.heard = loudest.heard;
    reading.input_clipped = reading.peak >= clip_rail;
    reading.distortion_db = loudest.distortion_db;
    if (loudest.amplitude > 0)
        reading.gain_db = level_of_peak(loudest.amplitude).value() - reading.level_dbfs;
    return reading;
}

StepDecision next_step(const std::vector<StepReading>& steps, DbFs ceiling) {
    if (steps.empty()) return {std::min(first_level, ceiling), std::nullopt};
    if (auto doubt = strain_of(steps)) return {std::nullopt, std::move(doubt)};
    const auto& last = steps.back();
    if (last.input_clipped || limited(last, steps) || last.level_dbfs >= ceiling.value()) return {};
    return {std::min(DbFs(last.level_dbfs) + rise, ceiling), std::nullopt};
}

StepDecision next_loaded_step(const std::vector<StepReading>& steps, DbFs safe) {
    if (steps.empty()) return {safe - rise, std::nullopt};
    const auto& last = steps.back();
    const bool strained = last.input_clipped || limited(last, steps);
    // Down until it is clean, which is never a risk; up once, to what the first load allowed.
    if (strained && last.level_dbfs < safe.value() && last.level_dbfs > first_level.value())
        return {DbFs(last.level_dbfs) - rise, std::nullopt};
    if (!strained && steps.size() == 1) return {safe, std::nullopt};
    return {};
}

BodyLevels place_body(const std::vector<StepReading>& steps, DbFs ceiling, Decibels span) {
    DbFs clean(-200);
    DbFs top = ceiling;
    std::string ceiling_by = ceiling < DbFs(-0.005) ? "ceiling" : "digital_full_scale";
    for (const auto& step : steps) {
        const DbFs level(step.level_dbfs);
        if (step.input_clipped) {
            top = std::min(top, level - rise);
            ceiling_by = "input_full_scale";
        } else if (limited(step, steps)) {
            if (level < top) ceiling_by = "ceiling";
            top = std::min(top, level);
        } else
            clean = std::max(clean, level);
    }
    top = std::max(top, std::min(clean, ceiling));
    return {top, top - span, top, ceiling_by};
}

bool still_settling(const signal::Recording& silence) {
    const std::size_t frames = silence.frames();
    if (frames < 30) return false;
    for (const auto& x : silence.channels) {
        const std::size_t part = frames / 3;
        double head = 0;
        double tail = 0;
        double square = 0;
        for (std::size_t n = 0; n < part; ++n) {
            head += x[n];
            tail += x[frames - 1 - n];
        }
        for (const double sample : x) square += sample * sample;
        const double count = static_cast<double>(part);
        const double moved = std::abs(head - tail) / count;
        // Hum moves the means too: a tenth of the rms is granted to it.
        const double granted = 0.1 * std::sqrt(square / static_cast<double>(frames));
        const double rails = 1e-4;
        if (moved > std::max(rails, std::min(granted, 1e-3))) return true;
    }
    return false;
}

}  // namespace ohmloop::measure
