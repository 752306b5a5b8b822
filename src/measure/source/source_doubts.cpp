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

double uncertainty_db(const LoadGain& load) {
    return 8.686 * std::hypot(load.relative_uncertainty, load.drift_half_width / std::sqrt(3.0));
}

/// A step up in level from one load to a heavier one, beyond what noise and drift explain.
std::optional<std::size_t> rising_load(const GainRow& row) {
    for (std::size_t k = 1; k < row.loads.size(); ++k) {
        const double step = drop_db(row, k) - drop_db(row, k - 1);
        const double u = std::hypot(uncertainty_db(row.loads[k]), uncertainty_db(row.loads[k - 1]));
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

void doubt_two_loads(const GainRow& row, const ImpedanceEstimate& estimate, int channel,
                     Findings& findings) {
    // The third load that tests best lies between the two: its place on the line is least bound.
    const double heaviest = row.loads.back().load.resistance_ohm;
    const double third =
        preferred_ohms(std::max(heaviest * 3, std::min(std::abs(estimate.value), 1000.0)));
    findings.doubts.push_back({"source_not_tested", Severity::note, channel_name(channel),
                               std::nullopt, "one linear source assumed, not tested by two loads",
                               fmt::format("add a third, for instance {}", print(Ohms(third), 2))});
}

SourceJudgement judge_groups(const GainRow& row, const std::vector<LineReading>& readings,
                             double chi_square, int dof, int channel, Findings& findings) {
    SourceJudgement judgement;
    if (readings.size() >= 4) {
        const auto groups = fit_groups(readings);
        if (groups.chi_square < chi_square_limit(groups.degrees_of_freedom) &&
            groups.impedance.real() > 0) {
            findings.doubts.push_back({"load_sensing", Severity::note, channel_name(channel),
                                       std::nullopt,
                                       "the EMF changes with the load: " + group_text(row, groups),
                                       "figures hold for their own load; pull and re-insert the "
                                       "plug for every load where it senses at plug-in only"});
            judgement.grouped = groups;
            judgement.condition = "one EMF for each group of loads, one impedance";
            return judgement;
        }
    }
    judgement.widening = std::max(1.0, std::sqrt(chi_square / std::max(1, dof)));
    judgement.condition = "no single linear source explains the loads";
    findings.doubts.push_back(
        {"source_not_linear", Severity::weakens, channel_name(channel), std::nullopt,
         fmt::format("no single linear source explains all loads (chi-square {:.0f} for {} degrees "
                     "of freedom): a limit, a mode that changes with the load, or a wrong resistor",
                     chi_square, dof),
         "measure the resistors; look at the level per load; repeat with lighter loads"});
    return judgement;
}

}  // namespace

SourceJudgement judge_linearity(const GainRow& row, const ImpedanceEstimate& estimate,
                                const AnalysisSetup& setup, int channel, Findings& findings) {
    const auto readings = line_readings(row, setup);
    SourceJudgement judgement;
    judgement.condition = "one linear source assumed, not tested";
    if (readings.size() > 2) {
        judgement.condition = "one linear source fits all loads";
        if (estimate.chi_square > chi_square_limit(estimate.degrees_of_freedom))
            judgement = judge_groups(row, readings, estimate.chi_square,
                                     estimate.degrees_of_freedom, channel, findings);
        else if (estimate.degrees_of_freedom > 0)
            judgement.widening =
                std::max(1.0, std::sqrt(estimate.chi_square / estimate.degrees_of_freedom));
    } else {
        doubt_two_loads(row, estimate, channel, findings);
    }
    const auto rising = rising_load(row);
    if (rising && !judgement.grouped) {
        judgement.negative = true;
        findings.doubts.push_back(
            {"negative_impedance", Severity::weakens, channel_name(channel),
             row.loads[*rising].load.name,
             fmt::format("the level rises by {:.2f} dB when {} is connected: the port senses its "
                         "load, or takes are mixed up",
                         drop_db(row, *rising) - drop_db(row, *rising - 1),
                         row.loads[*rising].load.name),
             "check which take has which load; measure --loads open,4.7k,600,300,100,33"});
    }
    return judgement;
}

std::complex<double> grouped_impedance(const GainRow& row, const AnalysisSetup& setup,
                                       const GroupedFit& groups) {
    // Within each group of two or more the line gives the impedance; groups weigh by their drop.
    const auto readings = line_readings(row, setup);
    std::complex<double> sum = 0;
    double weights = 0;
    for (std::size_t g = 0; g < groups.emf.size(); ++g) {
        std::vector<LineReading> own;
        for (std::size_t k = 0; k < readings.size(); ++k)
            if (groups.group_of[k] == g) own.push_back(readings[k]);
        if (own.size() < 2) continue;
        const auto fit = fit_source(own);
        const double weight = std::norm(own.back().admittance - own.front().admittance);
        sum += weight * fit.impedance;
        weights += weight;
    }
    return weights > 0 ? sum / weights : groups.impedance;
}

std::string doubt_loads(const GainRow& row, int channel, Findings& findings) {
    for (std::size_t k = 1; k < row.loads.size(); ++k) {
        const auto& load = row.loads[k];
        const double change = std::abs(std::abs(load.gain / row.loads[0].gain) - 1);
        const double noise =
            std::hypot(load.relative_uncertainty, row.loads[0].relative_uncertainty);
        if (load.load.resistance_ohm > 1000 || change > 1e-5 + 3 * noise) continue;
        findings.doubts.push_back(
            {"load_not_changed", Severity::weakens, channel_name(channel), load.load.name,
             fmt::format("the level with {} equals that with {}: the load was not changed, or is "
                         "not connected",
                         load.load.name, row.loads[0].load.name),
             "check that the resistor sits across the jack, and measure again"});
        return "the level with " + load.load.name + " shows no load at all";
    }
    return "";
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
        if (std::abs(change) < 0.01 + 4 * uncertainty_db(quiet->loads[k])) continue;
        findings.doubts.push_back(
            {"level_dependent", Severity::note, channel_name(channel), quiet->loads[k].load.name,
             fmt::format("the level falls a further {:.2f} dB at {:g} dBFS: the port limits; the "
                         "impedance given is the small-signal one",
                         -change, loud->level_dbfs),
             "see the maximum level into this load"});
    }
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
