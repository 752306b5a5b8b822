#include "channel_pair.hpp"
#include "jack_scale.hpp"
#include "measure/source/shared_return.hpp"
#include "return_modes.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace ohmloop::measure::shared_ground {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

constexpr double two_sided_95 = 1.96;
/// Readings disagree beyond this many standard uncertainties of their difference,
constexpr double coverage = 3;
/// what a port's gain may move between segments of unlike drive and level, relative,
constexpr double steadiness = 1e-4;
/// and this share of themselves, for resistors and channels that differ.
constexpr double unlike = 0.05;
/// An imaginary part larger than this share is no resistance's.
constexpr double largest_reactance = 0.3;

/// The mean of readings of one kind.
std::optional<ReturnReading> mean_of(const std::vector<ReturnReading>& readings) {
    if (readings.empty()) return std::nullopt;
    ReturnReading mean;
    double variance = 0;
    for (const auto& reading : readings) {
        mean.ohm += reading.ohm;
        mean.coupled_ohm = std::max(mean.coupled_ohm, reading.coupled_ohm);
        variance += reading.noise_ohm * reading.noise_ohm;
    }
    const auto count = static_cast<double>(readings.size());
    return ReturnReading{mean.ohm / count, std::sqrt(variance) / count, mean.coupled_ohm};
}

/// What the silent channels show, and what the driven ones should agree with.
struct Evidence {
    ReturnReading silent;
    std::size_t directions = 0;
    double apart_ohm = 0;  ///< of the two directions
    std::optional<ReturnReading> alone;
    std::optional<ReturnReading> in_phase;
    double loop_ohm = 0;  ///< |Zo + R|
};

std::optional<Evidence> evidence_of(const ReturnModes& modes, double loop_ohm) {
    const auto silent = mean_of(modes.silent);
    if (!silent) return std::nullopt;
    Evidence evidence{
        *silent, modes.silent.size(), 0, mean_of(modes.alone), mean_of(modes.in_phase), loop_ohm};
    if (modes.silent.size() == 2)
        evidence.apart_ohm = std::abs((modes.silent[0].ohm - modes.silent[1].ohm).real());
    return evidence;
}

bool agrees(const Evidence& evidence, const std::optional<ReturnReading>& driven) {
    if (!driven) return true;
    const double allowed = coverage * std::hypot(evidence.silent.noise_ohm, driven->noise_ohm) +
                           steadiness * evidence.loop_ohm + unlike * std::abs(evidence.silent.ohm);
    return std::abs((driven->ohm - evidence.silent.ohm).real()) <= allowed;
}

/// Why the readings are not of one resistance >= 0; empty where they are.
std::string contradiction(const Evidence& evidence) {
    const auto told = [](const char* how, const std::optional<ReturnReading>& reading) {
        return reading ? fmt::format(", {:.3f} ohm by {}", reading->ohm.real(), how)
                       : std::string();
    };
    const auto& silent = evidence.silent;
    const double sure = coverage * silent.noise_ohm + steadiness * evidence.loop_ohm;
    const bool is_reactive = std::abs(silent.ohm.imag()) >
                             std::max(sure, largest_reactance * std::abs(silent.ohm.real()));
    if (is_reactive) return "what the silent channel shows of the other is no resistance's";
    if (silent.ohm.real() < -sure || !agrees(evidence, evidence.alone) ||
        !agrees(evidence, evidence.in_phase))
        return fmt::format("a second ground path hides it: {:.3f} ohm by the silent channel{}{}",
                           silent.ohm.real(), told("the one playing alone", evidence.alone),
                           told("both in phase", evidence.in_phase));
    return {};
}

