#include "impedance_figure.hpp"
#include "measure/source/delay_fit.hpp"
#include "measure/source/free_phases.hpp"
#include "measure/source/magnitude_interval.hpp"
#include "measure/source/missing_loads.hpp"
#include "measure/source/sensed_emf.hpp"
#include "measure/source/shared_return.hpp"
#include "measure/source/source_budget.hpp"
#include "measure/source/source_doubts.hpp"
#include "measure/source/source_fit.hpp"
#include "measure/source/source_model.hpp"
#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace ohmloop::measure::impedance {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;

constexpr std::array asked_hz{20.0, 100.0, reference_hz, 10000.0, 20000.0};
constexpr const char* quantity = "output_impedance";
const double sqrt3 = std::sqrt(3.0);

FigureKey key_of(int channel, double hz) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    key.at_hz = hz;
    return key;
}

std::string loads_text(const GainRow& row) {
    std::string text;
    for (const auto& load : row.loads) text += (text.empty() ? "" : ", ") + load.load.name;
    return text;
}

/// One channel's evaluation.
class Channel {
  public:
    Channel(const std::vector<Take>& takes, const AnalysisSetup& setup, int channel,
            Findings& findings)
        : takes_(takes),
          setup_(setup),
          channel_(channel),
          table_(takes, setup, channel),
          rows_(table_.small_signal_rows(balanced_drive(setup.wiring))),
          findings_(findings) {
        if (!takes.empty()) rate_hz_ = takes.front().rates().slower().value();
    }

    void evaluate() {
        std::sort(rows_.begin(), rows_.end(),
                  [](const auto& a, const auto& b) { return a.frequency_hz < b.frequency_hz; });
        limited_ = drop_limited_loads(rows_, channel_, findings_);
        const std::string why = obstacle(rows_, takes_, channel_, limited_.loads);
        std::erase_if(rows_, [](const GainRow& row) { return row.loads.size() < 2; });
        if (!why.empty()) return nothing(why);
        judge_source();
        estimate_rows();
        report();
        drop_impossible();
        if (!phases_are_lost() && !judged_.negative)
            report_source_model(frequencies(), estimates_, delays_, channel_, findings_);
        doubt_assumed_drift(table_, findings_);
        doubt_small_source();
    }

