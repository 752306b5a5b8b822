#include "ohmloop/cli/run.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <atomic>
#include <initializer_list>
#include <signal.h>

namespace ohmloop::cli {

namespace {

std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_stop_signal(int number) {
    int none = 0;
    first_signal.compare_exchange_strong(none, number);
    device::request_stop();
}

}  // namespace

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = on_stop_signal;
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaction(number, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

int caught_signal() { return first_signal.load(); }

}  // namespace ohmloop::cli
