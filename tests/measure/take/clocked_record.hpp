#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/built_in.hpp"
#include "ohmloop/signal/layout.hpp"

#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace ohmloop::measure::test {

inline signal::Layout body_of(const std::string& plan, Hertz rate = Hertz(48000)) {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "plans" && file.name == plan)
            return body_layout(profiles::parse_plan(file.text, plan), rate, signal::Wiring::stereo,
                               BodyLevels{});
    throw std::runtime_error(plan);
}

/// The left channel of a layout as a recorder hears it whose frame n falls on the player's frame
/// `clock(n)`: the stimulus itself, evaluated there.
inline std::vector<double> clocked(const signal::Layout& layout,
                                   const std::function<double(double)>& clock) {
    std::vector<double> x(layout.frames + 4800, 0.0);
    std::size_t s = 0;
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double m = clock(static_cast<double>(n));
        while (s + 1 < layout.segments.size() &&
               m >= static_cast<double>(layout.segments[s + 1].start))
            ++s;
        const auto& segment = layout.segments[s];
        const double t = (m - static_cast<double>(segment.start)) / layout.rate.value();
        x[n] = signal::drive_sign(segment.spec.drive, 0) * signal::value_at(segment.spec, t);
    }
    return x;
}

constexpr double lead_frames = 1200;

/// A clock `ppm` off, `lead_frames` after the record's start.
inline std::function<double(double)> steady_clock(double ppm) {
    return [ppm](double n) { return (n - lead_frames) / (1 + ppm * 1e-6); };
}
inline Alignment steady_alignment(double ppm) {
    Alignment alignment;
    alignment.start = lead_frames;
    alignment.stretch = 1 + ppm * 1e-6;
    return alignment;
}

/// One that is early and late by `peak_frames` in turn.
inline std::function<double(double)> wandering_clock(double peak_frames, double period_frames) {
    return [=](double n) {
        return n - lead_frames +
               peak_frames * std::sin(2 * std::numbers::pi * n / period_frames + 0.7);
    };
}

inline void add_noise(std::vector<double>& x, double rms, unsigned seed = 3) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss(0, rms);
    for (double& v : x) v += gauss(random);
}

inline void add_tone(std::vector<double>& x, double hz, double peak, double rate = 48000) {
    for (std::size_t n = 0; n < x.size(); ++n)
        x[n] += peak * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / rate);
}

}  // namespace ohmloop::measure::test
