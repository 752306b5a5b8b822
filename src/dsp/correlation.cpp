#include "ohmloop/dsp/correlation.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>

namespace ohmloop::dsp {

namespace {

double as_double(std::size_t n) { return static_cast<double>(n); }

double energy(std::span<const double> x) {
    double sum = 0;
    for (double value : x) sum += value * value;
    return sum;
}

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Normalized correlation at every whole position, by overlap-save: blocks of a few patterns'
/// length, so that the memory does not grow with the record and a loud part does not round away a
/// quiet one minutes later.
class NormalizedCorrelation {
  public:
    NormalizedCorrelation(std::span<const double> x, std::span<const double> pattern)
        : x_(x),
          length_(pattern.size()),
          pattern_energy_(energy(pattern)),
          block_(fast_length(std::max<std::size_t>(4 * pattern.size(), 16384))) {
        std::vector<double> padded(pattern.begin(), pattern.end());
        padded.resize(block_);
        conjugate_ = real_fft(padded);
        for (auto& bin : conjugate_) bin = std::conj(bin);
    }

    [[nodiscard]] std::vector<float> scores() const {
        std::vector<float> result(x_.size() - length_ + 1);
        const std::size_t advance = block_ - length_ + 1;
        for (std::size_t start = 0; start < result.size(); start += advance)
            score_block(start, std::min(advance, result.size() - start), result);
        return result;
    }

  private:
    void score_block(std::size_t start, std::size_t count, std::vector<float>& result) const {
        const auto part = x_.subspan(start, std::min(block_, x_.size() - start));
        std::vector<double> padded(part.begin(), part.end());
        padded.resize(block_);
        auto spectrum = real_fft(padded);
        for (std::size_t k = 0; k < spectrum.size(); ++k) spectrum[k] *= conjugate_[k];
        const auto products = inverse_real_fft(spectrum, block_);
        std::vector<double> sums(part.size() + 1);
        for (std::size_t n = 0; n < part.size(); ++n) sums[n + 1] = sums[n] + part[n] * part[n];
        // Below this the window is digital silence and its score the transform's rounding.
        const double least = 1e-20 * sums.back();
        for (std::size_t p = 0; p < count; ++p) {
            const double window = sums[p + length_] - sums[p];
            const double score =
                window > least ? products[p] / std::sqrt(window * pattern_energy_) : 0;
            result[start + p] = static_cast<float>(score);
        }
    }

