#include "cli/live_block.hpp"

#include "cli/terminal_size.hpp"

#include "ohmloop/audio_io/host_messages.hpp"

#include <fmt/format.h>

namespace ohmloop::cli {

namespace {

constexpr const char* begin_drawing = "\033[?25l\033[?7l";  // no cursor, no wrapping
constexpr const char* end_drawing = "\033[?7h\033[?25h";
constexpr const char* clear_window = "\033[H\033[2J";
constexpr const char* clear_rest_of_line = "\033[K";
constexpr const char* clear_below = "\033[J";

}  // namespace

LiveBlock::LiveBlock(std::ostream& out) : out_(out), pause_(end_drawing, begin_drawing) {
    out_ << begin_drawing << std::flush;
}

LiveBlock::~LiveBlock() { out_ << end_drawing << std::flush; }

void LiveBlock::draw(const std::vector<std::string>& lines, const Window& window) {
    if (pause_.went_on()) drawn_ = 0;
    std::string text;
    if (drawn_ > 0) text = window == window_ ? fmt::format("\033[{}A\r", drawn_) : clear_window;
    for (const auto& line : lines) text += line + clear_rest_of_line + "\n";
    out_ << text << clear_below << std::flush;
    drawn_ = lines.size();
    window_ = window;
}

Window terminal_window(bool colour) {
    Window window;
    window.colour = colour;
    const auto size = terminal_size(audio_io::program_stdout());
    if (size.columns > 0) window.columns = size.columns;
    if (size.rows > 0) window.rows = size.rows;
    return window;
}

}  // namespace ohmloop::cli
