#pragma once

#include <cstddef>

namespace ohmloop::testing {

/// How often this thread has called operator new: that of the whole test program is replaced.
[[nodiscard]] std::size_t allocations_of_this_thread() noexcept;

}  // namespace ohmloop::testing
