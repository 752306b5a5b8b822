#include "cli/run_settings.hpp"

#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/settings_files.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>

namespace ohmloop::cli {

namespace {

constexpr double usual_tolerance = 0.01;  ///< of a resistor from the drawer
constexpr double lowest_rate = 32000;     ///< markers reach up to 8 kHz, figures to 0.45 of it
constexpr double highest_rate = 768000;

DbFs read_max_level(const Options& options) {
    const auto level = options.read("max-level", parse_dbfs).value_or(DbFs(0));
    // Quieter tones are not told from noise.
    if (level > DbFs(0) || level < DbFs(-50)) {
        throw UsageError(fmt::format("--max-level: {} dBFS is outside -50 to 0", level.value()));
    }
    return level;
}

/// The loads of a box that a list names; the open jack needs no box.
std::vector<profiles::Load> chosen_from(const profiles::LoadBox& box,
                                        const std::vector<profiles::Load>& wanted) {
    std::vector<std::string> known;
    for (const auto& load : box.loads) known.push_back(load.name);
    std::vector<profiles::Load> chosen;
    for (const auto& load : wanted) {
        const auto in_box =
            std::find_if(box.loads.begin(), box.loads.end(),
                         [&](const profiles::Load& other) { return other.name == load.name; });
        if (in_box != box.loads.end())
            chosen.push_back(*in_box);
        else if (load.is_open())
            chosen.push_back(load);
        else
            throw UsageError(fmt::format("--loads: the load box '{}' has no '{}'{}", box.name,
                                         load.name, suggestion(load.name, known)));
    }
    return chosen;
}

std::vector<profiles::Load> all_of(const profiles::LoadBox& box) {
    auto loads = box.loads;
    const bool has_open = std::any_of(loads.begin(), loads.end(),
                                      [](const profiles::Load& load) { return load.is_open(); });
    if (!has_open) loads.insert(loads.begin(), profiles::Load{"open"});
    std::stable_sort(loads.begin(), loads.end(),
                     [](const profiles::Load& a, const profiles::Load& b) {
                         return a.resistance_ohm > b.resistance_ohm;
                     });
    return loads;
}

Hertz read_rate(const Options& options, const std::string& option, Hertz usual) {
    const Hertz rate = options.read(option, parse_hertz).value_or(usual);
    if (rate < Hertz(lowest_rate) || rate > Hertz(highest_rate) ||
        std::trunc(rate.value()) != rate.value()) {
        throw UsageError(fmt::format("--{}: {} is no whole rate from 32 kHz to 768 kHz", option,
                                     *options.text(option)));
    }
    return rate;
}

}  // namespace

Hertz read_rate(const Options& options) { return read_rate(options, "rate", Hertz(48000)); }

signal::Rates read_rates(const Options& options, Hertz recorded) {
    return {recorded, read_rate(options, "output-rate", recorded)};
}

signal::Wiring read_wiring(const Options& options) {
    const auto word = options.text("wiring");
    if (word == "cross-left" || word == "cross-right")
        throw UsageError(
            fmt::format("--wiring: this version cannot measure {} yet; it knows stereo, left and "
                        "right",
                        *word));
    return wiring_of(options.choice("wiring", {"stereo", "left", "right"}, "stereo"));
}

StimulusSettings read_stimulus(const Options& options) {
    StimulusSettings settings;
    settings.plan = find_plan(options.text("plan").value_or("standard"));
    settings.rate = read_rate(options);
    settings.wiring = read_wiring(options);
    settings.max_level = read_max_level(options);
    return settings;
}

std::vector<profiles::Load> read_loads(const Options& options, bool simulated) {
    const auto list = options.text("loads");
    const auto box_name = options.text("load-box");
    if (box_name && !list) return all_of(find_load_box(*box_name));
    auto loads = profiles::parse_loads(list.value_or("open,33"), simulated ? 0 : usual_tolerance);
    if (box_name) return chosen_from(find_load_box(*box_name), loads);
    if (simulated) {
        for (auto& load : loads) load.power_w = std::numeric_limits<double>::infinity();
    }
    return loads;
}

void require_open_and_resistor(const std::vector<profiles::Load>& loads) {
    const auto is_open = [](const profiles::Load& load) { return load.is_open(); };
    if (std::none_of(loads.begin(), loads.end(), is_open)) {
        throw UsageError("--loads: the load drop needs the open jack: add 'open'");
    }
    if (std::all_of(loads.begin(), loads.end(), is_open)) {
        throw UsageError(
            "--loads: the output impedance needs at least one resistor: add one, for example 33");
    }
}

result::DutNote read_subject(const Options& options) {
    return {options.text("dut").value_or(""), options.text("port").value_or(""),
            options.text("serial").value_or(""), options.text("note").value_or("")};
}

std::string read_volume(const Options& options) {
    const std::string volume = options.text("volume").value_or("unknown");
    if (volume == "max" || volume == "fixed" || volume == "unknown") return volume;
    const bool percent = volume.ends_with("%");
    const auto number = volume.substr(0, volume.size() - (percent ? 1 : 0));
    try {
        const double value = parse_number(number);
        if (value == 100) return "max";  // one spelling
        if (value >= 0 && value < 100) return fmt::format("{} %", value);
    } catch (const ParseError&) {
        // said below, with what is allowed
    }
    throw UsageError(fmt::format(
        "--volume: '{}' is neither max, fixed, unknown nor a percentage from 0 to 100", volume));
}

std::string now_utc() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace ohmloop::cli
