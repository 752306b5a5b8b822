#include "source_doubts.hpp"

#include "measure/take/integrity.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;

double drop_db(const GainRow& row, std::size_t k) {
    return 20 * std::log10(std::abs(row.loads[k].gain / row.loads[0].gain));
}

/// Of one reading, standard: noise, drift, and what a gain repeats to.
double uncertainty_db(const LoadGain& load, const AnalysisSetup& setup) {
    const double noise_and_drift =
        8.686 * std::hypot(load.relative_uncertainty, load.drift_half_width / std::sqrt(3.0));
    return std::hypot(noise_and_drift, setup.input.repeatability_db);
}

/// A step up in level from one load to a heavier one, beyond what noise and drift explain.
std::optional<std::size_t> rising_load(const GainRow& row, const AnalysisSetup& setup) {
    for (std::size_t k = 1; k < row.loads.size(); ++k) {
        const double step = drop_db(row, k) - drop_db(row, k - 1);
        const double u = std::hypot(uncertainty_db(row.loads[k], setup),
                                    uncertainty_db(row.loads[k - 1], setup));
        if (step > 0.02 + 4 * u) return k;
    }
    return std::nullopt;
}

std::string group_text(const GainRow& row, const GroupedFit& groups) {
    std::string text;
    for (std::size_t g = 0; g < groups.emf.size(); ++g) {
        std::string names;
        for (std::size_t k = 0; k < row.loads.size(); ++k)
            if (groups.group_of[k] == g)
                names += (names.empty() ? "" : ", ") + row.loads[k].load.name;
        text += fmt::format("{}{:+.2f} dB with {}", text.empty() ? "" : "; ",
                            20 * std::log10(groups.emf[g]) + 0.0, names);
    }
    return text;
}

/// The nearest of the E3 series (100, 220, 470), which every box of resistors holds.
double preferred_ohms(double ohms) {
    const double decade = std::pow(10, std::floor(std::log10(ohms)));
    double nearest = decade;
    for (const double step : {2.2, 4.7, 10.0})
        if (std::abs(std::log(ohms / (decade * step))) < std::abs(std::log(ohms / nearest)))
            nearest = decade * step;
    return nearest;
}

Doubt doubt_two_loads(const GainRow& row, std::complex<double> impedance, int channel) {
    // The third load that tests best lies between the two: its place on the line is least bound.
    const double heaviest = row.loads.back().load.resistance_ohm;
    const double third =
        preferred_ohms(std::max(heaviest * 3, std::min(std::abs(impedance), 1000.0)));
    return {"source_not_tested",
            Severity::note,
            channel_name(channel),
            std::nullopt,
            "one linear source assumed, not tested by two loads",
            fmt::format("add a third, for instance {}", print(Ohms(third), 2))};
}

/// A load which a source behind all others does not explain, and what it acts like.
struct OddLoad {
    std::size_t index = 0;
    double acts_like_ohm = 0;
    bool others_agree = false;
};

OddLoad without_load(const std::vector<LineReading>& readings, const GainRow& row, std::size_t k) {
    auto others = readings;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
    const auto fit = fit_source(others);
    // 1/X = a (1 + Zo Y), solved for Y; the input's share stays as it is.
    const auto y = (1.0 / (readings[k].gain * fit.intercept) - 1.0) / fit.impedance;
    const auto& load = row.loads[k].load;
    const double declared = load.conductance();
    const double acts = y.real() - (readings[k].admittance.real() - declared);
    return {k, 1 / acts - load.contact_ohm,
            fit.chi_square <= chi_square_limit(fit.degrees_of_freedom)};
}

/// The loads without which the others agree, where a mistaken resistance may be why: not more than
/// a quarter off.
std::vector<OddLoad> find_odd_loads(const std::vector<LineReading>& readings, const GainRow& row) {
    std::vector<OddLoad> found;
    for (std::size_t k = 1; k < readings.size(); ++k) {
        const auto odd = without_load(readings, row, k);
        const double ratio = odd.acts_like_ohm / row.loads[k].load.resistance_ohm;
        if (odd.others_agree && ratio > 0.75 && ratio < 1.25) found.push_back(odd);
    }
    return found;
}

