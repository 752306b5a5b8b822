#include "load_presence.hpp"

#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"
#include "source_budget.hpp"
#include "source_doubts.hpp"
#include "source_fit.hpp"

#include "ohmloop/measure/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace ohmloop::measure {

namespace {

/// Lighter loads than this need not show in the level.
constexpr double heaviest_light_ohm = 1000;
/// No plug's contacts have less.
constexpr double least_contact_ohm = 0.003;
/// Jacks and amplifiers without feedback from the jack itself have more.
constexpr double least_source_ohm = 0.02;
/// Readings of one state agree this well.
constexpr double least_change = 1e-5;

/// The row nearest 997 Hz with two loads or more, of opposite signals where they were played.
std::optional<GainRow> reference_row(const GainTable& table, const AnalysisSetup& setup) {
    auto rows = table.small_signal_rows(balanced_drive(setup.wiring));
    if (rows.empty()) rows = table.rows(common_drive(setup.wiring), DbFs(-60), DbFs(0));
    std::erase_if(rows, [](const GainRow& row) { return row.loads.size() < 2; });
    const auto distance = [](const GainRow& row) {
        return std::abs(std::log(row.frequency_hz / reference_hz));
    };
    const auto nearest = std::min_element(
        rows.begin(), rows.end(),
        [&](const GainRow& a, const GainRow& b) { return distance(a) < distance(b); });
    if (nearest == rows.end()) return std::nullopt;
    return *nearest;
}

/// One load of a row against the lightest.
struct Change {
    double seen = 0;         ///< of the level, relative
    double noise = 0;        ///< standard
    double uncertainty = 0;  ///< standard, drift and repeatability included
};

Change change_of(const GainRow& row, std::size_t k, const AnalysisSetup& setup) {
    const auto& load = row.loads[k];
    Change change;
    change.seen = std::abs(load.gain / row.loads[0].gain) - 1;
    change.noise = std::hypot(load.relative_uncertainty, row.loads[0].relative_uncertainty);
    const double repeated = to_ratio(Decibels(setup.input.repeatability_db)) - 1;
    change.uncertainty =
        std::hypot(change.noise, repeated * std::sqrt(2.0), load.drift_half_width / std::sqrt(3.0));
    return change;
}

bool looks_unloaded(const GainRow& row, std::size_t k, const AnalysisSetup& setup) {
    const double ohms = row.loads[k].load.resistance_ohm;
    const auto change = change_of(row, k, setup);
    return ohms <= heaviest_light_ohm &&
           std::abs(change.seen) <=
               std::max(least_change, least_contact_ohm / ohms) + 3 * change.noise;
}

/// The change of level the source behind the other loads would make; nothing where none shows it.
std::optional<double> expected_change(const GainRow& row, std::size_t k,
                                      const std::vector<bool>& unloaded,
                                      const AnalysisSetup& setup) {
    const auto all = line_readings(row, setup);
    std::vector<LineReading> others;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (i != k && !unloaded[i]) others.push_back(all[i]);
    if (others.size() < 2) return std::nullopt;
    for (auto& reading : others) reading.gain = std::abs(reading.gain);
    const auto z = fit_source(others).impedance;
    return std::abs((1.0 + z * all[0].admittance) / (1.0 + z * all[k].admittance)) - 1;
}

/// With nothing else to go by, a load that changes nothing is not there, unless noise would hide
/// what it does; beside loads that do, it must be expected to show.
bool is_absent(const GainRow& row, std::size_t k, const std::vector<bool>& unloaded,
               const AnalysisSetup& setup) {
    const auto expected = expected_change(row, k, unloaded, setup);
    const auto change = change_of(row, k, setup);
    if (!expected) return 3 * change.noise < least_source_ohm / row.loads[k].load.resistance_ohm;
    return std::abs(*expected - change.seen) > least_change + 4 * change.uncertainty;
}

result::Doubt doubt_of(const GainRow& row, std::size_t k, int channel) {
    const auto& name = row.loads[k].load.name;
    return {"load_not_changed",
            result::Severity::weakens,
            channel_name(channel),
            name,
            fmt::format("the level with {} equals that with {}: the load was not changed, or is "
                        "not connected",
                        name, row.loads[0].load.name),
            "check that the resistor sits across the jack, and measure again"};
}

/// The heaviest load's effect lies within what drift alone may do.
void doubt_hidden_effect(const GainRow& row, int channel, const AnalysisSetup& setup,
                         Findings& findings) {
    const auto& load = row.loads.back();
    const auto change = change_of(row, row.loads.size() - 1, setup);
    if (load.load.resistance_ohm > heaviest_light_ohm ||
        std::abs(change.seen) > 3 * change.noise + 2 * change.uncertainty)
        return;
    findings.doubts.push_back(
        {"load_hardly_seen", result::Severity::weakens, channel_name(channel), load.load.name,
         fmt::format("the level with {} differs from that with {} by no more than gain drift may: "
                     "a source below {:.2g} ohm, or a load that is not connected",
                     load.load.name, row.loads[0].load.name,
                     load.load.resistance_ohm * (std::abs(change.seen) + 2 * change.uncertainty)),
         "check that the resistor sits across the jack; return to the first load at the end, "
         "which measures the drift"});
}

const AbsentLoad* find(const std::vector<AbsentLoad>& absent, std::string_view channel,
                       std::string_view load) {
    const auto found = std::find_if(absent.begin(), absent.end(), [&](const AbsentLoad& each) {
        return channel_name(each.channel) == channel && each.load == load;
    });
    return found == absent.end() ? nullptr : &*found;
}

}  // namespace

