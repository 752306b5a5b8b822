#include "cli/monitor_block.hpp"

#include "cli/inspection_text.hpp"
#include "cli/screen_text.hpp"
#include "cli/spectrum_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::cli {

namespace {

using measure::MonitoredChannel;

constexpr std::size_t label_columns = 8;
constexpr std::size_t most_columns = 100;  ///< what is wider is not read with ease
constexpr std::size_t most_rows = 7;       ///< of the spectrum: 20 dB each
constexpr double bar_low_db = -60;

std::string padded(const std::string& text, std::size_t columns) {
    std::string line = whole_words(text, columns);
    return line + std::string(columns - width_of(line), ' ');
}

/// The lines of an update, cut to the window as they come.
class Block {
  public:
    explicit Block(const Window& window)
        : window_(window), columns_(std::min(window.columns, most_columns)) {}

    void add(const std::string& text, bool alarms = false) {
        if (room() == 0) return;
        const auto line = whole_words(text, columns_);
        lines_.push_back(alarms && window_.colour ? "\033[31m" + line + "\033[0m" : line);
    }
    [[nodiscard]] std::size_t columns() const { return columns_; }
    /// Lines that still fit: the last row is the cursor's.
    [[nodiscard]] std::size_t room() const {
        return window_.rows > lines_.size() + 1 ? window_.rows - lines_.size() - 1 : 0;
    }
    [[nodiscard]] std::vector<std::string> lines() && { return std::move(lines_); }

  private:
    Window window_;
    std::size_t columns_;
    std::vector<std::string> lines_;
};

/// "left  [######........|.....] -20.01": the rms as far as the bar goes, the held peak as a mark.
/// Without the bar where there is no room for one.
std::string bar(const std::string& name, const measure::LevelReading& level, std::size_t columns) {
    constexpr std::size_t around = 19;
    constexpr std::size_t least_width = 10;
    const double rms = level.rms * std::numbers::sqrt2;
    if (columns < around + least_width) return fmt::format("{:<7} {}", name, decibel_text(rms));
    const std::size_t width = columns - around;
    const auto place = [width](double ratio) {
        if (!(ratio > 0)) return std::size_t{0};
        const double part = 1 - 20 * std::log10(ratio) / bar_low_db;
        const double columns_of_it = std::clamp(part, 0.0, 1.0) * static_cast<double>(width);
        return static_cast<std::size_t>(std::lround(columns_of_it));
    };
    std::string cells(width, '.');
    std::fill_n(cells.begin(), place(rms), '#');
    if (const auto held = place(level.held); held > 0) cells[held - 1] = '|';
    return fmt::format("{:<7} [{}] {:>8}", name, cells, decibel_text(rms));
}

std::string bar_scale(std::size_t columns) {
    return fmt::format("{:<8} {:<{}}0 dBFS", "", "-60", columns - 19);
}

/// A label, and what `text` says of each channel.
template <class Text>
void add_row(Block& block, const measure::MonitorReading& reading, const char* label,
             const Text& text, bool alarms = false) {
    const std::size_t cell = (block.columns() - std::min(block.columns(), label_columns)) / 2;
    std::string line = padded(label, label_columns);
    for (const auto& channel : reading.channels)
        line += padded(whole_words(text(channel), cell - std::min<std::size_t>(cell, 1)), cell);
    line.erase(line.find_last_not_of(' ') + 1);
    block.add(line, alarms);
}

void add_levels(Block& block, const measure::MonitorReading& reading, const MonitoredInput& input) {
    for (std::size_t c = 0; c < reading.channels.size(); ++c)
        block.add(bar(channel_name(c, 2), reading.channels[c].level, block.columns()));
    if (block.columns() >= 40) block.add(bar_scale(block.columns()));
    const bool clips = std::any_of(reading.channels.begin(), reading.channels.end(),
                                   [](const auto& channel) { return channel.level.clips > 0; });
    std::size_t index = 0;
    add_row(block, reading, "", [&](const auto&) { return channel_name(index++, 2); });
    add_row(block, reading, "rms", [&](const auto& c) { return level_text(c.level, input); });
    add_row(block, reading, "peak", [](const auto& c) {
        return fmt::format("{} dBFS, held {}", decibel_text(c.level.peak),
                           decibel_text(c.level.held));
    });
    add_row(
        block, reading, "clips", [](const auto& c) { return fmt::to_string(c.level.clips); },
        clips);
}

void add_sound(Block& block, const measure::MonitorReading& reading, const MonitoredInput& input) {
    add_row(block, reading, "tone", tone_text);
    add_row(block, reading, "THD+N", distortion_text);
    add_row(block, reading, "noise", noise_text);
    add_row(block, reading, "hum", hum_text);
    add_row(block, reading, " lines", comb_text);
    block.add(padded("clock", label_columns) + clock_text(reading, input));
    const auto trouble = trouble_text(reading);
    block.add(padded("gaps", label_columns) + (trouble.empty() ? "none" : trouble),
              !trouble.empty());
}

}  // namespace

std::vector<std::string> monitor_block(const measure::MonitorReading& reading,
                                       const MonitoredInput& input, const Window& window) {
    Block block(window);
    const auto time = fmt::format("{:.0f} s", std::floor(reading.heard_s));
    const std::size_t rest = block.columns() - std::min(block.columns(), time.size() + 1);
    block.add(padded(whole_items(title_items(input, reading.heard_s), rest), rest) + " " + time);
    add_levels(block, reading, input);
    add_sound(block, reading, input);
    const std::size_t rows = block.room() > 1 ? std::min(most_rows, block.room() - 1) : 0;
    for (const auto& line : plot_spectrum(reading, block.columns(), rows)) block.add(line);
    return std::move(block).lines();
}

}  // namespace ohmloop::cli
