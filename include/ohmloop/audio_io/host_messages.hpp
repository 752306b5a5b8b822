#pragma once

#include <memory>
#include <string>

namespace ohmloop::audio_io {

/// Whether the user sees what the audio libraries print (--verbose, on stderr) or not.
enum class HostMessageEcho { hidden, shown };

/// Keeps what PortAudio, ALSA and JACK print, from any thread, away from the terminal: while it
/// lives, descriptors 1 and 2 lead into a bounded pipe, and std::cout and std::cerr write to
/// duplicates of what 1 and 2 were. So the program must speak through these two streams (not
/// printf, fmt::print or std::perror), and ask program_stdout() instead of 1 whether it has a
/// terminal. One at a time; constructed and destroyed while no other thread writes to the streams.
class HostMessages {
  public:
    explicit HostMessages(HostMessageEcho echo);
    HostMessages(const HostMessages&) = delete;
    HostMessages& operator=(const HostMessages&) = delete;
    ~HostMessages();

    /// Forgets what was printed so far: the next last_line() is of what follows.
    void forget();

    /// The last line printed since forget(); empty when there was none.
    [[nodiscard]] std::string last_line();

    /// Takes what waits in the pipe; a full pipe drops what comes. Shows it when asked to.
    void drain();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The descriptors that reach the user, with or without a HostMessages: for isatty and ioctl.
[[nodiscard]] int program_stdout() noexcept;
[[nodiscard]] int program_stderr() noexcept;

}  // namespace ohmloop::audio_io