  private:
    [[nodiscard]] const GainRow* reference_row() const {
        return &*std::min_element(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
            return std::abs(std::log(a.frequency_hz / reference_hz)) <
                   std::abs(std::log(b.frequency_hz / reference_hz));
        });
    }

    [[nodiscard]] std::vector<double> frequencies() const {
        std::vector<double> found;
        for (const auto& row : rows_) found.push_back(row.frequency_hz);
        return found;
    }

    void doubt_small_source() {
        if (judged_.negative || rows_.empty()) return;
        const auto* reference = reference_row();
        const auto& estimate = estimates_[static_cast<std::size_t>(reference - rows_.data())];
        doubt_contacts(*reference, std::abs(estimate.value), setup_, channel_, findings_);
    }

    void nothing(const std::string& why) {
        for (const double hz : asked_hz)
            findings_.figures.push_back(result::not_measured(key_of(channel_, hz), "ohm", why));
    }

    /// What comes between the readings and one line: delays of separate recordings, the return.
    void prepare(std::vector<GainRow> rows) {
        rows_ = std::move(rows);
        delays_.reset();
        ranges_.clear();
        if (!table_.phases_compare()) {
            drop_uneven_rows();
            const auto groups = sensed_groups(rows_, setup_);
            delays_ = remove_delays(rows_, setup_, groups);
            if (!delays_->explains)
                ranges_ = pin_phases(rows_, setup_, groups, delays_->source);
            else if (delays_->inductance_stands_out)
                ranges_ = without_inductance(rows_, setup_, groups, delays_->source);
        }
        take_off_return();
    }

    [[nodiscard]] bool phases_are_lost() const { return delays_ && !delays_->explains; }

    /// A frequency read with other loads than 997 Hz cannot be set beside it.
    void drop_uneven_rows() {
        const std::size_t loads = reference_row()->loads.size();
        for (const auto& row : rows_)
            if (row.loads.size() != loads) uneven_hz_.insert(row.frequency_hz);
        std::erase_if(rows_, [&](const GainRow& row) { return row.loads.size() != loads; });
    }

    /// Does one linear source explain the loads? A load that alone does not fit is left out.
    void judge_source() {
        const auto raw = rows_;
        prepare(raw);
        judged_ = judge_linearity(*reference_row(), setup_, channel_, findings_);
        if (judged_.odd_load) {
            const auto odd = *judged_.odd_load;
            prepare(without(raw, odd));
            judged_ = judge_linearity(*reference_row(), setup_, channel_, findings_);
            judged_.condition += ", but for " + odd;
        }
        if (judged_.disagreement || !judged_.groups.empty()) drop_uneven_rows();
        if (phases_are_lost() && !judged_.negative)
            findings_.doubts.push_back(doubt_phases(*delays_, channel_));
        conditions_["source"] = judged_.condition;
    }

    static std::vector<GainRow> without(std::vector<GainRow> rows, const std::string& name) {
        for (auto& row : rows)
            std::erase_if(row.loads, [&](const LoadGain& each) { return each.load.name == name; });
        std::erase_if(rows, [](const GainRow& row) { return row.loads.size() < 2; });
        return rows;
    }

    /// What is to be taken off depends a little on the impedance it is taken off: twice.
    void take_off_return() {
        if (setup_.wiring != signal::Wiring::stereo) return;
        return_ohm_ = shared_return_ohm(takes_, setup_);
        if (!return_ohm_ || *return_ohm_ == 0) return;
        for (auto& row : rows_) {
            const auto apparent = row;
            for (int pass = 0; pass < 2; ++pass) {
                const auto impedance = fit_source(line_readings(row, setup_)).impedance;
                row = apparent;
                remove_shared_return(row, takes_, setup_, channel_, *return_ohm_, impedance);
            }
        }
    }

    /// What is left of the return is known as well as the channels are; a return nobody measured
    /// may be as large as returns are.
    void doubt_return(ImpedanceEstimate& estimate, const GainRow& row) const {
        if (setup_.wiring != signal::Wiring::stereo) return;
        const auto share = return_share(row, takes_, setup_, channel_);
        const double half_width = return_ohm_ ? *return_ohm_ * share.assumed
                                              : largest_return_ohm * (share.seen + share.assumed);
        if (half_width == 0) return;
        // A resistance: of the magnitude it moves no more than the source's own does.
        const double along = estimate.value.real() / std::max(1e-12, std::abs(estimate.value));
        estimate.magnitude.push_back(
            {"shared return", along * half_width / sqrt3, result::Shape::rectangular, 0});
        estimate.real.push_back(
            {"shared return", half_width / sqrt3, result::Shape::rectangular, 0});
    }

    [[nodiscard]] DelayDoubt delay_doubt(std::size_t i) const {
        if (!delays_ || !delays_->explains) return {};
        const double hz = rows_[i].frequency_hz;
        return {delays_->delay_uncertainty_s[i], std::abs(delays_->other_source.impedance(hz)) -
                                                     std::abs(delays_->source.impedance(hz))};
    }

    /// Where nothing explains the loads the truth may be what any of them, left out, would let the
    /// others say.
    void doubt_disagreement(ImpedanceEstimate& estimate, const GainRow& row) const {
        const auto readings = line_readings(row, setup_);
        std::complex<double> parts = 0;
        double magnitude = 0;
        for (std::size_t k = 0; k < readings.size(); ++k) {
            auto others = readings;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
            const auto there = fit_source(others).impedance;
            magnitude = std::max(magnitude, std::abs(std::abs(there) - std::abs(estimate.value)));
            const auto apart = there - estimate.value;
            parts = {std::max(parts.real(), std::abs(apart.real())),
                     std::max(parts.imag(), std::abs(apart.imag()))};
        }
        const auto add = [](std::vector<result::Term>& terms, double half_width) {
            // The farthest may be the true one: 95 % of a rectangle reach it.
            terms.push_back(
                {"loads disagree", half_width / 0.95 / sqrt3, result::Shape::rectangular, 0});
        };
        add(estimate.magnitude, magnitude);
        add(estimate.real, parts.real());
        add(estimate.imaginary, parts.imag());
    }

    void estimate_rows() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            estimates_.push_back(
                estimate_impedance(rows_[i], setup_, delay_doubt(i), judged_.groups));
            doubt_return(estimates_.back(), rows_[i]);
            if (judged_.disagreement) doubt_disagreement(estimates_.back(), rows_[i]);
            widen(estimates_.back(), judged_.widening);
            intervals_.push_back(ranges_.empty() ? interval_of(estimates_.back())
                                                 : widen_to(ranges_[i], estimates_.back()));
        }
        drop_unresolved();
    }

    /// Loads that cannot all be what they are said to be may leave a fit nowhere.
    void drop_unresolved() {
        for (std::size_t i = rows_.size(); i-- > 0;) {
            if (is_resolved(estimates_[i], intervals_[i])) continue;
            unresolved_hz_.insert(rows_[i].frequency_hz);
            const auto at = static_cast<std::ptrdiff_t>(i);
            rows_.erase(rows_.begin() + at);
            estimates_.erase(estimates_.begin() + at);
            intervals_.erase(intervals_.begin() + at);
        }
    }

    static void widen(ImpedanceEstimate& estimate, double factor) {
        for (auto* terms : {&estimate.magnitude, &estimate.real, &estimate.imaginary})
            for (auto& term : *terms) term.cu *= factor;
    }

    [[nodiscard]] Figure figure_at(double hz) {
        const auto key = key_of(channel_, hz);
        if (hz >= 0.45 * rate_hz_)
            return result::not_measured(key, "ohm", "above 0.45 of the sample rate");
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i].frequency_hz != hz) continue;
            if (judged_.negative)
                return result::not_measured(
                    key, "ohm", "the level rises with the load: no single source does that");
            if (is_impossible(estimates_[i]))
                return result::not_measured(
                    key, "ohm",
                    fmt::format("its real part comes out at {:.3g} ohm: no source has a negative "
                                "one",
                                estimates_[i].value.real()));
            auto figure = magnitude_figure(key, estimates_[i], intervals_[i]);
            if (table_.phases_compare() && figure.kind == Kind::measured)
                add_parts(figure, estimates_[i]);
            figure.conditions = conditions_;
            if (setup_.wiring != signal::Wiring::stereo) include_return(figure);
            figure.conditions["loads"] = loads_text(rows_[i]);
            figure.conditions["level"] = fmt::format("{:g} dBFS", rows_[i].level_dbfs);
            figure.conditions["phase"] =
                table_.phases_compare() ? "measured" : "not measured: no common clock and delay";
            return figure;
        }
        if (limited_.hz.count(hz) > 0)
            return result::not_measured(key, "ohm", "the port is past its limit at this tone");
        if (unresolved_hz_.count(hz) > 0)
            return result::not_measured(key, "ohm", "no source explains the readings");
        return result::not_measured(key, "ohm",
                                    uneven_hz_.count(hz) > 0
                                        ? "not read with every load, which these loads need"
                                        : "no tone at this frequency in the plan");
    }

    /// Polarity or channels that changed between takes make a source of a negative resistance.
    void drop_impossible() {
        std::string where;
        double worst = 0;
        for (std::size_t i = rows_.size(); i-- > 0;) {
            if (!is_impossible(estimates_[i])) continue;
            where =
                fmt::format("{:g} Hz{}{}", rows_[i].frequency_hz, where.empty() ? "" : ", ", where);
            worst = std::min(worst, estimates_[i].value.real());
            rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(i));
            estimates_.erase(estimates_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (where.empty() || judged_.negative) return;
        findings_.doubts.push_back(
            {"negative_resistance", result::Severity::weakens, channel_name(channel_), std::nullopt,
             fmt::format("the impedance comes out with a negative real part, down to {:.3g} ohm "
                         "(at {}), which no source has: polarity, channels or loads are mixed up "
                         "between the takes",
                         worst, where),
             "check cables, channels and which take has which load; record again"});
    }

    void report() {
        for (const double hz : asked_hz) findings_.figures.push_back(figure_at(hz));
        if (judged_.negative) return;
        result::Curve curve;
        curve.quantity = quantity;
        curve.channel = channel_name(channel_);
        curve.unit = "ohm";
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (is_impossible(estimates_[i])) continue;
            const double magnitude = std::abs(estimates_[i].value);
            const auto& interval = intervals_[i];
            curve.frequency_hz.push_back(rows_[i].frequency_hz);
            curve.value.push_back(magnitude);
            if (table_.phases_compare()) {
                curve.real_ohm.push_back(estimates_[i].value.real());
                curve.imag_ohm.push_back(estimates_[i].value.imag());
            }
            curve.uncertainty.push_back(
                std::max(magnitude - interval.low, interval.high - magnitude));
        }
        if (!curve.value.empty()) findings_.curves.push_back(std::move(curve));
    }

    const std::vector<Take>& takes_;
    const AnalysisSetup& setup_;
    int channel_;
    GainTable table_;
    std::vector<GainRow> rows_;
    Findings& findings_;
    double rate_hz_ = 0;
    std::optional<DelayFit> delays_;
    std::vector<MagnitudeRange> ranges_;  ///< of each row whose phase is in doubt
    std::vector<ImpedanceEstimate> estimates_;
    std::vector<result::Interval> intervals_;  ///< 95 %, of each magnitude
    std::optional<double> return_ohm_;
    LimitedReadings limited_;
    std::set<double> uneven_hz_;      ///< of rows left out for want of a load
    std::set<double> unresolved_hz_;  ///< of rows that no source fits
    SourceJudgement judged_;
    std::map<std::string, std::string> conditions_;
};

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for (const int channel : observed_channels(takes))
        Channel(takes, setup, channel, findings).evaluate();
    return findings;
}

}  // namespace ohmloop::measure::impedance
