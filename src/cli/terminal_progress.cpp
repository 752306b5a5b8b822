#include "ohmloop/cli/terminal_progress.hpp"

#include <fmt/format.h>

namespace ohmloop::cli {

namespace {

constexpr int bar_width = 30;
constexpr const char* wipe_line = "\r\033[K";

std::string bar(const std::string& stage, double fraction, const std::string& left) {
    const int filled = static_cast<int>(fraction * bar_width + 0.5);
    return fmt::format("{}[{:#<{}}{:.<{}}] {:3.0f} %  {}{}", wipe_line, "", filled, "",
                       bar_width - filled, 100 * fraction, stage, left.empty() ? "" : ", " + left);
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
            err_ << bar(stage, fraction, left_.text()) << std::flush;
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
