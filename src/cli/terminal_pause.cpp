#include "cli/terminal_pause.hpp"

#include "ohmloop/audio_io/host_messages.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

std::atomic<const char*> give_back_text{""};
std::atomic<const char*> take_again_text{""};
std::atomic<bool> has_gone_on{false};
static_assert(std::atomic<const char*>::is_always_lock_free);

void write_now(const char* text) {
    const int before = errno;
    [[maybe_unused]] const auto written =
        ::write(audio_io::program_stdout(), text, std::strlen(text));
    errno = before;
}

void take_again() {
    write_now(take_again_text.load());
    has_gone_on.store(true);
}

extern "C" void on_continue(int) { take_again(); }

void handle(int number, void (*handler)(int), struct sigaction* before) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, before);
}

/// The signal's own effect is to stand still, within raise(); where no shell could let the program
/// go on, the kernel lets it go on at once.
extern "C" void on_stop(int number) {
    write_now(give_back_text.load());
    handle(number, SIG_DFL, nullptr);
    sigset_t it;
    sigset_t mask;
    sigemptyset(&it);
    sigaddset(&it, number);
    pthread_sigmask(SIG_UNBLOCK, &it, &mask);
    raise(number);
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    handle(number, on_stop, nullptr);
    take_again();
}

}  // namespace

TerminalPause::TerminalPause(const char* give_back, const char* take_again) {
    give_back_text.store(give_back);
    take_again_text.store(take_again);
    has_gone_on.store(false);
    handle(SIGCONT, on_continue, &continue_before_);
    handle(SIGTSTP, on_stop, &stop_before_);
    // Without job control nothing stops the program.
    if (stop_before_.sa_handler == SIG_IGN) sigaction(SIGTSTP, &stop_before_, nullptr);
}

TerminalPause::~TerminalPause() {
    sigaction(SIGTSTP, &stop_before_, nullptr);
    sigaction(SIGCONT, &continue_before_, nullptr);
}

bool TerminalPause::went_on() { return has_gone_on.exchange(false); }

}  // namespace ohmloop::cli