std::vector<result::Term> terms_of(const Evidence& evidence, const profiles::Load& load,
                                   const InputModel& input) {
    const double ohm = std::abs(evidence.silent.ohm.real());
    std::vector<result::Term> terms{
        {"noise", evidence.silent.noise_ohm, Shape::normal, 0},
        {"coupling", evidence.silent.coupled_ohm / std::sqrt(3.0), Shape::rectangular, 0},
        {"load tolerance", ohm * load.tolerance / std::sqrt(3.0), Shape::rectangular, 0}};
    if (load.scale_uncertainty > 0)
        terms.push_back({"load scale", ohm * load.scale_uncertainty, Shape::normal, 0});
    // One direction reads low by what the other reads high.
    if (const double match = input_match_db(input) / db_per_neper;
        evidence.directions < 2 && match > 0)
        terms.push_back({"channel match", ohm * match / std::sqrt(3.0), Shape::rectangular, 0});
    // Resistors, sources and inputs that differ, beyond noise.
    if (evidence.apart_ohm > coverage * 2 * evidence.silent.noise_ohm)
        terms.push_back(
            {"directions differ", evidence.apart_ohm / 2 / std::sqrt(3.0), Shape::rectangular, 0});
    return terms;
}

Figure figure_of(const FigureKey& key, const Evidence& evidence, const profiles::Load& load,
                 const InputModel& input) {
    if (const auto reason = contradiction(evidence); !reason.empty())
        return result::not_measured(key, "ohm", reason);
    auto figure =
        result::measured(key, {evidence.silent.ohm.real(), terms_of(evidence, load, input)}, "ohm");
    if (*figure.low <= 0) {
        const double most = std::max(*figure.high, two_sided_95 * evidence.silent.noise_ohm);
        figure = result::bound(key, Kind::upper_bound, most, "ohm", "none stands out");
    }
    if (load.tolerance > 0)
        figure.conditions["interval"] = "conservative: both channels' resistors may err alike";
    figure.conditions["method"] = "crosstalk of a channel played alone, loaded less open";
    figure.conditions["checked"] = evidence.alone && evidence.in_phase
                                       ? "by the channel played alone and by both in phase"
                                   : evidence.alone ? "by the channel played alone"
                                                    : "not by other drives";
    return figure;
}

/// The heaviest load of those both channels had.
const ChannelPair* heaviest(const std::vector<ChannelPair>& pairs) {
    const ChannelPair* found = nullptr;
    for (const auto& pair : pairs) {
        if (pair.take.load.is_open() || pair.left.unloaded || pair.right.unloaded) continue;
        if (found == nullptr || pair.take.load.resistance_ohm < found->take.load.resistance_ohm)
            found = &pair;
    }
    return found;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    FigureKey key;
    key.quantity = "shared_ground_resistance";
    const auto say = [&](Figure figure) { findings.figures.push_back(std::move(figure)); };
    const auto needs = [&](const char* what) {
        say(result::not_measured(key, "ohm", what));
        return findings;
    };
    if (setup.wiring != signal::Wiring::stereo) return needs("needs both channels connected");
    const auto pairs = channel_pairs(takes, setup);
    const auto open = std::ranges::find_if(
        pairs, [](const ChannelPair& pair) { return pair.take.load.is_open(); });
    const auto* loaded = heaviest(pairs);
    if (open == pairs.end() || loaded == nullptr)
        return needs("needs both channels recorded open and with a load");
    std::array<std::complex<double>, 2> sources;
    for (const int channel : {0, 1}) {
        const auto source = source_at_reference(takes, setup, channel);
        if (!source) return needs("needs the output impedance of both channels");
        sources[static_cast<std::size_t>(channel)] = *source;
    }
    const auto& load = loaded->take.load;
    key.load = load.name;
    const auto evidence = evidence_of(return_modes(*open, *loaded, sources, setup.input),
                                      std::abs(sources[0] + load.resistance_ohm));
    if (!evidence) return needs("needs one channel played alone");
    say(figure_of(key, *evidence, load, setup.input));
    return findings;
}

}  // namespace ohmloop::measure::shared_ground
