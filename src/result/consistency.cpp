#include "result/consistency.hpp"

#include "result/figure_rules.hpp"

#include "ohmloop/result/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::result {
namespace {

void refuse_unless(bool holds, std::string_view list, std::size_t index, std::string_view why) {
    if (!holds) throw MalformedResult(fmt::format("{}[{}]: {}", list, index, why));
}

void check_setup(const Setup& setup) {
    for (std::size_t i = 0; i < setup.loads.size(); ++i) {
        const LoadSetup& load = setup.loads[i];
        refuse_unless(!load.resistance_ohm || *load.resistance_ohm > 0, "setup.loads", i,
                      "its resistance is not above 0");
        refuse_unless(!load.uncertainty_ohm || *load.uncertainty_ohm >= 0, "setup.loads", i,
                      "its uncertainty is below 0");
    }
    for (const auto* number :
         {&setup.input.resistance_ohm, &setup.input.capacitance_pf, &setup.input.full_scale_v})
        if (*number && **number < 0) throw MalformedResult("setup.input: a figure is below 0");
}

void check_doubt(const Doubt& doubt, std::size_t index) {
    refuse_unless(!doubt.channel || is_channel(*doubt.channel), "doubts", index,
                  "its channel is neither left nor right");
}

void check_curve(const Curve& curve, std::size_t index) {
    refuse_unless(curve.frequency_hz.empty() || curve.level_dbfs.empty(), "curves", index,
                  "it has two axes");
    const auto refuse_unless_equal = [&](std::size_t length) {
        refuse_unless(length == 0 || length == curve.size(), "curves", index,
                      "its lists differ in length");
    };
    for (const auto* list : {&curve.value, &curve.real_ohm, &curve.imag_ohm, &curve.uncertainty})
        refuse_unless_equal(list->size());
    refuse_unless_equal(curve.kind.size());
}

bool is_finite(const std::optional<double>& number) { return !number || std::isfinite(*number); }

bool is_finite(const Figure& f) {
    for (const auto* number : {&f.value, &f.low, &f.high, &f.uncertainty, &f.real_ohm, &f.imag_ohm,
                               &f.real_uncertainty_ohm, &f.imag_uncertainty_ohm, &f.phase_deg,
                               &f.phase_uncertainty_deg, &f.key.at_hz, &f.key.level_dbfs})
        if (!is_finite(*number)) return false;
    return std::all_of(f.terms.begin(), f.terms.end(), [](const Term& term) {
        return std::isfinite(term.cu) && std::isfinite(term.degrees_of_freedom);
    });
}

Figure withheld(const Figure& figure) {
    Figure result = not_measured(figure.key, figure.unit, "no finite number came out");
    if (!is_finite(result.key.at_hz)) result.key.at_hz.reset();
    if (!is_finite(result.key.level_dbfs)) result.key.level_dbfs.reset();
    result.conditions = figure.conditions;
    return result;
}

/// Leaves a curve of unequal lists as it is: only a wrong program makes one.
void drop_points(Curve& curve) {
    const std::size_t points = curve.size();
    if (!curve.kind.empty() && curve.kind.size() != points) return;
    std::vector<std::vector<double>*> lists;
    for (auto* list : {&curve.frequency_hz, &curve.level_dbfs, &curve.value, &curve.real_ohm,
                       &curve.imag_ohm, &curve.uncertainty})
        if (list->size() == points)
            lists.push_back(list);
        else if (!list->empty())
            return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < points; ++i) {
        if (!std::all_of(lists.begin(), lists.end(),
                         [i](const auto* list) { return std::isfinite((*list)[i]); }))
            continue;
        for (auto* list : lists) (*list)[kept] = (*list)[i];
        if (!curve.kind.empty()) curve.kind[kept] = curve.kind[i];
        ++kept;
    }
    for (auto* list : lists) list->resize(kept);
    if (!curve.kind.empty()) curve.kind.resize(kept);
}

}  // namespace

void check_consistency(const Result& result) {
    check_setup(result.setup);
    for (std::size_t i = 0; i < result.figures.size(); ++i)
        if (const auto fault = fault_of(result.figures[i]))
            refuse_unless(false, "figures", i, *fault);
    for (std::size_t i = 0; i < result.doubts.size(); ++i) check_doubt(result.doubts[i], i);
    for (std::size_t i = 0; i < result.curves.size(); ++i) check_curve(result.curves[i], i);
    if (const Figure* repeated = find_repeated(result))
        refuse_unless(false, "figures", static_cast<std::size_t>(repeated - result.figures.data()),
                      "an earlier figure has the same key");
}

Result with_finite_numbers(Result result) {
    for (Figure& figure : result.figures)
        if (!is_finite(figure)) figure = withheld(figure);
    for (Curve& curve : result.curves) drop_points(curve);
    return result;
}

}  // namespace ohmloop::result
