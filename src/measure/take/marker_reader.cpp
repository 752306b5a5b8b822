#include "marker_reader.hpp"

#include "recording_speed.hpp"

#include "ohmloop/dsp/correlation.hpp"
#include "ohmloop/signal/marker.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ohmloop::measure {

namespace {

using signal::MarkerShape;

constexpr double least_score = 0.5;
/// A marker's bits are read within 0.2 % of its speed; the tone is asked where that is near.
constexpr double own_speed = 800e-6;
/// Tried when the loudest tone is not the stimulus's.
constexpr double swapped_rates[] = {48000.0 / 44100, 44100.0 / 48000, 0.5, 2.0,
                                    96000.0 / 44100, 44100.0 / 96000};

template <class Value>
std::vector<double> sampled(double seconds, double rate, Value value) {
    std::vector<double> samples(static_cast<std::size_t>(std::lround(seconds * rate)));
    for (std::size_t n = 0; n < samples.size(); ++n)
        samples[n] = value(static_cast<double>(n) / rate);
    return samples;
}

/// Largest |score| within a few frames: 1000 ppm move the last bit of a marker by 0.2 ms.
double best_score(std::span<const double> x, std::span<const double> pattern, double position,
                  double reach) {
    double best = 0;
    for (double p = position - reach; p <= position + reach; p += 1) {
        const auto frame = static_cast<std::ptrdiff_t>(std::lround(p));
        if (frame < 0 || static_cast<std::size_t>(frame) + pattern.size() > x.size()) continue;
        best = std::max(best, std::abs(dsp::score_at(x, pattern, static_cast<std::size_t>(frame))));
    }
    return best;
}

std::optional<std::uint16_t> read_number(std::span<const double> x, double position, double rate) {
    const auto rising =
        sampled(MarkerShape::bit_s, rate, [](double t) { return signal::bit_value(true, t); });
    const auto falling =
        sampled(MarkerShape::bit_s, rate, [](double t) { return signal::bit_value(false, t); });
    const double reach = std::ceil(0.0003 * rate);
    unsigned word = 0;
    for (int bit = 0; bit < MarkerShape::number_bits + MarkerShape::check_bits; ++bit) {
        const double at = position + signal::bit_start_s(bit) * rate;
        const double up = best_score(x, rising, at, reach);
        const double down = best_score(x, falling, at, reach);
        if (std::max(up, down) < 0.3) return std::nullopt;
        word = (word << 1U) | (up > down ? 1U : 0U);
    }
    const auto number = static_cast<std::uint16_t>(word >> MarkerShape::check_bits);
    if (signal::marker_check(number) != (word & 0xFFU)) return std::nullopt;
    return number;
}

MarkersRead numbered_markers(std::span<const double> x, Hertz rate, double stretch) {
    auto markers = find_markers(x, rate, stretch);
    std::erase_if(markers, [](const FoundMarker& m) { return !m.number; });
    return {stretch, std::move(markers)};
}

double best_sync(const MarkersRead& read) {
    double best = 0;
    for (const auto& marker : read.markers) best = std::max(best, marker.score);
    return best;
}

/// An offset counts as energy in which no marker fits.
std::vector<double> without_mean(std::span<const double> x) {
    const double mean =
        x.empty() ? 0 : std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
    std::vector<double> rest(x.begin(), x.end());
    for (double& value : rest) value -= mean;
    return rest;
}

}  // namespace

std::vector<FoundMarker> find_markers(std::span<const double> x, Hertz rate, double stretch) {
    const double stretched_rate = rate.value() * stretch;
    const auto sync = sampled(MarkerShape::sync_s, stretched_rate, signal::sync_value);
    if (x.size() < sync.size()) return {};
    const auto spacing = static_cast<std::size_t>(0.1 * stretched_rate);
    std::vector<FoundMarker> markers;
    for (const auto& match : dsp::find_pattern(x, sync, least_score, spacing))
        markers.push_back({match.position, match.score, match.polarity,
                           read_number(x, match.position, stretched_rate)});
    std::sort(markers.begin(), markers.end(),
              [](const auto& a, const auto& b) { return a.position < b.position; });
    return markers;
}

MarkersRead read_markers(std::span<const double> recorded, Hertz rate) {
    const auto x = without_mean(recorded);
    auto read = numbered_markers(x, rate, 1);
    const auto tone = stretch_by_tone(x, rate);
    // The tone may not be the stimulus's: the chirps fit better where it is.
    if (tone && std::abs(*tone - 1) > own_speed) {
        auto by_tone = numbered_markers(x, rate, *tone);
        if (best_sync(by_tone) > best_sync(read)) read = std::move(by_tone);
    }
    for (const double stretch : swapped_rates) {
        if (!read.markers.empty()) break;
        read = numbered_markers(x, rate, stretch);
    }
    return read;
}

std::size_t loudest_channel(const std::vector<std::vector<double>>& channels) {
    std::size_t loudest = 0;
    double most = -1;
    for (std::size_t c = 0; c < channels.size(); ++c) {
        const double energy =
            std::inner_product(channels[c].begin(), channels[c].end(), channels[c].begin(), 0.0);
        if (energy > most) {
            most = energy;
            loudest = c;
        }
    }
    return loudest;
}

}  // namespace ohmloop::measure
