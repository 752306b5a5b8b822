#pragma once

#include <cstdlib>
#include <string>

namespace ohmloop::virtual_bench {

/// Where scripts/virtual_bench says the bench is; empty outside of it.
inline std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// The device PortAudio lists.
inline std::string bench_name() { return from_environment("OHMLOOP_BENCH_NAME"); }
/// The device that records, where that is another.
inline std::string recorder_name() { return from_environment("OHMLOOP_BENCH_RECORDER"); }
inline std::string server_pid() { return from_environment("OHMLOOP_BENCH_SERVER_PID"); }

/// False when the bench has no such load.
inline bool select_load(const std::string& load) {
    auto command = from_environment("OHMLOOP_BENCH_SWITCH");
    const std::string hole = "{load}";
    command.replace(command.find(hole), hole.size(), load);
    return std::system(command.c_str()) == 0;
}

/// Has the bench sit out one period.
inline bool make_bench_late() { return select_load("late!"); }

}  // namespace ohmloop::virtual_bench
