#include "free_phases.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

/// What chi-square grows by where one parameter leaves its 99 %: the delay of a segment rests on
/// all of its rows, and one that misses the truth leads the others astray.
constexpr double still_possible = 6.63;
/// Impedances looked at from one end of what is possible to the other.
constexpr int steps = 100;
/// Starts of recordings compare this well, before the tones: markers lie apart by what loads delay
/// them, too.
constexpr double largest_delay_s = 400e-6;

double turn_per_second(const GainRow& row) { return 2 * pi * row.frequency_hz; }

struct Span {
    double low = 0;
    double high = 0;
};

/// An impedance of a given phase that magnitudes allow.
struct Candidate {
    Complex impedance;
    Span magnitude;  ///< 95 %, as far as levels are uncertain
    double chi_square = 0;
    double delay_s = 0;  ///< of the heaviest load's recording, less whole periods
};

/// One row's magnitudes.
class Magnitudes {
  public:
    Magnitudes(const GainRow& row, const AnalysisSetup& setup, const EmfGroups& groups)
        : row_(row), readings_(line_readings(row, setup)) {
        for (std::size_t k = 0; k < readings_.size(); ++k) {
            const bool grouped = groups.group_of.size() == readings_.size();
            level_.push_back(std::log(std::abs(readings_[k].gain) /
                                      (grouped ? groups.emf[groups.group_of[k]] : 1)));
        }
    }

    /// The best for a phase; `lowered`: the heaviest load's level, by as many nepers.
    [[nodiscard]] Candidate at(double phase, double lowered = 0) const {
        double size = start(phase, lowered);
        Slope slope;
        for (int pass = 0; pass < 30; ++pass) {
            slope = slope_at(std::polar(std::exp(size), phase), lowered);
            const double move = std::clamp(slope.move, -1.0, 1.0);
            size += move;
            if (std::abs(move) < 1e-10) break;
        }
        const Complex z = std::polar(std::exp(size), phase);
        const std::size_t last = readings_.size() - 1;
        const double left =
            std::arg(readings_[0].gain / readings_[last].gain * divider(z, 0) / divider(z, last));
        return {z, {std::abs(z), std::abs(z)}, slope.chi_square, left / turn_per_second(row_)};
    }

    /// First order would not do: a reactance's drop is a square.
    [[nodiscard]] Candidate with_interval(double phase) const {
        auto found = at(phase);
        const double u = 2 * std::hypot(deviation(0, found.impedance),
                                        deviation(readings_.size() - 1, found.impedance));
        found.magnitude = {std::abs(at(phase, -u).impedance), std::abs(at(phase, u).impedance)};
        return found;
    }

    /// Phases of one sign, as sizes, at which magnitudes agree as well as they can, or nearly so.
    [[nodiscard]] Span phases(double sign) const {
        const auto misfit = [&](double phase) { return at(sign * phase).chi_square; };
        double best = least(misfit);
        for (const double edge : {0.0, pi / 2})
            if (misfit(edge) < misfit(best)) best = edge;
        const double limit = misfit(best) + still_possible;
        const auto edge_towards = [&](double end) {
            if (misfit(end) <= limit) return end;
            double inside = best;
            for (int halving = 0; halving < 30; ++halving) {
                const double middle = (inside + end) / 2;
                (misfit(middle) <= limit ? inside : end) = middle;
            }
            return inside;
        };
        return {edge_towards(0), edge_towards(pi / 2)};
    }

    [[nodiscard]] Complex divider(Complex z, std::size_t k) const {
        return 1.0 + z * readings_[k].admittance;
    }
    /// What the phase of a delay may be off by.
    [[nodiscard]] double noise() const {
        return 2 *
               std::hypot(readings_.front().gain_uncertainty, readings_.back().gain_uncertainty);
    }

  private:
    struct Slope {
        double move = 0;
        double chi_square = 0;
    };

    /// ln |X| = a - ln |1 + Z Y| + error: Gauss and Newton's step in ln |Z|, a going along.
    [[nodiscard]] Slope slope_at(Complex z, double lowered) const {
        double w = 0, wr = 0, ws = 0, wrr = 0, wrs = 0, wss = 0;
        for (std::size_t k = 0; k < readings_.size(); ++k) {
            const Complex d = divider(z, k);
            const double r =
                level_[k] + std::log(std::abs(d)) - (k + 1 == readings_.size() ? lowered : 0);
            const double s = (z * readings_[k].admittance / d).real();
            const double u = deviation(k, z);
            const double weight = 1 / (u * u);
            w += weight;
            wr += weight * r;
            ws += weight * s;
            wrr += weight * r * r;
            wrs += weight * r * s;
            wss += weight * s * s;
        }
        const double curvature = std::max(wss - ws * ws / w, 1e-300);
        return {-(wrs - wr * ws / w) / curvature, wrr - wr * wr / w};
    }

