#include "ohmloop/cli/terminal_progress.hpp"

#include "cli/screen_text.hpp"
#include "cli/terminal_size.hpp"

#include "ohmloop/audio_io/host_messages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::cli {

namespace {

constexpr int bar_width = 30;
constexpr const char* wipe_line = "\r\033[K";

/// Of the terminal on stderr.
std::size_t line_columns() {
    constexpr std::size_t usual = 80;
    const auto told = terminal_size(audio_io::program_stderr()).columns;
    return told > 0 ? told : usual;
}

bool waits_for_a_person(const std::string& stage) { return stage.ends_with("connecting"); }

/// Load names may be anything a person typed.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) result += c;
    }
    return result + "\"";
}

}  // namespace

void TimeLeft::begin(const std::string& stage, double fraction, Clock::time_point now) {
    if (works_) worked_ += now - begun_;
    begun_ = now;
    works_ = !waits_for_a_person(stage);
    fraction_ = fraction;
}

std::string TimeLeft::text() const {
    constexpr double least_known = 0.1;
    if (fraction_ < least_known || fraction_ >= 1) return "";
    const double left = worked_.count() * (1 - fraction_) / fraction_;
    const auto seconds = static_cast<int>(left + 0.5);
    return fmt::format("{}:{:02} left", seconds / 60, seconds % 60);
}

std::string progress_line(const std::string& stage, double fraction, const std::string& left,
                          std::size_t columns) {
    const int filled = static_cast<int>(fraction * bar_width + 0.5);
    const auto bar = fmt::format("[{:#<{}}{:.<{}}] ", "", filled, "", bar_width - filled);
    const auto part = fmt::format("{:3.0f} %  {}", 100 * fraction, stage);
    const auto rest = left.empty() ? "" : ", " + left;
    // Some terminals go to the next line when the last column is written.
    const std::size_t room = std::max<std::size_t>(columns, 1) - 1;
    for (const auto& line : {bar + part + rest, part + rest})
        if (width_of(line) <= room) return cut(line, room);
    return shortened(part, room);
}

TerminalProgress::~TerminalProgress() {
    if (drawn_) err_ << wipe_line << std::flush;
}

void TerminalProgress::report(const std::string& stage, double fraction) {
    switch (style_) {
        case ProgressStyle::silent:
            return;
        case ProgressStyle::bar:
            drawn_ = true;
            left_.begin(stage, fraction, TimeLeft::Clock::now());
            err_ << wipe_line << progress_line(stage, fraction, left_.text(), line_columns())
                 << std::flush;
            return;
        case ProgressStyle::lines:
            err_ << fmt::format("{:3.0f} %  {}\n", 100 * fraction, stage) << std::flush;
            return;
        case ProgressStyle::json:
            err_ << fmt::format("{{\"stage\": {}, \"fraction\": {:.3f}}}\n", quoted(stage),
                                fraction)
                 << std::flush;
            return;
    }
}

}  // namespace ohmloop::cli
