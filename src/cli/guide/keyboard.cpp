#include "cli/guide/keyboard.hpp"

#include "cli/terminal_pause.hpp"

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <cerrno>
#include <ostream>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

constexpr int look_every_ms = 100;

}  // namespace

void Keyboard::forget() const { tcflush(descriptor_, TCIFLUSH); }

bool Keyboard::has_typed() const {
    pollfd waiting{descriptor_, POLLIN, 0};
    return poll(&waiting, 1, look_every_ms) > 0;
}

std::string Keyboard::answer(std::ostream& screen, const std::string& question) const {
    TerminalPause pause("", "");
    screen << question << std::flush;
    std::string line;
    while (true) {
        if (device::stop_requested()) throw device::Interrupted("stopped at a prompt");
        if (pause.went_on()) screen << question << std::flush;
        if (!has_typed()) continue;
        char c = 0;
        const ssize_t count = read(descriptor_, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw device::Interrupted("the terminal was closed at a prompt");
        if (c == '\n') break;
        line += c;
    }
    if (line == "q" || line == "Q") throw device::Interrupted("given up at the prompt");
    return line;
}

}  // namespace ohmloop::cli