    /// Standard, of a level, nepers.
    [[nodiscard]] double deviation(std::size_t k, Complex z) const {
        return std::hypot(readings_[k].gain_uncertainty,
                          std::abs(z / divider(z, k)) * readings_[k].admittance_uncertainty);
    }

    /// The logarithm of |Z| that the heaviest load's drop re the lightest asks for, by halving.
    [[nodiscard]] double start(double phase, double lowered) const {
        const double drop = level_.front() - level_.back() + lowered;
        double low = std::log(1e-6);
        double high = std::log(1e7);
        while (high - low > 0.1) {
            const double middle = (low + high) / 2;
            const Complex z = std::polar(std::exp(middle), phase);
            const double there =
                std::log(std::abs(divider(z, readings_.size() - 1) / divider(z, 0)));
            (there < drop ? low : high) = middle;
        }
        return low;
    }

    /// Golden section: of a square's roots one at most lies within a quarter circle.
    template <typename Misfit>
    static double least(const Misfit& misfit) {
        constexpr double golden = 0.6180339887498949;
        double low = 0;
        double high = pi / 2;
        double a = high - golden * (high - low);
        double b = low + golden * (high - low);
        double at_a = misfit(a);
        double at_b = misfit(b);
        for (int pass = 0; pass < 40; ++pass) {
            if (at_a <= at_b) {
                high = b;
                b = a;
                at_b = at_a;
                a = high - golden * (high - low);
                at_a = misfit(a);
            } else {
                low = a;
                a = b;
                at_a = at_b;
                b = low + golden * (high - low);
                at_b = misfit(b);
            }
        }
        return (low + high) / 2;
    }

    const GainRow& row_;
    std::vector<LineReading> readings_;
    std::vector<double> level_;
};

/// All that one row allows: reactances of either sign.
std::vector<Candidate> candidates(const Magnitudes& magnitudes) {
    std::vector<Candidate> found;
    for (const double sign : {-1.0, 1.0}) {
        const auto span = magnitudes.phases(sign);
        for (int i = 0; i <= steps; ++i)
            found.push_back(
                magnitudes.with_interval(sign * (span.low + (span.high - span.low) * i / steps)));
    }
    return found;
}

/// One row, and the delays it allows to its segment.
struct PossibleRow {
    GainRow* row;
    Magnitudes magnitudes;
    std::vector<Candidate> all;

    [[nodiscard]] double period() const { return 1 / row->frequency_hz; }
    [[nodiscard]] double margin() const { return magnitudes.noise() / turn_per_second(*row); }

    /// Neighbours of one sign are so near each other in delay.
    [[nodiscard]] Span delays() const {
        const auto [least, most] =
            std::minmax_element(all.begin(), all.end(),
                                [](const auto& a, const auto& b) { return a.delay_s < b.delay_s; });
        return {least->delay_s - margin(), most->delay_s + margin()};
    }

    /// Of a span of delays what this row allows too, less or more whole periods.
    [[nodiscard]] std::optional<Span> shared(Span delays) const {
        const auto own = this->delays();
        std::optional<Span> found;
        for (double n = std::floor((delays.low - own.high) / period());
             own.low + n * period() <= delays.high; ++n) {
            const Span both{std::max(delays.low, own.low + n * period()),
                            std::min(delays.high, own.high + n * period())};
            if (both.low > both.high) continue;
            found = found ? Span{std::min(found->low, both.low), std::max(found->high, both.high)}
                          : both;
        }
        return found;
    }

    /// The candidates that a span of delays leaves, and those between which its ends lie.
    [[nodiscard]] std::vector<Candidate> within(Span delays) const {
        std::vector<Candidate> found;
        for (std::size_t i = 1; i < all.size(); ++i) {
            if (i == steps + 1) continue;  // the first of the other sign
            const auto [least, most] = std::minmax(all[i - 1].delay_s, all[i].delay_s);
            const double n = std::ceil((delays.low - margin() - most) / period());
            if (least + n * period() > delays.high + margin()) continue;
            found.push_back(all[i - 1]);
            found.push_back(all[i]);
        }
        return found.empty() ? all : found;
    }
};

