#pragma once

#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace ohmloop::testing {

/// False where the system has no pseudo-terminals: a bare root without /dev/pts.
inline bool has_pseudo_terminals() {
    const int end = posix_openpt(O_RDWR | O_NOCTTY);
    if (end < 0) return false;
    const bool works = grantpt(end) == 0 && unlockpt(end) == 0 && ptsname(end) != nullptr &&
                       access(ptsname(end), R_OK | W_OK) == 0;
    close(end);
    return works;
}

}  // namespace ohmloop::testing
