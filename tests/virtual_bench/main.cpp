#include "bench_client.hpp"
#include "control_socket.hpp"
#include "options.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <poll.h>

namespace {

using namespace ohmloop::virtual_bench;

// No load has these names.
constexpr auto question = "heard?";
constexpr auto come_late = "late!";

volatile std::sig_atomic_t ends = 0;

void end_on_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { ends = 1; };  // no SA_RESTART: poll returns
    for (const int signal : {SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
    // Ctrl-C is for what is measured: its fade-out needs the bench.
    std::signal(SIGINT, SIG_IGN);
}

int select(const Options& options) {
    const auto answer = ask_bench(options.control, options.select);
    if (options.select == question) {
        std::cout << answer << '\n';
        return 0;
    }
    if (answer == "ok") return 0;
    std::cerr << "virtual_bench: " << (answer.empty() ? "no answer" : answer) << '\n';
    return 1;
}

std::string reply(BenchClient& bench, const std::string& request) {
    if (request == question) return bench.heard();
    if (request != come_late) return bench.select(request);
    bench.come_late();
    return "ok";
}

int serve(const Options& options) {
    BenchClient bench(options);
    const ControlSocket control(options.control);
    std::cout << "ready" << std::endl;
    while (!ends && !bench.is_abandoned()) {
        pollfd waiting{control.descriptor(), POLLIN, 0};
        if (::poll(&waiting, 1, 200) > 0) {
            control.answer([&](const std::string& request) { return reply(bench, request); });
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto options = parse_options(argc, argv);
        if (!options.select.empty()) return select(options);
        end_on_signals();
        return serve(options);
    } catch (const std::exception& error) {
        std::cerr << "virtual_bench: " << error.what() << '\n';
        return 2;
    }
}
