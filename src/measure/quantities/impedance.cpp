#include "measure/source/delay_fit.hpp"
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

namespace ohmloop::measure::impedance {

namespace {

using result::Estimate;
using result::Figure;
using result::FigureKey;
using result::Kind;

constexpr std::array asked_hz{20.0, 100.0, reference_hz, 10000.0, 20000.0};
constexpr const char* quantity = "output_impedance";
/// Relative half-width of a stereo input's unequal gains: 0.1 dB.
constexpr double input_balance = 0.0116;

FigureKey key_of(int channel, double hz) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    key.at_hz = hz;
    return key;
}

/// |Zo| with its interval; a bound where zero lies inside it.
Figure magnitude_figure(const FigureKey& key, const ImpedanceEstimate& estimate) {
    const Estimate magnitude{std::abs(estimate.value), estimate.magnitude};
    const double u = result::expanded_uncertainty(magnitude);
    if (magnitude.value - u > 0) return result::measured(key, magnitude, "ohm");
    auto figure = result::bound(key, Kind::upper_bound, magnitude.value + u, "ohm",
                                "the interval reaches zero: the set-up resolves no less");
    figure.dominant = result::dominant_source(magnitude);
    figure.terms = result::merged(magnitude.terms);
    return figure;
}

void add_parts(Figure& figure, const ImpedanceEstimate& estimate) {
    const Estimate real{estimate.value.real(), estimate.real};
    const Estimate imaginary{estimate.value.imag(), estimate.imaginary};
    figure.real_ohm = real.value;
    figure.imag_ohm = imaginary.value;
    figure.real_uncertainty_ohm = result::expanded_uncertainty(real);
    figure.imag_uncertainty_ohm = result::expanded_uncertainty(imaginary);
}

std::string loads_text(const GainRow& row) {
    std::string text;
    for (const auto& load : row.loads) text += (text.empty() ? "" : ", ") + load.load.name;
    return text;
}

/// Why rows cannot carry an impedance; empty when they can.
std::string obstacle(const std::vector<GainRow>& rows) {
    if (rows.empty()) return "no usable take of this channel";
    if (std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.loads.size() < 2; }))
        return "needs takes with two different loads, at least one of them a resistor";
    return "";
}

/// One channel's evaluation.
class Channel {
  public:
    Channel(const std::vector<Take>& takes, const AnalysisSetup& setup, int channel,
            Findings& findings)
        : setup_(setup),
          channel_(channel),
          table_(takes, setup, channel),
          rows_(table_.rows(balanced_drive(setup.wiring), DbFs(-60), DbFs(-20))),
          findings_(findings) {
        if (!takes.empty()) rate_hz_ = takes.front().rate.value();
    }