Doubt doubt_of(const OddLoad& odd, const GainRow& row, int channel) {
    const auto& name = row.loads[odd.index].load.name;
    return {"load_disagrees",
            Severity::weakens,
            channel_name(channel),
            name,
            fmt::format("{} acts like {:.4g} ohm beside the other loads, which agree: a wrong "
                        "resistor, a poor contact, or a port that gives way there; the impedance "
                        "is that of the others",
                        name, odd.acts_like_ohm),
            "measure that resistor at its plug"};
}

Doubt doubt_of(const GroupedFit& groups, const GainRow& row, int channel) {
    return {"load_sensing",
            Severity::note,
            channel_name(channel),
            std::nullopt,
            "the EMF changes with the load: " + group_text(row, groups),
            "figures hold for their own load; pull and re-insert the plug for every load where it "
            "senses at plug-in only"};
}

Doubt doubt_of(const SourceFit& fit, int channel) {
    return {"source_not_linear",
            Severity::weakens,
            channel_name(channel),
            std::nullopt,
            fmt::format("no single linear source explains all loads (chi-square {:.0f} for {} "
                        "degrees of freedom): a limit, a mode that changes with the load, or a "
                        "wrong resistor",
                        fit.chi_square, fit.degrees_of_freedom),
            "measure the resistors; look at the level per load; repeat with lighter loads"};
}

/// Groups of loads, each with its EMF, where they explain what one source does not.
std::optional<GroupedFit> sensed_by(const std::vector<LineReading>& readings) {
    auto groups = fit_groups(readings);
    if (groups.chi_square > chi_square_limit(groups.degrees_of_freedom)) return std::nullopt;
    if (groups.impedance.real() <= 0 || !changes_emf(groups.emf)) return std::nullopt;
    return groups;
}

/// What else explains loads that one source does not; with three of them nothing can be tested.
SourceJudgement judge_misfit(const GainRow& row, const std::vector<LineReading>& readings,
                             const SourceFit& fit, int channel, Findings& findings) {
    SourceJudgement judgement;
    if (readings.size() >= 4) {
        const auto odd = find_odd_loads(readings, row);
        if (odd.size() == 1) {
            findings.doubts.push_back(doubt_of(odd.front(), row, channel));
            judgement.odd_load = row.loads[odd.front().index].load.name;
            return judgement;
        }
        const auto groups = odd.empty() ? sensed_by(readings) : std::nullopt;
        if (groups) {
            findings.doubts.push_back(doubt_of(*groups, row, channel));
            judgement.groups = groups->group_of;
            judgement.condition = "one EMF for each group of loads, one impedance";
            return judgement;
        }
    }
    judgement.disagreement = true;
    judgement.condition = "no single linear source explains the loads";
    findings.doubts.push_back(doubt_of(fit, channel));
    return judgement;
}

Doubt doubt_rising(const GainRow& row, std::size_t k, int channel) {
    const auto& name = row.loads[k].load.name;
    return {"negative_impedance",
            Severity::weakens,
            channel_name(channel),
            name,
            fmt::format("the level rises by {:.2f} dB when {} is connected: the port senses its "
                        "load, or takes are mixed up",
                        drop_db(row, k) - drop_db(row, k - 1), name),
            "check which take has which load; measure --loads open,4.7k,600,300,100,33"};
}

/// One load measured again says how it repeats, nothing of the source.
std::size_t different_loads(const GainRow& row) {
    std::size_t count = 0;
    for (auto each = row.loads.begin(); each != row.loads.end(); ++each)
        count += std::none_of(row.loads.begin(), each, [&](const LoadGain& before) {
            return before.load.resistance_ohm == each->load.resistance_ohm;
        });
    return count;
}

}  // namespace

SourceJudgement judge_linearity(const GainRow& row, const AnalysisSetup& setup, int channel,
                                Findings& findings) {
    const auto readings = line_readings(row, setup);
    const auto fit = fit_source(readings);
    SourceJudgement judgement;
    const bool tested = different_loads(row) > 2;
    if (!tested) findings.doubts.push_back(doubt_two_loads(row, fit.impedance, channel));
    if (fit.chi_square > chi_square_limit(fit.degrees_of_freedom)) {
        judgement = judge_misfit(row, readings, fit, channel, findings);
    } else {
        judgement.condition =
            tested ? "one linear source fits all loads" : "one linear source assumed, not tested";
        if (fit.degrees_of_freedom > 0)
            judgement.widening = std::max(1.0, std::sqrt(fit.chi_square / fit.degrees_of_freedom));
    }
    const auto rising = rising_load(row, setup);
    if (rising && judgement.groups.empty() && !judgement.odd_load) {
        judgement.negative = true;
        findings.doubts.push_back(doubt_rising(row, *rising, channel));
    }
    return judgement;
}

