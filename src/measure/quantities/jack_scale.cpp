#include "jack_scale.hpp"

#include <cmath>

namespace ohmloop::measure {

using result::Shape;
using result::Term;

double JackScale::volts(double record_rms, double frequency_hz) const {
    return record_rms * std::sqrt(2.0) * input_.full_scale_v->value / input_response(frequency_hz);
}

double JackScale::input_response(double frequency_hz) const {
    if (!input_.high_pass_hz || *input_.high_pass_hz <= 0) return 1;
    return 1 / std::hypot(1.0, *input_.high_pass_hz / frequency_hz);
}

std::vector<Term> JackScale::scale_terms() const {
    if (!knows_volts() || input_.full_scale_v->tolerance <= 0) return {};
    return {{"input full scale", input_.full_scale_v->tolerance / std::sqrt(3.0),
             Shape::rectangular, 0}};
}

double JackScale::match_half_width(const result::FigureKey& key) const {
    if (!knows_volts() || key.channel != "right") return 0;
    return input_.channel_match_db.value_or(0) / db_per_neper;
}

result::Figure JackScale::level(result::FigureKey key, double record_rms, double frequency_hz,
                                std::vector<Term> relative_terms) const {
    if (!knows_volts()) {
        const double dbfs = 20 * std::log10(std::sqrt(2.0) * record_rms);
        return result::measured(std::move(key),
                                {dbfs, scaled(std::move(relative_terms), db_per_neper)}, "dBFS");
    }
    for (auto& term : scale_terms()) relative_terms.push_back(std::move(term));
    if (const double match = match_half_width(key); match > 0)
        relative_terms.push_back({match_source, match / std::sqrt(3.0), Shape::rectangular, 0});
    const double value = volts(record_rms, frequency_hz);
    return result::measured(std::move(key), {value, scaled(std::move(relative_terms), value)}, "V");
}

result::Figure JackScale::upper_bound(result::FigureKey key, double record_rms, double frequency_hz,
                                      std::string reason) const {
    constexpr double least = 1e-12;  // -240 dBFS: the decibels of nothing are no number
    const double value = knows_volts()
                             ? volts(record_rms, frequency_hz) *
                                   (1 + input_.full_scale_v->tolerance + match_half_width(key))
                             : 20 * std::log10(std::max(least, std::sqrt(2.0) * record_rms));
    return result::bound(std::move(key), result::Kind::upper_bound, value, unit(),
                         std::move(reason));
}

std::vector<Term> gain_terms(const AnalysisSetup& setup, const std::string& load, double drift) {
    std::vector<Term> terms;
    if (setup.input.repeatability_db > 0)
        terms.push_back({"gain repeatability, " + load,
                         to_ratio(Decibels(setup.input.repeatability_db)) - 1, Shape::normal, 0});
    if (drift > 0)
        terms.push_back({"gain drift, " + load, drift / std::sqrt(3.0), Shape::rectangular, 0});
    return terms;
}

double coupling_lead(double corner_hz, double frequency_hz) {
    return std::atan(corner_hz / frequency_hz);
}

double own_distortion(const InputModel& input) {
    return to_ratio(Decibels(input.thd_db.value_or(undeclared_thd_db)));
}

std::vector<Term> scaled(std::vector<Term> terms, double factor) {
    for (auto& term : terms) term.cu *= factor;
    return terms;
}

}  // namespace ohmloop::measure
