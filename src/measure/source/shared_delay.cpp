#include "shared_delay.hpp"

#include "source_fit.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/signal/layout.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <tuple>
#include <vector>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using Finding = DelayJudgement::Finding;

/// An input of which nothing is known here: 10-150 kohm and cables, siemens and half of it.
constexpr double input_conductance = 5e-5;
/// Real parts are no pure R, L and C: relative to the impedance, and to the whole loop.
constexpr double part_error = 0.05;
constexpr double loop_error = 0.002;
/// Middle of the markers' band, and how well their place tells a delay there.
constexpr double markers_hz = 4500;
constexpr double marker_frames = 0.4;
/// Markers alone tell this much where the loads leave all phases alone.
constexpr double same_place_frames = 0.75;
/// Where the markers lie this near each other nothing was lost unless the tones speak for it.
constexpr double near_frames = 0.25;
/// Differences of chi-square.
constexpr double alike = 1;
constexpr double clear = 9;
constexpr double strong = 25;
constexpr double overwhelming = 100;

double omega(double hz) { return 2 * std::numbers::pi * hz; }

/// One tone without and with the heavier of two loads: q = X_light / X_heavy.
struct ToneRatio {
    double hz = 0;
    Complex q;
    double uncertainty = 0;  ///< relative, standard
};

/// The tones both channels hold; `inverse` where the second has the lighter load.
std::vector<ToneRatio> ratios_of(const ChannelObservations& first,
                                 const ChannelObservations& second, bool inverse) {
    std::vector<ToneRatio> found;
    for (const auto& a : first.tones)
        for (const auto& b : second.tones) {
            if (a.drive != b.drive || signal::drive_sign(a.drive, first.output_channel) == 0)
                continue;
            for (const auto& x : a.tones)
                for (const auto& y : b.tones) {
                    if (x.frequency_hz != y.frequency_hz || x.level_dbfs != y.level_dbfs ||
                        !x.is_small_signal())
                        continue;
                    const Complex q = x.gain / y.gain;
                    found.push_back({x.frequency_hz, inverse ? 1.0 / q : q,
                                     std::hypot(x.relative_uncertainty, y.relative_uncertainty)});
                }
        }
    return found;
}

/// The loads of a pair of takes, siemens, input included.
struct Admittances {
    double light = 0;
    double heavy = 0;
};

/// q = (1 + Z heavy)/(1 + Z light), solved for Z, and how well that is known.
struct SourceReading {
    double f = 0;  ///< re 997 Hz
    Complex z;
    double sigma = 0;
};

SourceReading reading_of(const ToneRatio& tone, Complex q, const Admittances& y) {
    const Complex d = y.heavy - q * y.light;
    const Complex z = (q - 1.0) / d;
    const double by_ratio =
        std::abs((y.heavy - y.light) / (d * d) * q) * std::hypot(tone.uncertainty, loop_error);
    // 1/d is bent where the input carries most of the current: all of its range counts.
    const double left = std::max(std::abs(d) - std::abs(q) * input_conductance, 1e-3 * std::abs(d));
    const double by_input = std::norm(q - 1.0) * input_conductance / (std::abs(d) * left);
    return {tone.hz / reference_hz, z, std::hypot(by_ratio, by_input, part_error * std::abs(z))};
}

/// Im Z = x_l f - x_c / f with neither below zero.
struct Reactances {
    double inductive = 0;
    double capacitive = 0;
};

Reactances reactances_of(const std::vector<SourceReading>& readings) {
    double ll = 0;
    double cc = 0;
    double lc = 0;
    double lb = 0;
    double cb = 0;
    for (const auto& r : readings) {
        const double w = 1 / (r.sigma * r.sigma);
        ll += w * r.f * r.f;
        cc += w / (r.f * r.f);
        lc -= w;
        lb += w * r.f * r.z.imag();
        cb -= w * r.z.imag() / r.f;
    }
    const double determinant = ll * cc - lc * lc;
    if (determinant > 1e-9 * ll * cc) {
        const Reactances free{(lb * cc - cb * lc) / determinant, (cb * ll - lb * lc) / determinant};
        if (free.inductive >= 0 && free.capacitive >= 0) return free;
    }
    // Of the two edges the one that takes more of chi-square away.
    const bool inductive = std::max(lb, 0.0) * lb * cc > std::max(cb, 0.0) * cb * ll;
    if (inductive) return {lb / ll, 0};
    return {0, std::max(cb, 0.0) / cc};
}

double resistance_of(const std::vector<SourceReading>& readings) {
    double weights = 0;
    double sum = 0;
    for (const auto& r : readings) {
        weights += 1 / (r.sigma * r.sigma);
        sum += r.z.real() / (r.sigma * r.sigma);
    }
    return sum / weights;
}

/// What a source delays the heavier load by re the lighter, in the markers' band: a correlation
/// peaks between the delay of the envelope and that of the waves, of which one turned by more than
/// an eighth of a circle may be taken for the next, upside down.
struct SeriesFit {
    double chi_square = 0;
    double least_delay_s = 0;
    double most_delay_s = 0;
};

