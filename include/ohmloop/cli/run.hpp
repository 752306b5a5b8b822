#pragma once

#include <iosfwd>

namespace ohmloop::cli {

/// The whole program: reads the command line, runs the command, catches what the world refuses,
/// says it in one sentence on `err`, and returns the exit code.
[[nodiscard]] int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// From here on SIGINT, SIGTERM, SIGQUIT and SIGHUP end the program with 128 + the signal's number:
/// at once, or, while a StopWaits lives, when whoever makes sound or writes a file has been asked
/// (device/stop_request.hpp). SIGHUP stays ignored where it was (nohup). SIGPIPE is ignored, so
/// that a closed pipe is an error like any other.
void catch_stop_signals();

/// While one lives a stop signal only asks for a stop: there is sound to mute, a take to keep or a
/// file to finish.
class StopWaits {
  public:
    StopWaits() noexcept;
    StopWaits(const StopWaits&) = delete;
    StopWaits& operator=(const StopWaits&) = delete;
    ~StopWaits();
};

/// The first signal caught; 0: none.
[[nodiscard]] int caught_signal();

}  // namespace ohmloop::cli
