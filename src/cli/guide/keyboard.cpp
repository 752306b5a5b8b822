#include "cli/guide/keyboard.hpp"

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <cerrno>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

constexpr int look_every_ms = 100;

}  // namespace

void Keyboard::forget() const { tcflush(descriptor_, TCIFLUSH); }

std::string Keyboard::read_line() const {
    std::string line;
    while (true) {
        if (device::stop_requested()) throw device::Interrupted("stopped at a prompt");
        pollfd waiting{descriptor_, POLLIN, 0};
        if (poll(&waiting, 1, look_every_ms) <= 0) continue;
        char c = 0;
        const ssize_t count = read(descriptor_, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw device::Interrupted("the terminal was closed at a prompt");
        if (c == '\n') return line;
        line += c;
    }
}

}  // namespace ohmloop::cli
