#include "ohmloop/classify/published_port.hpp"

#include "classify/level_drop.hpp"
#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <span>

namespace ohmloop::classify {

namespace {

constexpr double stated_impedance = 1.2;
constexpr double stated_level = 1.12;  // 1 dB
constexpr double about = 1.5;
/// From here on hardly a load pulls a stage into its limit: the open level is about its EMF.
constexpr double hardly_limiting_ohm = 150;
/// Below, |Z| at 20 Hz and at 1 kHz are one figure read twice, above a capacitor stands between.
constexpr double rises_in_the_bass = 1.1;

Known within(double value, double factor) { return {value, value / factor, value * factor}; }

std::optional<Known> impedance_of(const PublishedPort& published) {
    if (!published.impedance_ohm || *published.impedance_ohm <= 0) return {};
    const double ohm = *published.impedance_ohm;
    switch (published.impedance_exactness) {
        case Exactness::at_most:
            return Known{ohm, 0, ohm, result::Kind::upper_bound};
        case Exactness::about:
            return within(ohm, about);
        case Exactness::stated:
            break;
    }
    return within(ohm, stated_impedance);
}

/// |Z20|^2 = R^2 + 1/(2 pi 20 C)^2.
std::optional<Known> capacitor_of(const PublishedPort& published) {
    if (published.coupling_farads) return within(*published.coupling_farads, stated_impedance);
    if (!published.impedance_20hz_ohm || !published.impedance_ohm) return {};
    const double bass = *published.impedance_20hz_ohm;
    const double mid = *published.impedance_ohm;
    if (bass < rises_in_the_bass * mid) return {};
    const double reactance = std::sqrt(bass * bass - mid * mid);
    return within(1 / (2 * std::numbers::pi * 20 * reactance), about);
}

LoadFacts level_with(const PublishedPort::Level& level) {
    LoadFacts load;
    load.name = fmt::format("{:g}", level.load_ohm);
    load.resistance_ohm = level.load_ohm;
    load.max_level = within(level.volts, stated_level);
    return load;
}

LoadFacts open_jack(const PublishedPort& published) {
    LoadFacts open;
    open.name = "open";
    open.thd_n_db = published.thd_n_db;
    if (published.unloaded_v) {
        open.max_level = within(*published.unloaded_v, stated_level);
        return open;
    }
    if (published.loaded.empty() || !published.impedance_ohm) return open;
    const auto& lightest =
        *std::max_element(published.loaded.begin(), published.loaded.end(),
                          [](const auto& a, const auto& b) { return a.load_ohm < b.load_ohm; });
    // What limits the current with a heavy load does not limit the open jack.
    const bool at_most = published.impedance_exactness == Exactness::at_most;
    const double source = at_most ? 0 : *published.impedance_ohm;
    const double least = lightest.volts * (1 + source / lightest.load_ohm);
    if (lightest.load_ohm >= hardly_limiting_ohm && !at_most)
        open.max_level = within(least, about);
    else
        open.max_level = Known{least, least, least, result::Kind::lower_bound};
    return open;
}

/// The most that a source gives into a load: the open jack's level, divided.
double most_into(const LoadFacts& load, const PortFacts& facts) {
    const double least_source = facts.impedance_ohm ? facts.impedance_ohm->low : 0;
    const double share = *load.resistance_ohm / (*load.resistance_ohm + least_source);
    return facts.open()->max_level->high * share;
}

/// A level that is more than the rest of the sheet leaves, all being as far off as sheets round.
struct Excess {
    const LoadFacts* load = nullptr;
    const LoadFacts* lighter = nullptr;  ///< that gets less; none: the open jack, divided
};

bool is_open_known(const PortFacts& facts) {
    return facts.open()->max_level && facts.open()->max_level->is_measured();
}

std::optional<Excess> excess_in(const PortFacts& facts) {
    const LoadFacts* lighter = nullptr;
    for (const auto& load : facts.loads) {
        if (!load.resistance_ohm || !load.max_level) continue;
        if (is_open_known(facts) && load.max_level->low > most_into(load, facts))
            return Excess{&load, nullptr};
        if (lighter != nullptr && load.max_level->low > lighter->max_level->high)
            return Excess{&load, lighter};
        lighter = &load;
    }
    return {};
}

/// Its lightest load's EMF leaves each of these what it gets.
bool one_source_explains(std::span<const LoadFacts* const> loads, double least_source_ohm) {
    const auto siemens = [](const LoadFacts* load) {
        return load->resistance_ohm ? 1 / *load->resistance_ohm : 0;
    };
    for (const LoadFacts* light : loads)
        for (const LoadFacts* heavy : loads) {
            if (siemens(heavy) <= siemens(light)) continue;
            const double share =
                (1 + least_source_ohm * siemens(light)) / (1 + least_source_ohm * siemens(heavy));
            if (heavy->max_level->low > light->max_level->high * share) return false;
        }
    return true;
}

/// How many of the heaviest loads have a source of their own, where two sources explain the levels;
/// 0: no two do.
std::ptrdiff_t heavy_group(const PortFacts& facts) {
    std::vector<const LoadFacts*> known;
    for (const auto& load : facts.loads)
        if (load.max_level && load.max_level->is_measured()) known.push_back(&load);
    const double least_source = facts.impedance_ohm ? facts.impedance_ohm->low : 0;
    const std::span<const LoadFacts* const> all(known);
    for (std::size_t light = 1; light < all.size(); ++light)
        if (one_source_explains(all.first(light), least_source) &&
            one_source_explains(all.subspan(light), least_source))
            return std::ssize(all.subspan(light));
    return 0;
}

std::string worded(const Excess& excess, const PortFacts& facts) {
    const auto level = [](const LoadFacts& load) {
        return fmt::format("{:.3g} V into {}", load.max_level->value,
                           worded_ohms(*load.resistance_ohm));
    };
    if (excess.lighter)
        return fmt::format("the level rises from {} to {}", level(*excess.lighter),
                           level(*excess.load));
    return fmt::format(
        "{}, where the unloaded level and the output impedance leave at most {:.3g} V",
        level(*excess.load), most_into(*excess.load, facts));
}

/// Two sources, one of the lighter loads and one of the heavier, are what a port that senses its
/// load has; with a single heavy one a wrong figure shows the same.
void contradict(PortFacts& facts) {
    const auto excess = excess_in(facts);
    if (!excess) return;
    const auto heavy = heavy_group(facts);
    facts.may_sense_load = heavy > 0;
    const char* what = heavy > 1 ? "the port may sense its load, as two sources explain its levels "
                                   "and one does not"
                       : heavy > 0 ? "the port may sense its load, or a figure is wrong"
                                   : "the figures contradict each other";
    facts.contradiction = fmt::format("{}: {}", what, worded(*excess, facts));
}

/// A capacitor raises a source's impedance in the bass, and nothing usual lowers it there.
void contradict_bass(PortFacts& facts, const PublishedPort& published) {
    if (!facts.contradiction.empty() || !facts.impedance_ohm || !published.impedance_20hz_ohm)
        return;
    const double bass = *published.impedance_20hz_ohm;
    if (bass * stated_impedance >= facts.impedance_ohm->low) return;
    facts.contradiction = fmt::format(
        "the figures contradict each other: the output impedance is {} at 20 Hz, less than the {} "
        "above",
        worded_ohms(bass), worded_ohms(*published.impedance_ohm));
}

/// What the levels leave of the source, where no impedance or a looser bound of it is stated.
void add_levels_source(PortFacts& facts) {
    const auto& stated = facts.impedance_ohm;
    if (!level_pair(facts) || (stated && stated->is_measured())) return;
    const double ohm = most_source_ohm(facts).value_or(0);
    if (stated && (ohm <= 0 || ohm >= stated->value)) return;
    facts.levels_alone = true;
    if (ohm > 0 && std::isfinite(ohm))
        facts.impedance_ohm = facts.resistance_ohm = Known{ohm, 0, ohm, result::Kind::upper_bound};
}

/// The open jack's level is at least the lightest load's; one load alone tells next to nothing.
void add_open_level(PortFacts& facts) {
    auto& open = facts.loads.front().max_level;
    if (open || !facts.levels_alone) return;
    const double least = facts.loads[1].max_level->value;
    open = Known{least, least, least, result::Kind::lower_bound};
}

}  // namespace

PortFacts facts_of(const PublishedPort& published) {
    PortFacts facts;
    facts.volts = true;
    facts.volume = Volume::maximum;
    facts.impedance_ohm = facts.resistance_ohm = impedance_of(published);
    facts.coupling_farads = capacitor_of(published);
    facts.snr_db = published.snr_db;
    facts.adjustable = published.adjustable;
    facts.balanced = published.balanced;
    facts.loads.push_back(open_jack(published));
    for (const auto& level : published.loaded) facts.loads.push_back(level_with(level));
    std::sort(facts.loads.begin() + 1, facts.loads.end(),
              [](const auto& a, const auto& b) { return *a.resistance_ohm > *b.resistance_ohm; });
    contradict(facts);
    contradict_bass(facts, published);
    add_levels_source(facts);
    add_open_level(facts);
    return facts;
}

}  // namespace ohmloop::classify