Doubt doubt_phases(const DelayFit& fit, int channel) {
    const std::string why = fit.degrees_of_freedom > 0
                                ? "and the source is no resistance, capacitance and inductance in "
                                  "series, which would tell their delays"
                                : "and tones are too few to tell their delays";
    return {"phase_not_measured",
            Severity::weakens,
            channel_name(channel),
            std::nullopt,
            "the impedance's phase is not measured: recordings start independently, " + why +
                "; its magnitude is given as far as the levels tell it",
            "play and record in one stream (ohmloop measure), all loads in one take; or add loads "
            "below and above the impedance"};
}

void doubt_level_dependence(const GainTable& table, const AnalysisSetup& setup, int channel,
                            Findings& findings) {
    const auto rows = table.rows(common_drive(setup.wiring), DbFs(-60), DbFs(0));
    const GainRow* quiet = nullptr;
    const GainRow* loud = nullptr;
    for (const auto& row : rows) {
        if (row.frequency_hz != reference_hz || row.loads.size() < 2) continue;
        if (quiet == nullptr || row.level_dbfs < quiet->level_dbfs) quiet = &row;
        if (loud == nullptr || row.level_dbfs > loud->level_dbfs) loud = &row;
    }
    if (quiet == nullptr || quiet == loud || quiet->loads.size() != loud->loads.size()) return;
    for (std::size_t k = 1; k < quiet->loads.size(); ++k) {
        const double change = drop_db(*loud, k) - drop_db(*quiet, k);
        if (std::abs(change) < 0.01 + 4 * uncertainty_db(quiet->loads[k], setup)) continue;
        const std::string what =
            change < 0
                ? fmt::format("the level falls a further {:.2f} dB at {:g} dBFS: the port limits",
                              -change, loud->level_dbfs)
                : fmt::format(
                      "the level falls {:.2f} dB less at {:g} dBFS: a port or an input "
                      "that expands",
                      change, loud->level_dbfs);
        findings.doubts.push_back({"level_dependent", Severity::note, channel_name(channel),
                                   quiet->loads[k].load.name,
                                   what + "; the impedance given is the small-signal one",
                                   "see the maximum level into this load"});
    }
}

void doubt_contacts(const GainRow& row, double magnitude_ohm, const AnalysisSetup& setup,
                    int channel, Findings& findings) {
    constexpr double contacts_rule_below_ohm = 0.2;
    const bool declared = std::all_of(row.loads.begin(), row.loads.end(), [](const LoadGain& each) {
        return each.load.is_open() || each.load.contact_ohm > 0;
    });
    if (magnitude_ohm >= contacts_rule_below_ohm || declared || setup.contact_uncertainty_ohm == 0)
        return;
    findings.doubts.push_back(
        {"contacts_included", Severity::note, channel_name(channel), std::nullopt,
         "below 0.2 ohm much of the output impedance may be the plug's contacts and leads: for the "
         "port itself it is an upper bound",
         "declare them in a load box (contact_ohm), or solder the resistor to the plug"});
}

void doubt_assumed_drift(const GainTable& table, Findings& findings) {
    if (table.phases_compare() || table.drift()) return;
    const bool told = std::any_of(findings.doubts.begin(), findings.doubts.end(),
                                  [](const Doubt& doubt) { return doubt.code == "drift_assumed"; });
    if (told) return;
    findings.doubts.push_back(
        {"drift_assumed", Severity::note, std::nullopt, std::nullopt,
         "no recording repeats the first load: that gain and volume stayed as they were between "
         "the recordings is assumed, and a change would pass for output impedance",
         "record the first load again as the last one"});
}

std::vector<int> observed_channels(const std::vector<Take>& takes) {
    std::vector<int> found;
    for (const auto& take : takes)
        for (const auto& seen : take.observations.channels)
            if (std::find(found.begin(), found.end(), seen.output_channel) == found.end())
                found.push_back(seen.output_channel);
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace ohmloop::measure
