#include "cli/asked_quantities.hpp"

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace ohmloop::cli {

namespace {

/// And the figure that answers each.
const std::map<std::string, std::string> answers{{"impedance", "output_impedance"},
                                                 {"response", "response_deviation"},
                                                 {"distortion", "thd_n"},
                                                 {"noise", "noise"},
                                                 {"max-level", "max_level"},
                                                 {"crosstalk", "crosstalk"},
                                                 {"imd", "imd_smpte"}};
const std::vector<std::string> measurable{"impedance", "response",  "distortion", "noise",
                                          "max-level", "crosstalk", "imd"};
/// Names that are settled, for measurements this version does not have.
const std::vector<std::string> later{"dynamic-range", "latency", "volume", "path"};

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

AskedQuantities::AskedQuantities(std::vector<std::string> names) : names_(std::move(names)) {
    for (const auto& name : names_) {
        if (holds(measurable, name)) continue;
        if (holds(later, name))
            throw UsageError(fmt::format("{} cannot be measured by this version, which measures {}",
                                         name, fmt::join(measurable, ", ")));
        throw UsageError(
            fmt::format("unknown quantity '{}'{}", name, suggestion(name, measurable)));
    }
}

bool AskedQuantities::wants(const std::string& name) const {
    return names_.empty() || holds(names_, name);
}

bool AskedQuantities::are_answered(const std::vector<result::Figure>& figures) const {
    return std::any_of(measurable.begin(), measurable.end(), [&](const std::string& name) {
        return wants(name) &&
               std::any_of(figures.begin(), figures.end(), [&](const result::Figure& figure) {
                   return figure.key.quantity == answers.at(name) &&
                          figure.kind != result::Kind::not_measured;
               });
    });
}

profiles::Plan AskedQuantities::of(profiles::Plan plan) const {
    if (names_.empty()) return plan;
    if (wants("response") && plan.sweep_time <= Seconds(0))
        throw UsageError(fmt::format(
            "plan {} plays no sweep, which the response needs: take --plan standard", plan.name));
    if (wants("imd") && plan.imd_time <= Seconds(0))
        throw UsageError(fmt::format(
            "plan {} plays no pairs of tones, which imd needs: take --plan full", plan.name));
    if (!wants("imd")) plan.imd_time = Seconds(0);
    if (!wants("crosstalk")) plan.multitone_time = Seconds(0);
    if (!wants("response")) plan.sweep_time = Seconds(0);
    if (!wants("impedance")) {
        plan.impedance_tones_hz.clear();
        plan.single_channel_drive = wants("crosstalk");
    }
    if (!wants("max-level")) plan.live_ramp_time = plan.ramp_time = Seconds(0);
    // The maximum level is one of THD+N, so it needs the noise.
    if (!wants("noise") && !wants("max-level")) plan.noise_time = Seconds(0);
    return plan;
}

}  // namespace ohmloop::cli
