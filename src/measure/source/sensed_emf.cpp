#include "sensed_emf.hpp"

#include "source_budget.hpp"
#include "source_fit.hpp"

#include "ohmloop/dsp/least_squares.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

/// R, Xc and Xl come before the EMFs in a fit's parameters.
constexpr std::size_t first_emf = 3;

/// Magnitudes of the rows that hold every load.
class Magnitudes {
  public:
    Magnitudes(const std::vector<GainRow>& rows, const AnalysisSetup& setup) {
        for (const auto& row : rows) loads_ = std::max(loads_, row.loads.size());
        for (const auto& row : rows) {
            if (row.loads.size() != loads_) continue;
            frequencies_.push_back(row.frequency_hz);
            readings_.push_back(line_readings(row, setup));
        }
    }

    [[nodiscard]] std::size_t loads() const { return loads_; }

    /// The best series source behind the groups.
    [[nodiscard]] GroupedFit fit(const Partition& group_of) const {
        GroupedFit best;
        best.chi_square = HUGE_VAL;
        for (const double capacitive : {0.0, 1.6, 16.0, 160.0}) {
            auto p = start(group_of, capacitive);
            std::vector<double> scale(p.size(), 0.1);
            scale[0] = scale[1] = scale[2] = std::max(1.0, p[0]);
            const auto found = dsp::minimise(
                [&](std::span<const double> q) { return residuals(group_of, q); }, p, scale);
            if (found.chi_square >= best.chi_square) continue;
            best.chi_square = found.chi_square;
            best.emf.assign(1, 1.0);
            for (std::size_t i = first_emf; i < p.size(); ++i)
                best.emf.push_back(std::exp(found.solution[i]));
        }
        best.group_of = group_of;
        best.degrees_of_freedom = static_cast<int>(frequencies_.size() * (loads_ - 1)) -
                                  static_cast<int>(first_emf + group_of.back());
        return best;
    }

  private:
    /// ln |X_k/X_0| less the model's, each divided by its standard uncertainty.
    [[nodiscard]] std::vector<double> residuals(const Partition& group_of,
                                                std::span<const double> p) const {
        const SeriesSource source{p[0], p[1], p[2]};
        std::vector<double> found;
        for (std::size_t i = 0; i < frequencies_.size(); ++i) {
            const auto z = source.impedance(frequencies_[i]);
            const auto& first = readings_[i].front();
            for (std::size_t k = 1; k < loads_; ++k) {
                const auto& reading = readings_[i][k];
                const auto divider = 1.0 + z * reading.admittance;
                const double emf = group_of[k] == 0 ? 0 : p[first_emf + group_of[k] - 1];
                const double u = std::hypot(reading.gain_uncertainty, first.gain_uncertainty,
                                            std::abs(z / divider) * reading.admittance_uncertainty);
                found.push_back((std::log(std::abs(reading.gain / first.gain)) - emf -
                                 std::log(std::abs((1.0 + z * first.admittance) / divider))) /
                                u);
            }
        }
        return found;
    }

    /// The first load of each group, taken as if nothing dropped across the source, has its EMF;
    /// the heaviest load, re its group's first, the resistance.
    [[nodiscard]] std::vector<double> start(const Partition& group_of, double capacitive) const {
        const auto& middle = readings_[frequencies_.size() / 2];
        std::vector<double> p{1, capacitive, 0};
        for (std::size_t k = 1; k < loads_; ++k)
            if (group_of[k] != group_of[k - 1])
                p.push_back(std::log(std::abs(middle[k].gain / middle[0].gain)));
        std::size_t mate = loads_ - 1;
        while (mate > 0 && group_of[mate - 1] == group_of.back()) --mate;
        const double r = std::abs(middle[mate].gain / middle.back().gain);
        const double step = (middle.back().admittance - r * middle[mate].admittance).real();
        if (step > 0) p[0] = std::max(0.01, (r - 1) / step);
        return p;
    }

    std::size_t loads_ = 0;
    std::vector<double> frequencies_;
    std::vector<std::vector<LineReading>> readings_;
};

bool explained(const GroupedFit& fit) {
    return fit.chi_square <= chi_square_limit(fit.degrees_of_freedom);
}

}  // namespace

EmfGroups sensed_groups(const std::vector<GainRow>& rows, const AnalysisSetup& setup) {
    const Magnitudes magnitudes(rows, setup);
    if (magnitudes.loads() < 4) return {};
    if (explained(magnitudes.fit(Partition(magnitudes.loads(), 0)))) return {};
    const auto best = fewest_groups(
        magnitudes.loads(), [&](const Partition& partition) { return magnitudes.fit(partition); });
    if (!explained(best) || !changes_emf(best.emf)) return {};
    return {best.group_of, best.emf};
}

}  // namespace ohmloop::measure