std::vector<AbsentLoad> find_absent_loads(const std::vector<Take>& takes,
                                          const AnalysisSetup& setup, Findings& findings) {
    std::vector<AbsentLoad> absent;
    for (const int channel : observed_channels(takes)) {
        const auto row = reference_row(GainTable(takes, setup, channel), setup);
        if (!row) continue;
        std::vector<bool> unloaded(row->loads.size(), false);
        for (std::size_t k = 1; k < unloaded.size(); ++k)
            unloaded[k] = looks_unloaded(*row, k, setup);
        for (std::size_t k = 1; k < unloaded.size(); ++k) {
            if (!unloaded[k] || !is_absent(*row, k, unloaded, setup)) continue;
            const auto& name = row->loads[k].load.name;
            absent.push_back({channel, name, "the level with " + name + " shows no load at all"});
            findings.doubts.push_back(doubt_of(*row, k, channel));
        }
        if (find(absent, channel_name(channel), row->loads.back().load.name) == nullptr)
            doubt_hidden_effect(*row, channel, setup, findings);
    }
    return absent;
}

std::vector<Take> marked(std::vector<Take> takes, const std::vector<AbsentLoad>& absent) {
    for (auto& take : takes)
        for (auto& seen : take.observations.channels)
            seen.unloaded =
                find(absent, channel_name(seen.output_channel), take.load.name) != nullptr;
    return takes;
}

void withhold(Findings& findings, const std::vector<AbsentLoad>& absent) {
    if (absent.empty()) return;
    for (auto& figure : findings.figures) {
        const auto channel = figure.key.channel.value_or("");
        if (const auto* gone = find(absent, channel, figure.key.load.value_or("")))
            figure = result::not_measured(figure.key, figure.unit, gone->why);
        // An impedance that is missing is so for want of that load.
        const bool none = figure.key.quantity == "output_impedance" && !figure.value;
        for (const auto& each : absent)
            if (none && channel_name(each.channel) == channel) figure.reason = each.why;
    }
    std::erase_if(findings.curves, [&](const result::Curve& curve) {
        return find(absent, curve.channel.value_or(""), curve.load.value_or("")) != nullptr;
    });
}

}  // namespace ohmloop::measure
