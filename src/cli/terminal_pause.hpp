#pragma once

#include <signal.h>

namespace ohmloop::cli {

/// While one lives, Ctrl-Z gives the terminal back before the program stands still, and "fg" takes
/// it again. One at a time.
class TerminalPause {
  public:
    /// What to write to stdout's terminal for the one and the other; literals.
    TerminalPause(const char* give_back, const char* take_again);
    TerminalPause(const TerminalPause&) = delete;
    TerminalPause& operator=(const TerminalPause&) = delete;
    ~TerminalPause();

    /// Whether the program has gone on since the last call: somebody else wrote to the terminal.
    [[nodiscard]] bool went_on();

  private:
    struct sigaction stop_before_ = {};
    struct sigaction continue_before_ = {};
};

}  // namespace ohmloop::cli