    void evaluate() {
        std::sort(rows_.begin(), rows_.end(),
                  [](const auto& a, const auto& b) { return a.frequency_hz < b.frequency_hz; });
        std::string why = obstacle(rows_);
        std::erase_if(rows_, [](const GainRow& row) { return row.loads.size() < 2; });
        if (why.empty()) why = doubt_loads(*reference_row(), channel_, findings_);
        if (!why.empty()) return nothing(why);
        if (!table_.phases_compare()) take_off_delays();
        take_off_return();
        estimate_rows();
        judge_source();
        report();
        report_source_model(frequencies(), estimates_, delays_, channel_, findings_);
        doubt_level_dependence(table_, setup_, channel_, findings_);
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

    void nothing(const std::string& why) {
        for (const double hz : asked_hz)
            findings_.figures.push_back(result::not_measured(key_of(channel_, hz), "ohm", why));
    }

    /// One source with delays; where it explains the rows badly and the port senses its loads, one
    /// source whose EMF has been levelled: else the steps of the EMF would end up in the delays.
    void take_off_delays() {
        auto levelled = rows_;
        const auto emf_row = *reference_row();
        delays_ = remove_delays(rows_, setup_.input);
        if (delays_->chi_square <= chi_square_limit(delays_->degrees_of_freedom)) return;
        const auto emf = sensed_emf(emf_row, setup_);
        if (emf.empty()) return;
        level_emf(levelled, emf, Emf::taken_off);
        auto fit = remove_delays(levelled, setup_.input);
        if (fit.chi_square > 0.1 * delays_->chi_square) return;
        level_emf(levelled, emf, Emf::put_back);
        rows_ = std::move(levelled);
        delays_ = std::move(fit);
    }

    void take_off_return() {
        if (setup_.wiring != signal::Wiring::stereo) return;
        const auto fitted = [&](const GainRow& row) {
            return fit_source(line_readings(row, setup_)).impedance;
        };
        return_ohm_ =
            shared_return_ohm(table_, setup_, channel_, fitted(*reference_row())).value_or(0);
        if (return_ohm_ == 0) return;
        for (auto& row : rows_)
            remove_shared_return(row, table_, setup_, channel_, return_ohm_, fitted(row));
    }

    /// How unequal the channels are is only known as well as the input's own channels agree.
    void doubt_return(ImpedanceEstimate& estimate) const {
        if (return_ohm_ == 0) return;
        const double cu = return_ohm_ * input_balance / std::sqrt(3.0);
        for (auto* terms : {&estimate.magnitude, &estimate.real})
            terms->push_back({"shared return", cu, result::Shape::rectangular, 0});
    }

    void estimate_rows() {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            DelayDoubt doubt;
            if (delays_ && !delays_->delay_uncertainty_s.empty())
                doubt = {delays_->delay_uncertainty_s[i],
                         delays_->hidden_inductive * rows_[i].frequency_hz / reference_hz};
            estimates_.push_back(estimate_impedance(rows_[i], setup_, doubt));
            doubt_return(estimates_.back());
        }
    }

    /// Does one linear source explain the loads? Where it does not, the impedance common to the
    /// groups is the figure, or the uncertainty grows by what the line leaves.
    void judge_source() {
        const auto index = static_cast<std::size_t>(reference_row() - rows_.data());
        const auto judged =
            judge_linearity(rows_[index], estimates_[index], setup_, channel_, findings_);
        negative_ = judged.negative;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (judged.grouped && i == index) estimates_[i].value = judged.grouped->impedance;
            if (judged.grouped && i != index)
                estimates_[i].value = grouped_impedance(rows_[i], setup_, *judged.grouped);
            widen(estimates_[i], judged.widening);
        }
        conditions_["source"] = judged.condition;
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
            if (negative_)
                return result::not_measured(
                    key, "ohm", "the level rises with the load: no single source does that");
            auto figure = magnitude_figure(key, estimates_[i]);
            if (table_.phases_compare() && figure.kind == Kind::measured)
                add_parts(figure, estimates_[i]);
            figure.conditions = conditions_;
            figure.conditions["loads"] = loads_text(rows_[i]);
            figure.conditions["level"] = fmt::format("{:g} dBFS", rows_[i].level_dbfs);
            figure.conditions["phase"] =
                table_.phases_compare() ? "measured" : "not measured: no common clock and delay";
            return figure;
        }
        return result::not_measured(key, "ohm", "no tone at this frequency in the plan");
    }

    void report() {
        result::Curve curve;
        curve.quantity = quantity;
        curve.channel = channel_name(channel_);
        curve.unit = "ohm";
        for (const double hz : asked_hz) findings_.figures.push_back(figure_at(hz));
        if (negative_) return;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            curve.frequency_hz.push_back(rows_[i].frequency_hz);
            curve.value.push_back(std::abs(estimates_[i].value));
            if (table_.phases_compare()) {
                curve.real_ohm.push_back(estimates_[i].value.real());
                curve.imag_ohm.push_back(estimates_[i].value.imag());
            }
            curve.uncertainty.push_back(result::expanded_uncertainty(
                {std::abs(estimates_[i].value), estimates_[i].magnitude}));
        }
        findings_.curves.push_back(std::move(curve));
    }

    const AnalysisSetup& setup_;
    int channel_;
    GainTable table_;
    std::vector<GainRow> rows_;
    Findings& findings_;
    double rate_hz_ = 0;
    std::optional<DelayFit> delays_;
    std::vector<ImpedanceEstimate> estimates_;
    double return_ohm_ = 0;  ///< 0: none seen
    bool negative_ = false;
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
