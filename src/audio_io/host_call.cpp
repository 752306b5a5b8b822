#include "audio_io/host_call.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <signal.h>
#include <thread>
#include <unistd.h>

namespace ohmloop::audio_io {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constinit thread_local bool calls_host = false;
std::atomic<bool> aborted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// abort() ends the program once this returns; so it does not where the host's own thread aborts.
extern "C" void on_abort(int number) {
    if (calls_host) {
        aborted.store(true);
        while (true) ::pause();
    }
    ::signal(number, SIG_DFL);
    ::raise(number);  // delivered when this returns
}

void catch_aborts() {
    struct sigaction action = {};
    action.sa_handler = on_abort;
    sigemptyset(&action.sa_mask);
    sigaction(SIGABRT, &action, nullptr);
}

}  // namespace

bool host_aborted() noexcept { return aborted.load(); }

std::optional<int> call_host(std::chrono::milliseconds limit, std::function<int()> call) {
    [[maybe_unused]] static const bool caught = (catch_aborts(), true);
    auto task = std::make_shared<std::packaged_task<int()>>(std::move(call));
    auto result = task->get_future();
    std::thread([task] {
        calls_host = true;
        (*task)();
    }).detach();
    const auto end = Clock::now() + limit;
    while (result.wait_for(5ms) != std::future_status::ready) {
        if (host_aborted() || Clock::now() > end) return std::nullopt;
    }
    return result.get();
}

}  // namespace ohmloop::audio_io
