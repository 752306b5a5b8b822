#include "jack_scale.hpp"
#include "measure/source/source_doubts.hpp"
#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"
#include "noise_power.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure::distortion {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

/// Harmonics of a THD figure: 2 to 10.
constexpr std::size_t thd_harmonics = 9;
/// A summed harmonic power below this many times its noise expectation is not told from noise.
constexpr double detection = 3;
/// Where the interval of the noise left is a greater share than this of the whole, a bound is told.
constexpr double largest_hidden_share = 0.5;
constexpr double one_sided_95 = 1.645;

FigureKey key_of(const char* quantity, int channel, const Take& take,
                 const TonesObservation& tones) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    key.load = take.load.name;
    key.at_hz = tones.tones.front().frequency_hz;
    key.level_dbfs = tones.tones.front().level_dbfs;
    return key;
}

double power_of(const std::vector<double>& rms, std::size_t count) {
    double power = 0;
    for (std::size_t n = 0; n < std::min(count, rms.size()); ++n) power += rms[n] * rms[n];
    return power;
}

/// The port's noise and its standard uncertainty, mean squares on the record's scale.
struct OwnNoise {
    double mean_square = 0;
    double uncertainty = 0;
    bool subtracted = false;
};

OwnNoise own_noise(const TonesObservation& tones, const InputModel& input) {
    const double read = tones.noise_mean_square;
    const double bandwidth = std::max(1.0, tones.noise_bandwidth_hz);
    const auto noise = port_noise(read, bandwidth, tones.seconds, input);
    const double own = noise.subtracted ? input_noise_mean_square(input).value_or(0) : 0;
    const double reference = input.noise_averaging_s > 0 ? own * own / input.noise_averaging_s : 0;
    return {std::max(0.0, noise.mean_square),
            std::sqrt((read * read / tones.seconds + reference) / bandwidth), noise.subtracted};
}

/// THD+N re fundamental, 20 Hz-20 kHz: fundamental excluded by least squares, the input's own
/// noise taken off where it is known. A bound where the input's noise rules what is left.
Figure thd_n_figure(const FigureKey& key, const TonesObservation& tones,
                    const AnalysisSetup& setup) {
    const double harmonics = power_of(tones.harmonic_rms, tones.harmonic_rms.size());
    const auto noise = own_noise(tones, setup.input);
    const double fundamental = tones.fundamental_rms * tones.fundamental_rms;
    const double total = harmonics + noise.mean_square;
    if (noise.subtracted && 2 * noise.uncertainty > largest_hidden_share * total)
        return result::bound(
            key, Kind::upper_bound,
            10 * std::log10((total + one_sided_95 * noise.uncertainty) / fundamental), "dB",
            "the noise is at or below the input's own");
    const double tone_noise =
        tones.noise_mean_square / std::max(1.0, tones.noise_bandwidth_hz * tones.seconds);
    const double harmonic_share = 2 * std::sqrt(harmonics * tone_noise) / total;
    auto figure = result::measured(
        key,
        {10 * std::log10(total / fundamental),
         {{"noise averaging", db_per_neper / 2 * noise.uncertainty / total, Shape::normal, 0},
          {"noise in the harmonics", db_per_neper / 2 * harmonic_share, Shape::normal, 0}}},
        "dB");
    figure.conditions["input_noise"] =
        noise.subtracted ? "taken off" : "included: not known for this input";
    // Any part of the noise may be the input's: down to the harmonics alone, nothing is ruled out.
    if (!noise.subtracted && figure.low) {
        figure.low =
            std::min(*figure.low, 10 * std::log10(std::max(harmonics, tone_noise) / fundamental));
        figure.uncertainty.reset();
        figure.dominant = "the input's own noise";
    }
    return figure;
}

Figure thd_figure(const FigureKey& key, const TonesObservation& tones) {
    const std::size_t count = std::min(thd_harmonics, tones.harmonic_rms.size());
    const double harmonics = power_of(tones.harmonic_rms, count);
    const double fundamental = tones.fundamental_rms * tones.fundamental_rms;
    const double line_noise =
        tones.noise_mean_square / std::max(1.0, tones.noise_bandwidth_hz * tones.seconds);
    const double expected = line_noise * static_cast<double>(count);
    if (harmonics < detection * expected)
        return result::bound(key, Kind::upper_bound,
                             10 * std::log10((harmonics + 2 * expected) / fundamental), "dB",
                             "no harmonic stands out of the noise");
    const double value = 10 * std::log10((harmonics - expected) / fundamental);
    const double relative = 2 * std::sqrt(line_noise / (harmonics - expected));
    return result::measured(
        key, {value, {{"noise in the harmonics", db_per_neper / 2 * relative, Shape::normal, 0}}},
        "dB");
}

void report(const Take& take, const TonesObservation& tones, int channel,
            const AnalysisSetup& setup, Findings& findings) {
    const std::map<std::string, std::string> conditions{
        {"band", "20 Hz-20 kHz"},
        {"re", "fundamental"},
        {"method", "fundamental excluded by least squares"}};
    auto thd_n = thd_n_figure(key_of("thd_n", channel, take, tones), tones, setup);
    auto thd = thd_figure(key_of("thd", channel, take, tones), tones);
    for (auto* figure : {&thd_n, &thd}) {
        figure->conditions.insert(conditions.begin(), conditions.end());
        findings.figures.push_back(std::move(*figure));
    }
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    const auto drive = common_drive(setup.wiring);
    for (const int channel : observed_channels(takes)) {
        const GainTable table(takes, setup, channel);
        for (const auto& entry : table.entries())
            for (const auto& tones : entry.seen->tones)
                if (tones.drive == drive && tones.tones.size() == 1 && tones.fundamental_rms > 0)
                    report(*entry.take, tones, channel, setup, findings);
    }
    return findings;
}

}  // namespace ohmloop::measure::distortion
