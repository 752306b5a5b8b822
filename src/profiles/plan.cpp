#include "ohmloop/profiles/plan.hpp"

#include "profiles/toml.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::profiles {

namespace {

/// Tones below would be taken for the near-silence of the noise measurement, at -100 dBFS.
constexpr Range level_range = between(-80, 0);
constexpr Range ramp_level_range = between(-120, -1);
constexpr Range time_range = between(0.1, 600);
constexpr Range optional_time_range = between(0, 600);
/// The response's impulse must stand clear of its second harmonic's, which leads it by L ln 2: from
/// 4.2 s on, L is at least 0.5 s at every rate. With 0.4 s the gate between them is 0.22 s wide and
/// errs by 0.004 dB at 20 Hz.
constexpr double shortest_sweep_s = 4.2;
constexpr Range frequency_range = between(1, 96000);

/// The tones of a segment sound at once: their peaks may all meet.
void check_tones(const TomlTable& table, const Plan& plan) {
    for (const auto& segment : plan.impedance_tones_hz) {
        if (segment.empty())
            table.refuse("impedance_tones_hz", "impedance_tones_hz has a segment without a tone");
        auto sorted = segment;
        std::ranges::sort(sorted);
        const auto twice = std::ranges::adjacent_find(sorted);
        if (twice != sorted.end())
            table.refuse("impedance_tones_hz",
                         fmt::format("impedance_tones_hz plays {:g} Hz twice at once", *twice));
        const DbFs loudest = std::max(
            plan.impedance_level, plan.impedance_reference_level.value_or(plan.impedance_level));
        if (static_cast<double>(segment.size()) * peak_amplitude(loudest) > 1)
            table.refuse("impedance_tones_hz",
                         fmt::format("{} tones at {:g} dBFS together exceed full scale",
                                     segment.size(), loudest.value()));
    }
}

/// One gain for each load and frequency: a second reading of the same resistor is no second load.
void check_segments(const TomlTable& table, const Plan& plan) {
    std::vector<double> all;
    for (const auto& segment : plan.impedance_tones_hz)
        all.insert(all.end(), segment.begin(), segment.end());
    std::ranges::sort(all);
    const auto twice = std::ranges::adjacent_find(all);
    if (twice != all.end())
        table.refuse("impedance_tones_hz",
                     fmt::format("impedance_tones_hz plays {:g} Hz in two segments", *twice));
}

void read_impedance(TomlTable& table, Plan& plan) {
    plan.impedance_tones_hz = table.number_lists("impedance_tones_hz", frequency_range);
    plan.impedance_level = DbFs(table.number("impedance_level_dbfs", level_range, -30));
    if (const auto level = table.optional_number("impedance_reference_level_dbfs", level_range))
        plan.impedance_reference_level = DbFs(*level);
    plan.impedance_time = Seconds(table.number("impedance_time_s", time_range, 1));
    check_tones(table, plan);
    check_segments(table, plan);
}

void read_distortion(TomlTable& table, Plan& plan) {
    for (const double level : table.numbers("tone_levels_dbfs", level_range))
        plan.tone_levels.emplace_back(level);
    plan.tone_time = Seconds(table.number("tone_time_s", time_range, 1));
}

void read_ramp(TomlTable& table, Plan& plan) {
    plan.ramp_from = DbFs(table.number("ramp_from_dbfs", ramp_level_range, -42));
    plan.ramp_time = Seconds(table.number("ramp_time_s", time_range, 4.2));
    plan.live_ramp_time = Seconds(table.number("live_ramp_time_s", time_range, 1.2));
    plan.live_ramp_span = Decibels(table.number("live_ramp_span_db", between(1, 60), 12));
}

void read_rest(TomlTable& table, Plan& plan) {
    plan.noise_time = Seconds(table.number("noise_time_s", optional_time_range, 2));
    plan.sweep_time = Seconds(table.number("sweep_time_s", optional_time_range, 0));
    if (plan.sweep_time > Seconds(0) && plan.sweep_time < Seconds(shortest_sweep_s))
        table.refuse(
            "sweep_time_s",
            fmt::format("sweep_time_s is {:g}; allowed is 0 for none, or {:g} to {:g}",
                        plan.sweep_time.value(), shortest_sweep_s, optional_time_range.high));
    plan.sweep_level = DbFs(table.number("sweep_level_dbfs", level_range, -20));
    plan.imd_time = Seconds(table.number("imd_time_s", optional_time_range, 0));
    plan.multitone_time = Seconds(table.number("multitone_time_s", optional_time_range, 0));
    plan.single_channel_drive = table.boolean("single_channel_drive", false);
}

}  // namespace

Plan parse_plan(std::string_view toml, const std::string& file) {
    Plan plan;
    plan.name = name_of_file(file);
    read_toml(toml, file, "plan", [&](TomlTable& table) {
        read_impedance(table, plan);
        read_distortion(table, plan);
        read_ramp(table, plan);
        read_rest(table, plan);
    });
    return plan;
}

}  // namespace ohmloop::profiles
