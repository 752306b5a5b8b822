#include "cli/terminal_size.hpp"

#include <sys/ioctl.h>

namespace ohmloop::cli {

TerminalSize terminal_size(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {};
    return {size.ws_col, size.ws_row};
}

}  // namespace ohmloop::cli
