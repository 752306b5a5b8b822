#include "cli/monitor_text.hpp"

#include "cli/inspection_text.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::cli {

namespace {

using measure::MonitoredChannel;

const char* not_yet = "-";  // a second without a gap has yet to pass

/// Where samples are missing from a tone all else is the noise of that.
bool is_steady(const MonitoredChannel& channel) {
    return channel.second && channel.second->phase_jumps.empty();
}

std::string short_text(const measure::Reading& reading) {
    if (reading.kind == result::Kind::not_measured) return "-";
    return fmt::format("{}{:.0f}", reading.kind == result::Kind::upper_bound ? "< " : "",
                       reading.db);
}

/// Hum louder than all else is the tone.
bool is_mains(const std::optional<measure::ToneInspection>& tone) {
    constexpr double widest_offset = 0.005;
    if (!tone) return false;
    return std::abs(tone->frequency_hz / 50 - 1) < widest_offset ||
           std::abs(tone->frequency_hz / 60 - 1) < widest_offset;
}

bool is_climbing(const MonitoredInput& input, double heard_s) {
    return input.level && heard_s < input.steady_from.value();
}

void add(std::string& list, const std::string& item) {
    if (!list.empty() && !item.empty()) list += "; ";
    list += item;
}

std::string trouble_of(const MonitoredChannel& channel) {
    std::string text;
    if (!channel.second) return text;
    for (const auto& top : channel.second->flat_tops)
        if (!top.at_full_scale)
            add(text, fmt::format("clipped at {:.3f}, before the converter", top.value));
    if (!is_steady(channel)) add(text, "the tone's phase jumps: samples lost?");
    return text;
}

}  // namespace

std::vector<std::string> title_items(const MonitoredInput& input, double heard_s) {
    std::vector<std::string> items{input.name, fmt::format("{:g} kHz", input.rate.value() / 1e3)};
    if (input.level)
        items.push_back(fmt::format("playing {:g} Hz{} {:g} dBFS", input.played.value(),
                                    is_climbing(input, heard_s) ? ", climbing to" : " at",
                                    input.level->value()));
    if (input.full_scale)
        items.push_back(fmt::format("full scale {} ({})", print(*input.full_scale, 4),
                                    input.full_scale_source));
    return items;
}

std::string decibel_text(double ratio) {
    return ratio > 0 ? fmt::format("{:.2f}", 20 * std::log10(ratio)) : "-inf";
}

std::string level_text(const measure::LevelReading& level, const MonitoredInput& input) {
    if (!(level.rms > 0)) return "silent";
    const double of_full_scale = level.rms * std::numbers::sqrt2;
    std::string text = decibel_text(of_full_scale) + " dBFS";
    if (input.full_scale) text += "  " + print(*input.full_scale * of_full_scale, 4);
    return text;
}

std::string reading_text(const measure::Reading& reading, const char* unit) {
    if (reading.kind == result::Kind::not_measured) return "-";
    return fmt::format("{}{:.1f} {}", reading.kind == result::Kind::upper_bound ? "< " : "",
                       reading.db, unit);
}

std::string tone_text(const MonitoredChannel& channel) {
    if (!channel.second) return not_yet;
    if (!channel.second->tone) return "none";
    return fmt::format("{:.4f} Hz", channel.second->tone->frequency_hz);
}

std::string distortion_text(const MonitoredChannel& channel) {
    if (!is_steady(channel) || !channel.second->tone) return "-";
    return reading_text(channel.second->tone->thd_n, "dB");
}

std::string noise_text(const MonitoredChannel& channel) {
    if (!is_steady(channel)) return "-";
    return reading_text(channel.second->noise, "dBFS");
}

std::string hum_text(const MonitoredChannel& channel) {
    if (!channel.second) return not_yet;
    const auto& hum = channel.second->hum;
    if (!hum && is_mains(channel.second->tone)) return "the tone is at the mains frequency";
    if (!hum) return "none stands out";
    return fmt::format("{:g} Hz comb {}", hum->mains_hz, reading_text(hum->level, "dBFS"));
}

std::string comb_text(const MonitoredChannel& channel) {
    std::string text;
    if (!channel.second || !channel.second->hum) return text;
    for (const auto& line : channel.second->hum->harmonics)
        text += (text.empty() ? "" : ", ") + short_text(line);
    return text;
}

std::string clock_text(const measure::MonitorReading& reading, const MonitoredInput& input) {
    const auto& clock = reading.clock;
    if (is_climbing(input, reading.heard_s)) return "not told: the tone still climbs";
    if (!clock) return fmt::format("not told: no steady tone of {:g} Hz", input.played.value());
    constexpr double normal_95 = 1.96;
    constexpr double last_decimal = 0.01;
    const double within = std::max(last_decimal, normal_95 * clock->uncertainty_ppm);
    const auto condition = fmt::format("if the tone is {:g} Hz", input.played.value());
    if (std::abs(clock->ppm) <= within)
        return fmt::format("the clocks agree within {:.2f} ppm, {}", within, condition);
    return fmt::format("the recorder runs {:.2f} ± {:.2f} ppm {}, {}", std::abs(clock->ppm), within,
                       clock->ppm < 0 ? "slow" : "fast", condition);
}

std::string trouble_text(const measure::MonitorReading& reading) {
    std::string text;
    if (reading.gaps > 0)
        text = fmt::format("{} gap{}", reading.gaps, reading.gaps == 1 ? "" : "s");
    if (reading.reports > 0)
        add(text, fmt::format("{}the host reports {}", reading.gaps > 0 ? "" : "none found; ",
                              reading.reports));
    for (std::size_t c = 0; c < reading.channels.size(); ++c) {
        const auto trouble = trouble_of(reading.channels[c]);
        if (trouble.empty()) continue;
        add(text, channel_name(c, reading.channels.size()) + ": " + trouble);
    }
    return text;
}

std::vector<std::string> monitor_lines(const measure::MonitorReading& reading,
                                       const MonitoredInput& input) {
    std::vector<std::string> lines;
    const auto time = fmt::format("{:8.1f} s  ", reading.heard_s);
    for (std::size_t c = 0; c < reading.channels.size(); ++c) {
        const auto& channel = reading.channels[c];
        const auto& level = channel.level;
        lines.push_back(fmt::format(
            "{}{:<5}  rms {}  peak {}  held {}  clips {}  tone {}  THD+N {}  noise {}  hum {}",
            time, channel_name(c, reading.channels.size()), level_text(level, input),
            decibel_text(level.peak), decibel_text(level.held), level.clips, tone_text(channel),
            distortion_text(channel), noise_text(channel), hum_text(channel)));
    }
    const auto trouble = trouble_text(reading);
    lines.push_back(fmt::format("{}both   clock: {}  {}", time, clock_text(reading, input),
                                trouble.empty() ? "no gaps" : trouble));
    return lines;
}

}  // namespace ohmloop::cli
