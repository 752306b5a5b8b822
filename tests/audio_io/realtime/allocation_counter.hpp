#pragma once

#include <cstddef>

namespace ohmloop::audio_io::realtime {

/// How often this thread has called operator new: the whole test program's is replaced.
[[nodiscard]] std::size_t allocations_of_this_thread() noexcept;

}  // namespace ohmloop::audio_io::realtime
