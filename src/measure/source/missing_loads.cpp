#include "missing_loads.hpp"

#include "measure/take/integrity.hpp"

#include "ohmloop/dsp/median.hpp"
#include "ohmloop/measure/needs.hpp"
#include "ohmloop/units/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace ohmloop::measure {

namespace {

/// Three times what counts as the maximum level.
constexpr double limited_distortion = 0.03;
/// Noise and hum are in the lightest load's points as well, and mostly more of them.
constexpr double limited_rise = 3;
/// The part of a ramp below the tones' level that is judged.
constexpr double judged_db = 3;

/// The level of a sine with the peak that tones sounding together reach; of the loudest segment.
double tones_level(const ChannelObservations& seen, signal::Drive drive) {
    double highest = 0;
    for (const auto& tones : seen.tones) {
        if (tones.drive != drive) continue;
        double sum = 0;
        for (const auto& tone : tones.tones)
            if (tone.is_small_signal()) sum += peak_amplitude(DbFs(tone.level_dbfs));
        highest = std::max(highest, sum);
    }
    return highest > 0 ? level_of_peak(highest).value() : -200;
}

/// Medians over the ramp's points just below a level.
struct BelowLevel {
    double distortion_rms = 0;
    double fundamental_rms = 0;
};

std::optional<BelowLevel> just_below(const ChannelObservations& seen, double level_dbfs) {
    std::vector<double> distortion;
    std::vector<double> fundamental;
    for (const auto& ramp : seen.ramps)
        for (const auto& point : ramp.points) {
            if (point.level_dbfs > level_dbfs || point.level_dbfs < level_dbfs - judged_db)
                continue;
            distortion.push_back(point.distortion_rms);
            fundamental.push_back(point.fundamental_rms);
        }
    if (distortion.empty()) return std::nullopt;
    return BelowLevel{dsp::median(std::move(distortion)), dsp::median(std::move(fundamental))};
}

/// Distortion at the tones' level that the lightest load's take (`lightest`, of the same channel)
/// lacks, over the fundamental; 0 where noise and hum may be all there is.
double risen_distortion(const ChannelObservations& seen, const ChannelObservations* lightest,
                        signal::Drive drive) {
    const double level = tones_level(seen, drive);
    const auto loaded = just_below(seen, level);
    if (!loaded || loaded->fundamental_rms <= 0) return 0;
    const auto light = lightest != nullptr ? just_below(*lightest, level) : std::nullopt;
    const double before = light ? light->distortion_rms : 0;
    if (loaded->distortion_rms <= limited_rise * before) return 0;
    return std::sqrt(std::pow(loaded->distortion_rms, 2) - std::pow(before, 2)) /
           loaded->fundamental_rms;
}

const ChannelObservations* lightest_of(const std::vector<Take>& takes, int channel) {
    const ChannelObservations* lightest = nullptr;
    double ohms = 0;
    for (const auto& take : takes) {
        const auto* seen = take.observations.find(channel);
        if (!take.usable || seen == nullptr || take.load.resistance_ohm <= ohms) continue;
        lightest = seen;
        ohms = take.load.resistance_ohm;
    }
    return lightest;
}

result::Doubt doubt_limited(const Take& take, int channel) {
    return {"limited_at_low_level",
            result::Severity::weakens,
            channel_name(channel),
            take.load.name,
            fmt::format("into {} the port is past its limit already at the level of the "
                        "impedance's tones: this load says nothing of the impedance",
                        take.load.name),
            "measure with lighter loads"};
}

/// A limit that sets in takes about as much off a sine as it adds in harmonics: 0.6 of it where a
/// peak is cut flat, more where the curve is round, less of tones that seldom peak together.
void widen(std::vector<GainRow>& rows, const profiles::Load& load, double risen) {
    for (auto& row : rows)
        for (auto& each : row.loads)
            if (each.load.name == load.name) each.limit_half_width = risen;
}

/// Why a take that was made does not count; empty where it does.
std::string loss_of(const Take& take, int channel, const std::vector<std::string>& limited) {
    if (!take.usable) {
        for (const auto& doubt : take.doubts)
            if (doubt.severity == result::Severity::spoils) return doubt.text;
        return "it is not usable";
    }
    const auto* seen = take.observations.find(channel);
    if (seen == nullptr) return "this channel was not recorded";
    if (seen->dead) return "this channel is silent in it";
    if (seen->unloaded) return "its level shows no load";
    if (std::find(limited.begin(), limited.end(), take.load.name) != limited.end())
        return "the port is past its limit there at the level of the tones";
    const bool any = std::any_of(seen->tones.begin(), seen->tones.end(), [](const auto& tones) {
        return std::any_of(tones.tones.begin(), tones.tones.end(),
                           [](const ToneReading& tone) { return tone.is_small_signal(); });
    });
    return any ? "" : "it holds none of the impedance's tones";
}

}  // namespace

std::vector<std::string> drop_limited_loads(std::vector<GainRow>& rows,
                                            const std::vector<Take>& takes,
                                            const AnalysisSetup& setup, int channel,
                                            Findings& findings) {
    std::vector<std::string> limited;
    const auto* lightest = lightest_of(takes, channel);
    for (const auto& take : takes) {
        const auto* seen = take.observations.find(channel);
        if (!take.usable || take.load.is_open() || seen == nullptr || seen->dead) continue;
        if (seen == lightest) continue;
        const double risen = risen_distortion(*seen, lightest, balanced_drive(setup.wiring));
        if (risen <= limited_distortion) {
            widen(rows, take.load, risen);
            continue;
        }
        limited.push_back(take.load.name);
        findings.doubts.push_back(doubt_limited(take, channel));
    }
    for (auto& row : rows)
        std::erase_if(row.loads, [&](const LoadGain& each) {
            return std::find(limited.begin(), limited.end(), each.load.name) != limited.end();
        });
    return limited;
}

std::string obstacle(const std::vector<GainRow>& rows, const std::vector<Take>& takes, int channel,
                     const std::vector<std::string>& limited) {
    if (std::any_of(rows.begin(), rows.end(),
                    [](const GainRow& row) { return row.loads.size() > 1; }))
        return "";
    for (const auto& take : takes) {
        const std::string why = loss_of(take, channel, limited);
        if (!why.empty()) return fmt::format("the take with {} is lost: {}", take.load.name, why);
    }
    if (rows.empty()) return "no usable take of this channel";
    return "needs takes with two different loads, at least one of them a resistor";
}

}  // namespace ohmloop::measure
