#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/cli/errors.hpp"
#include "ohmloop/cli/run.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <atomic>
#include <initializer_list>
#include <signal.h>
#include <string_view>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

std::atomic<int> first_signal{0};
std::atomic<int> waiting{0};
static_assert(std::atomic<int>::is_always_lock_free);

/// Nothing is lost: files appear whole or not at all, and they are written while a StopWaits lives.
[[noreturn]] void end_at_once(int number) {
    constexpr std::string_view farewell = "ohmloop: stopped on request\n";
    [[maybe_unused]] const auto written =
        write(audio_io::program_stderr(), farewell.data(), farewell.size());
    _exit(exit_code::signal_base + number);
}

extern "C" void on_stop_signal(int number) {
    int none = 0;
    first_signal.compare_exchange_strong(none, number);
    device::request_stop();
    if (waiting.load() == 0) end_at_once(number);
}

bool is_ignored(int number) {
    struct sigaction before = {};
    return sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
}

}  // namespace

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = on_stop_signal;
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGINT, SIGTERM, SIGQUIT}) sigaction(number, &action, nullptr);
    if (!is_ignored(SIGHUP)) sigaction(SIGHUP, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

int caught_signal() { return first_signal.load(); }

StopWaits::StopWaits() noexcept { waiting.fetch_add(1); }
StopWaits::~StopWaits() { waiting.fetch_sub(1); }

}  // namespace ohmloop::cli
