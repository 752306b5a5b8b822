#pragma once

namespace ohmloop::device {

/// One flag for the whole process: somebody wants silence (Ctrl-C, SIGTERM, a deadline). Every
/// stream polls it while an exchange runs, ramps its output down and throws Interrupted; whatever
/// waits for something else (a prompt, a command) polls it as well.

/// Asks for a stop; asked a second time, for an abort: the stream is dropped without its ramp.
/// Async-signal-safe and callable from any thread.
void request_stop() noexcept;

/// True from the first request on. Any thread, the audio callback included.
[[nodiscard]] bool stop_requested() noexcept;

/// True from the second request on.
[[nodiscard]] bool abort_requested() noexcept;

/// Forgets all requests: for a new run in the same process.
void clear_stop_request() noexcept;

}  // namespace ohmloop::device
