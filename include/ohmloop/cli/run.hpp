#pragma once

#include <iosfwd>

namespace ohmloop::cli {

/// The whole program: reads the command line, runs the command, catches what the world refuses,
/// says it in one sentence on `err`, and returns the exit code.
[[nodiscard]] int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// From here on SIGINT, SIGTERM and SIGHUP ask for a stop (device/stop_request.hpp), and run()
/// ends with 128 + the signal's number; SIGPIPE is ignored, so that a closed pipe is an error
/// like any other.
void catch_stop_signals();
/// The first signal caught; 0: none.
[[nodiscard]] int caught_signal();

}  // namespace ohmloop::cli
