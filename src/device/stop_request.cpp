#include "ohmloop/device/stop_request.hpp"

#include <atomic>

namespace ohmloop::device {

namespace {
std::atomic<int> requests{0};
// A signal handler may only touch atomics that need no lock.
static_assert(std::atomic<int>::is_always_lock_free);
}  // namespace

void request_stop() noexcept { requests.fetch_add(1); }
bool stop_requested() noexcept { return requests.load() >= 1; }
bool abort_requested() noexcept { return requests.load() >= 2; }
void clear_stop_request() noexcept { requests.store(0); }

}  // namespace ohmloop::device
