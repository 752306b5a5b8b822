#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace ohmloop::audio_io {

/// What `call`, a call into the audio host, returns, or nothing when it takes longer than `limit`
/// or aborts. Then its thread is left waiting for ever with all it holds, so `call` must own (or
/// never free) what it touches, and the program must end by _exit. Control thread only.
///
/// Aborts, since PortAudio asserts that JACK's calls succeed (and is shipped with its assertions
/// on): they do not when the server goes in the midst of Pa_Initialize or Pa_Terminate, and what
/// was measured must not go with it.
[[nodiscard]] std::optional<int> call_host(std::chrono::milliseconds limit,
                                           std::function<int()> call);

/// True once a call has aborted.
[[nodiscard]] bool host_aborted() noexcept;

}  // namespace ohmloop::audio_io