SeriesFit fit_series(const std::vector<ToneRatio>& tones, const Admittances& y, double delay_s) {
    std::vector<SourceReading> readings;
    for (const auto& tone : tones)
        readings.push_back(
            reading_of(tone, tone.q * std::polar(1.0, -omega(tone.hz) * delay_s), y));
    const double r = resistance_of(readings);
    const auto x = reactances_of(readings);
    const auto source = [&](double f) { return Complex(r, x.inductive * f - x.capacitive / f); };
    SeriesFit fit;
    for (const auto& each : readings)
        fit.chi_square += std::norm((each.z - source(each.f)) / each.sigma);
    const auto phase = [&](double hz) {
        const Complex z = source(hz / reference_hz);
        return std::arg((1.0 + z * y.heavy) / (1.0 + z * y.light));
    };
    constexpr double step = 50;
    const double envelope = (phase(markers_hz + step) - phase(markers_hz - step)) / omega(2 * step);
    const double turn = phase(markers_hz);
    const bool ambiguous = std::abs(turn) > std::numbers::pi / 4;
    const double other = turn - (ambiguous ? std::copysign(std::numbers::pi, turn) : 0);
    std::tie(fit.least_delay_s, fit.most_delay_s) =
        std::minmax({envelope, turn / omega(markers_hz), other / omega(markers_hz)});
    return fit;
}

const ChannelObservations* same_channel(const Take& take, int channel) {
    for (const auto& seen : take.observations.channels)
        if (seen.output_channel == channel && !seen.dead) return &seen;
    return nullptr;
}

/// A pair of takes, and what each number of frames between them would make of their source.
class Pair {
  public:
    Pair(const Take& reference, const Take& take)
        : rate_(take.rate.value()),
          apart_(take.frames_apart),
          inverse_(take.load.conductance() < reference.load.conductance()),
          y_{std::min(take.load.conductance(), reference.load.conductance()) + input_conductance,
             std::max(take.load.conductance(), reference.load.conductance()) + input_conductance} {
        for (const auto& seen : reference.observations.channels) {
            const auto* other = same_channel(take, seen.output_channel);
            if (seen.dead || other == nullptr) continue;
            channels_.push_back(ratios_of(seen, *other, inverse_));
            if (channels_.back().empty()) channels_.pop_back();
        }
    }

    /// Loads that hardly differ, or no tones: the markers decide.
    [[nodiscard]] bool markers_only() const { return channels_.empty() || y_.heavy < 2 * y_.light; }

    [[nodiscard]] double chi_square(int frames) const {
        double sum = 0;
        for (const auto& tones : channels_) {
            // Frames later in the heavier take turn q = X_light/X_heavy forward.
            const double side = inverse_ ? -1 : 1;
            const auto fit = fit_series(tones, y_, side * frames / rate_);
            const auto [early, late] =
                std::minmax({side * fit.least_delay_s * rate_, side * fit.most_delay_s * rate_});
            const double by_load = apart_ - frames;
            const double miss = (by_load - std::clamp(by_load, early, late)) / marker_frames;
            sum += fit.chi_square + miss * miss;
        }
        return sum;
    }

    [[nodiscard]] double acceptable() const {
        int readings = 0;
        for (const auto& tones : channels_) readings += 2 * static_cast<int>(tones.size()) - 2;
        return chi_square_limit(std::max(2, readings));
    }

  private:
    double rate_;
    double apart_;
    bool inverse_;
    Admittances y_;
    std::vector<std::vector<ToneRatio>> channels_;
};

DelayJudgement by_markers(double apart) {
    if (std::abs(apart) < same_place_frames) return {};
    return {Finding::lost, static_cast<int>(std::lround(apart))};
}

}  // namespace

DelayJudgement judge_delay(const Take& reference, const Take& take) {
    const double apart = take.frames_apart;
    const double longest = longest_circuit_delay_s * take.rate.value();
    const Pair pair(reference, take);
    if (pair.markers_only()) return by_markers(apart);
    const double none = pair.chi_square(0);
    int best = 0;
    double least = std::numeric_limits<double>::infinity();
    const int reach = static_cast<int>(std::ceil(longest));
    const int middle = static_cast<int>(std::lround(apart));
    for (int frames = middle - reach; frames <= middle + reach; ++frames) {
        if (frames == 0) continue;
        const double chi_square = pair.chi_square(frames);
        if (chi_square >= least) continue;
        best = frames;
        least = chi_square;
    }
    const bool near = std::abs(apart) < near_frames;
    if (least < pair.acceptable() && none > least + (near ? overwhelming : strong))
        return {Finding::lost, best};
    // Frames are seldom lost: without evidence they were not.
    if (near ? none < least + clear : none < std::min(least + alike, pair.acceptable())) return {};
    return {Finding::unclear, 0};
}

}  // namespace ohmloop::measure
