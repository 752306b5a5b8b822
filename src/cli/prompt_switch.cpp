#include "ohmloop/cli/load_switches.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <cctype>
#include <cerrno>
#include <ostream>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

constexpr int look_every_ms = 100;

/// One line from the descriptor; throws when the person gave up or the terminal went away.
std::string read_line(int keyboard) {
    std::string line;
    while (true) {
        if (device::stop_requested()) throw device::Interrupted("stopped while waiting for a load");
        pollfd waiting{keyboard, POLLIN, 0};
        if (poll(&waiting, 1, look_every_ms) <= 0) continue;
        char c = 0;
        const ssize_t count = read(keyboard, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) throw device::Interrupted("the terminal was closed at a prompt");
        if (c == '\n') return line;
        line += c;
    }
}

std::string request(const std::string& load, Plug plug) {
    const std::string ohms = "the load of " + load + " ohm across ";
    if (plug == Plug::stays)
        return load == "open" ? "Take every load off the jack" : "Put " + ohms + "the jack";
    return "Pull the plug, " + (load == "open" ? "take every load off it" : "put " + ohms + "it") +
           ", plug it in again";
}

}  // namespace

void PromptSwitch::select(const std::string& load) {
    // The line above may hold a bar of progress.
    screen_ << '\n';
    ask(load);
}

void PromptSwitch::select_again(const std::string& load, const std::string& why) {
    std::string sentence = why;
    if (!sentence.empty())
        sentence[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence[0])));
    screen_ << '\n' << sentence << '\n';
    ask(load);
}

void PromptSwitch::ask(const std::string& load) {
    // An Enter typed before the question is no answer to it.
    tcflush(keyboard_, TCIFLUSH);
    screen_ << request(load, plug_) << " and press Enter (q and Enter to give up): " << std::flush;
    const std::string answer = read_line(keyboard_);
    if (answer == "q") throw device::Interrupted("given up at the prompt");
}

}  // namespace ohmloop::cli
