#include "missing_loads.hpp"

#include "measure/take/integrity.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/units/quantity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ohmloop::measure {

namespace {

/// Of a tone: three times what counts as the maximum level.
constexpr double limited_distortion = 0.03;
/// Of power: noise is in the lightest load's reading as well, and mostly more of it.
constexpr double limited_rise = 2;

/// What a load adds beside its tones, over one of them, both rms: the lightest load has noise and
/// the converters' distortion in it too. 0 where that may be all there is.
///
/// A limit takes off a tone of amplitude a no more than it makes in all: by Cauchy and Schwarz the
/// part of an error e in step with the tone is at most sqrt(2) rms(e). It comes near to it where a
/// quiet tone rides on the peaks of a loud one that are cut: there it fails while the loud one
/// hardly shows it.
double risen_beside(const GainRow& row, const LoadGain& load) {
    const double before = std::pow(row.loads.front().beside_rms, 2);
    const double now = std::pow(load.beside_rms, 2);
    return now > limited_rise * before && load.tone_rms > 0
               ? std::sqrt(now - before) / load.tone_rms
               : 0;
}

/// A load and the tones at which the port was past its limit into it.
struct LimitedLoad {
    std::string name;
    std::vector<double> hz;
    bool everywhere = true;
};

void note_limited(std::vector<LimitedLoad>& limited, const std::string& name, double hz) {
    auto found = std::find_if(limited.begin(), limited.end(),
                              [&](const LimitedLoad& each) { return each.name == name; });
    if (found == limited.end()) found = limited.insert(limited.end(), {name, {}, true});
    found->hz.push_back(hz);
}

/// Takes out of a row what is past its limit there, and gives the rest its room.
void drop_limited(GainRow& row, std::vector<LimitedLoad>& limited) {
    for (auto& load : row.loads) load.limit_half_width = risen_beside(row, load);
    std::erase_if(row.loads, [&](const LoadGain& load) {
        if (load.limit_half_width <= limited_distortion) return false;
        note_limited(limited, load.load.name, row.frequency_hz);
        return true;
    });
}

bool holds(const GainRow& row, const std::string& load) {
    return std::any_of(row.loads.begin(), row.loads.end(),
                       [&](const LoadGain& each) { return each.load.name == load; });
}

result::Doubt doubt_limited(const LimitedLoad& load, int channel) {
    const std::string where =
        load.everywhere ? "" : fmt::format(" at {:g} Hz", fmt::join(load.hz, ", "));
    return {"limited_at_low_level",
            result::Severity::weakens,
            channel_name(channel),
            load.name,
            fmt::format("into {} the port is past its limit already at the level of the "
                        "impedance's tones{}: {} this load says nothing of the impedance",
                        load.name, where, load.everywhere ? "" : "there"),
            "measure with lighter loads"};
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

LimitedReadings drop_limited_loads(std::vector<GainRow>& rows, int channel, Findings& findings) {
    LimitedReadings lost;
    std::vector<LimitedLoad> limited;
    for (auto& row : rows) {
        const std::size_t before = row.loads.size();
        drop_limited(row, limited);
        if (before > 1 && row.loads.size() < 2) lost.hz.insert(row.frequency_hz);
    }
    for (auto& load : limited) {
        load.everywhere = std::none_of(rows.begin(), rows.end(),
                                       [&](const GainRow& row) { return holds(row, load.name); });
        if (load.everywhere) lost.loads.push_back(load.name);
        findings.doubts.push_back(doubt_limited(load, channel));
    }
    return lost;
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