/// The delays that all rows of a segment allow, the slowest tone first, whose period is longest.
Span common_delays(const std::vector<PossibleRow*>& rows) {
    Span span{-largest_delay_s, largest_delay_s};
    for (const auto* row : rows) span = row->shared(span).value_or(span);
    return span;
}

MagnitudeRange range_of(const std::vector<Candidate>& possible) {
    MagnitudeRange range{HUGE_VAL, 0};
    for (const auto& each : possible) {
        range.low = std::min(range.low, each.magnitude.low);
        range.high = std::max(range.high, each.magnitude.high);
    }
    return range;
}

/// |Z| of a capacitor's reactance and what resistance the magnitudes leave beside it: as the phase
/// turns from zero to a quarter circle, the reactance grows.
double with_reactance(const Magnitudes& magnitudes, double reactance) {
    double least = -pi / 2;
    double most = 0;
    for (int halving = 0; halving < 20; ++halving) {
        const double phase = (least + most) / 2;
        (magnitudes.at(phase).impedance.imag() < reactance ? least : most) = phase;
    }
    return std::max(std::abs(magnitudes.at(most).impedance), std::abs(reactance));
}

void turn(GainRow& row, const Magnitudes& magnitudes, Complex impedance) {
    const double reference = std::arg(row.loads[0].gain);
    for (std::size_t k = 1; k < row.loads.size(); ++k)
        row.loads[k].gain = std::polar(std::abs(row.loads[k].gain),
                                       reference + std::arg(magnitudes.divider(impedance, 0) /
                                                            magnitudes.divider(impedance, k)));
}

MagnitudeRange pin(PossibleRow& possible, Span delays, Complex likeliest) {
    const auto left = possible.within(delays);
    const auto chosen =
        *std::min_element(left.begin(), left.end(), [&](const auto& a, const auto& b) {
            return std::abs(a.impedance - likeliest) < std::abs(b.impedance - likeliest);
        });
    turn(*possible.row, possible.magnitudes, chosen.impedance);
    return range_of(left);
}

}  // namespace

std::vector<MagnitudeRange> pin_phases(std::vector<GainRow>& rows, const AnalysisSetup& setup,
                                       const EmfGroups& groups, const SeriesSource& likeliest) {
    std::vector<PossibleRow> possible;
    for (auto& row : rows) {
        Magnitudes magnitudes(row, setup, groups);
        auto all = candidates(magnitudes);
        possible.push_back({&row, std::move(magnitudes), std::move(all)});
    }
    std::map<std::size_t, std::vector<PossibleRow*>> segments;
    for (auto& each : possible) segments[each.row->segment].push_back(&each);
    std::vector<MagnitudeRange> ranges(rows.size());
    for (auto& [segment, members] : segments) {
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
            return a->row->frequency_hz < b->row->frequency_hz;
        });
        const auto delays = common_delays(members);
        for (auto* each : members)
            ranges[static_cast<std::size_t>(each->row - rows.data())] =
                pin(*each, delays, likeliest.impedance(each->row->frequency_hz));
    }
    return ranges;
}

std::vector<MagnitudeRange> without_inductance(const std::vector<GainRow>& rows,
                                               const AnalysisSetup& setup, const EmfGroups& groups,
                                               const SeriesSource& source) {
    const SeriesSource capacitor{0, std::max(0.0, source.capacitive), 0};
    std::vector<MagnitudeRange> ranges;
    for (const auto& row : rows) {
        const double magnitude = with_reactance(Magnitudes(row, setup, groups),
                                                capacitor.impedance(row.frequency_hz).imag());
        const double read = std::abs(source.impedance(row.frequency_hz));
        ranges.push_back({std::min(magnitude, read), std::max(magnitude, read)});
    }
    return ranges;
}

result::Interval widen_to(const MagnitudeRange& range, ImpedanceEstimate& estimate) {
    const double magnitude = std::abs(estimate.value);
    const double u = result::expanded_uncertainty({magnitude, estimate.magnitude});
    const result::Interval interval{std::min(range.low, magnitude) - u,
                                    std::max(range.high, magnitude) + u};
    const double farther = std::max(range.high - magnitude, magnitude - range.low);
    // The farthest may be the true one: 95 % of a rectangle reach it.
    estimate.magnitude.push_back({"phase not measured", farther / 0.95 / std::numbers::sqrt3,
                                  result::Shape::rectangular, 0});
    return interval;
}

}  // namespace ohmloop::measure
