#include "sensed_emf.hpp"

#include "source_budget.hpp"
#include "source_fit.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

/// An EMF that moves less is not sensing; the bend of a coupling capacitor looks like that.
constexpr double least_step = 0.02;

std::vector<LineReading> magnitudes(const GainRow& row, const AnalysisSetup& setup) {
    auto readings = line_readings(row, setup);
    for (auto& reading : readings) {
        reading.gain = std::abs(reading.gain);
        reading.admittance = reading.admittance.real();
    }
    return readings;
}

}  // namespace

std::vector<double> sensed_emf(const GainRow& row, const AnalysisSetup& setup) {
    if (row.loads.size() < 4) return {};
    const auto readings = magnitudes(row, setup);
    const auto one = fit_source(readings);
    if (one.chi_square <= chi_square_limit(one.degrees_of_freedom)) return {};
    const auto groups = fit_groups(readings);
    if (groups.emf.empty() || groups.chi_square > chi_square_limit(groups.degrees_of_freedom))
        return {};
    std::vector<double> emf;
    for (const std::size_t group : groups.group_of) emf.push_back(groups.emf[group]);
    const bool steps =
        std::any_of(emf.begin(), emf.end(), [](double e) { return std::abs(e - 1) > least_step; });
    return steps ? emf : std::vector<double>{};
}

void level_emf(std::vector<GainRow>& rows, const std::vector<double>& emf, Emf direction) {
    for (auto& row : rows) {
        if (row.loads.size() != emf.size()) continue;
        for (std::size_t k = 0; k < emf.size(); ++k)
            row.loads[k].gain *= direction == Emf::taken_off ? 1 / emf[k] : emf[k];
    }
}

}  // namespace ohmloop::measure