    std::span<const double> x_;
    std::size_t length_;
    double pattern_energy_;
    std::size_t block_;
    std::vector<std::complex<double>> conjugate_;
};

/// Local maxima of |score|, best first, each `spacing` away from any better one.
std::vector<std::size_t> separate_peaks(const std::vector<float>& scores, double least,
                                        std::size_t spacing) {
    const auto size = [&](std::size_t p) { return std::abs(scores[p]); };
    std::vector<std::size_t> peaks;
    for (std::size_t p = 0; p < scores.size(); ++p) {
        if (!(static_cast<double>(size(p)) >= least)) continue;
        const bool rises = p == 0 || size(p) > size(p - 1);
        const bool falls = p + 1 == scores.size() || size(p) >= size(p + 1);
        if (rises && falls) peaks.push_back(p);
    }
    std::stable_sort(peaks.begin(), peaks.end(),
                     [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
    std::set<std::size_t> taken;
    std::vector<std::size_t> kept;
    for (std::size_t p : peaks) {
        const auto next = taken.lower_bound(p);
        if (next != taken.end() && *next - p < spacing) continue;
        if (next != taken.begin() && p - *std::prev(next) < spacing) continue;
        taken.insert(p);
        kept.push_back(p);
    }
    return kept;
}

/// The raw correlation around a whole position, between its samples by a Hann-windowed sinc over
/// 24 neighbours each side: exact to 1e-4 below 0.45 of the rate.
class LocalCorrelation {
  public:
    LocalCorrelation(std::span<const double> x, std::span<const double> pattern,
                     std::size_t centre) {
        for (int lag = -reach_; lag <= reach_; ++lag)
            values_.push_back(product(x, pattern, static_cast<std::ptrdiff_t>(centre) + lag));
    }

    /// t in [-1, 1] frames from the centre.
    [[nodiscard]] double at(double t) const {
        double sum = 0;
        for (int lag = -reach_; lag <= reach_; ++lag) {
            const double d = t - lag;
            if (std::abs(d) >= half_width_) continue;
            const double angle = std::numbers::pi * d;
            const double sinc = d == 0 ? 1 : std::sin(angle) / angle;
            const double window = 0.5 * (1 + std::cos(angle / half_width_));
            sum += values_[static_cast<std::size_t>(lag + reach_)] * sinc * window;
        }
        return sum;
    }

    [[nodiscard]] double at_centre() const { return values_[static_cast<std::size_t>(reach_)]; }

  private:
    /// The pattern may hang over the record's ends there.
    static double product(std::span<const double> x, std::span<const double> pattern,
                          std::ptrdiff_t position) {
        const auto n = static_cast<std::ptrdiff_t>(x.size());
        const auto m = static_cast<std::ptrdiff_t>(pattern.size());
        const auto first = std::clamp<std::ptrdiff_t>(-position, 0, m);
        const auto last = std::clamp<std::ptrdiff_t>(n - position, first, m);
        const auto count = static_cast<std::size_t>(last - first);
        if (count == 0) return 0;
        return dot(x.subspan(static_cast<std::size_t>(position + first), count),
                   pattern.subspan(static_cast<std::size_t>(first), count));
    }

    static constexpr int reach_ = 25;
    static constexpr double half_width_ = 24;
    std::vector<double> values_;
};

/// Where sign * f is largest in [-1, 1]: golden section, f being smooth and single-peaked there.
double peak_near_zero(const LocalCorrelation& correlation, double sign) {
    constexpr double golden = 0.6180339887498949;
    double low = -1;
    double high = 1;
    while (high - low > 1e-6) {
        const double left = high - golden * (high - low);
        const double right = low + golden * (high - low);
        if (sign * correlation.at(left) > sign * correlation.at(right))
            high = right;
        else
            low = left;
    }
    return (low + high) / 2;
}

Match refine(std::span<const double> x, std::span<const double> pattern, std::size_t position) {
    const LocalCorrelation correlation(x, pattern, position);
    const double sign = correlation.at_centre() < 0 ? -1 : 1;
    const double shift = peak_near_zero(correlation, sign);
    const double window = energy(x.subspan(position, pattern.size()));
    const double score = std::abs(correlation.at(shift)) / std::sqrt(window * energy(pattern));
    return {.position = as_double(position) + shift,
            .score = std::min(score, 1.0),
            .polarity = sign < 0 ? -1 : 1};
}

}  // namespace

std::vector<Match> find_pattern(std::span<const double> x, std::span<const double> pattern,
                                double least_score, std::size_t spacing) {
    expects(!pattern.empty() && energy(pattern) > 0, "a pattern to find is not silence");
    expects(least_score > 0, "a least score is positive");
    if (x.size() < pattern.size()) return {};
    const auto scores = NormalizedCorrelation(x, pattern).scores();
    std::vector<Match> matches;
    for (std::size_t p : separate_peaks(scores, least_score, spacing))
        matches.push_back(refine(x, pattern, p));
    return matches;
}

double score_at(std::span<const double> x, std::span<const double> pattern, std::size_t position) {
    expects(position + pattern.size() <= x.size(), "the pattern lies inside the record");
    const auto part = x.subspan(position, pattern.size());
    const double scale = std::sqrt(energy(part) * energy(pattern));
    return scale > 0 ? dot(part, pattern) / scale : 0;
}

}  // namespace ohmloop::dsp
