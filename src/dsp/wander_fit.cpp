#include "dsp/tone_table.hpp"
#include "wander_pass.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

using Complex = std::complex<double>;

double as_double(std::size_t n) { return static_cast<double>(n); }

double sum_of_squares(std::span<const double> x) {
    double sum = 0;
    for (const double value : x) sum += value * value;
    return sum;
}

/// Gauss-Newton: the error a step of 1e-9 (radians, of the level) leaves is lost in rounding.
void descend(std::span<const double> x, double rate, std::span<const double> lines_hz,
             WanderParameters& at) {
    for (int i = 0; i < 6; ++i)
        if (at.add(WanderPass(x, rate, lines_hz, at).step()) < 1e-9) return;
}

/// Phase of the tone in each of the blocks, re its mean frequency, without jumps of a turn.
std::vector<double> block_phases(std::span<const double> x, double rate, double frequency_hz,
                                 std::size_t blocks) {
    const ToneTable table(frequency_hz, rate);
    std::vector<double> phases;
    for (std::size_t b = 0; b < blocks; ++b) {
        const std::size_t from = b * x.size() / blocks;
        const auto part = x.subspan(from, (b + 1) * x.size() / blocks - from);
        const double here =
            std::arg(table.project(part) * std::conj(turn(frequency_hz, as_double(from), rate)));
        const double before = phases.empty() ? here : phases.back();
        phases.push_back(before + std::remainder(here - before, 2 * std::numbers::pi));
    }
    return phases;
}

/// The wander that blocks show; none where the record is too short for as many as that takes.
Wander wander_of_blocks(std::span<const double> x, double rate, double frequency_hz,
                        std::size_t degree) {
    constexpr double periods = 16;
    constexpr double most = 64;
    Wander wander{frequency_hz, std::vector<double>(degree), std::vector<double>(degree)};
    const double whole_periods = as_double(x.size()) / rate * frequency_hz;
    const auto blocks = static_cast<std::size_t>(std::min(most, whole_periods / periods));
    if (blocks < 2 * degree + 2) return wander;
    const auto phases = block_phases(x, rate, frequency_hz, blocks);
    RealMatrix a{.rows = blocks, .columns = degree + 1, .values = {}};
    a.values.resize(a.rows * a.columns, 1.0);
    for (std::size_t b = 0; b < blocks; ++b)
        legendre_at((2 * as_double(b) + 1) / as_double(blocks) - 1,
                    std::span(a.values).subspan(b * a.columns + 1, degree));
    const auto fitted = solve(a, phases);
    std::copy(fitted.begin() + 1, fitted.end(), wander.phase.begin());
    return wander;
}

/// The tone's phasor, given its wander.
Complex demodulated(std::span<const double> x, double rate, const Wander& wander) {
    const CentredTime time{x.size(), rate};
    std::vector<double> polynomials(wander.phase.size());
    Complex sum;
    for (std::size_t n = 0; n < x.size(); ++n) {
        legendre_at(time.u(n), polynomials);
        sum += x[n] * std::conj(turn(wander.frequency_hz, time.m(n), rate)) *
               std::polar(1.0, -weighted_sum(wander.phase, polynomials));
    }
    return sum * (2 / as_double(x.size()));
}

/// The fundamental alone, from one start.
struct LoneTone {
    WanderParameters at;
    double left = 0;  ///< sum of squares

    LoneTone(std::span<const double> x, double rate, const Wander& start) {
        at.wander = start;
        at.harmonics = {demodulated(x, rate, start)};
        descend(x, rate, {}, at);
        left = sum_of_squares(WanderPass(x, rate, {}, at).residual());
    }
};

/// Blocks mislead where the tone jumps or is none: the steady start stands when it leaves less.
WanderParameters start_of(std::span<const double> x, double rate, double frequency_hz,
                          std::size_t degree) {
    const auto blocks = wander_of_blocks(x, rate, frequency_hz, degree);
    LoneTone wandering(x, rate, blocks);
    const bool near_steady = std::all_of(blocks.phase.begin(), blocks.phase.end(),
                                         [](double c) { return std::abs(c) < 0.3; });
    if (near_steady && std::isfinite(wandering.left)) return wandering.at;
    const Wander none{frequency_hz, std::vector<double>(degree), std::vector<double>(degree)};
    LoneTone steady(x, rate, none);
    return wandering.left < steady.left ? wandering.at : steady.at;
}

/// The frequency a phase of c P_1 adds: the polynomial goes from -1 to 1 in the record's time.
double hertz_of(double c, const CentredTime& time) {
    return c / std::numbers::pi * time.rate / as_double(time.frames);
}

/// Phasors from the record's centre to its first frame.
void describe(const WanderParameters& at, std::span<const double> lines_hz, const CentredTime& time,
              WanderFit& fit) {
    const double mean = at.wander.frequency_hz + hertz_of(at.wander.phase.front(), time);
    const auto add = [&](double f, const Complex& phasor) {
        fit.tones.frequency_hz.push_back(f);
        fit.tones.phasor.push_back(phasor * turn(f, time.m(0), time.rate));
    };
    for (std::size_t h = 0; h < at.harmonics.size(); ++h)
        add(as_double(h + 1) * mean, at.harmonics[h]);
    for (std::size_t l = 0; l < at.lines.size(); ++l) add(lines_hz[l], at.lines[l]);
    fit.harmonics = at.harmonics.size();
    fit.wander = at.wander;
    fit.tones.offset = at.offset;
    fit.tones.slope = at.slope * 2 * time.rate / as_double(time.frames);
    fit.tones.frames = time.frames;
    fit.tones.rate_hz = time.rate;
    const double freedom = as_double(time.frames) - as_double(at.count());
    fit.tones.residual_rms = std::sqrt(sum_of_squares(fit.residual) / freedom);
    // The mean square of P_1 is 1/3: u(c) = sigma sqrt(6/N) / A.
    fit.frequency_uncertainty_hz = hertz_of(
        fit.tones.amplitude_uncertainty() * std::sqrt(3.0) / std::abs(at.harmonics[0]), time);
}

}  // namespace

WanderFit fit_wandering_tone(std::span<const double> x, Hertz rate, double frequency_hz,
                             int highest, std::size_t degree, std::span<const double> lines_hz,
                             const Wander* start) {
    expects(frequency_hz > 0 && frequency_hz < rate.value() / 2, "a tone lies in (0, rate/2)");
    expects(highest >= 1 && degree >= 1, "a wandering tone has a fundamental and a frequency");
    const double below = 0.48 * rate.value() / frequency_hz;
    const auto count =
        static_cast<std::size_t>(std::clamp(std::floor(below), 1.0, double(highest)));
    expects(x.size() >= 2 * (2 * (count + lines_hz.size() + degree) + 2),
            "a tone fit has twice as many frames as parameters");
    WanderParameters at;
    if (start == nullptr) {
        at = start_of(x, rate.value(), frequency_hz, degree);
    } else {
        at.wander = *start;
        at.harmonics = {demodulated(x, rate.value(), *start)};
    }
    at.harmonics.resize(count);
    at.lines.resize(lines_hz.size());
    descend(x, rate.value(), lines_hz, at);
    WanderFit fit;
    fit.residual = WanderPass(x, rate.value(), lines_hz, at).residual();
    describe(at, lines_hz, {x.size(), rate.value()}, fit);
    return fit;
}

}  // namespace ohmloop::dsp
