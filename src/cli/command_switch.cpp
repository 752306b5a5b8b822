#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/cli/load_switches.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <fmt/format.h>

#include <cstring>
#include <fcntl.h>
#include <optional>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds look_every(5);

std::string with_load(std::string word, const std::string& load) {
    static constexpr std::string_view mark = "{load}";
    for (std::size_t at = word.find(mark); at != std::string::npos;
         at = word.find(mark, at + load.size())) {
        word.replace(at, mark.size(), load);
    }
    return word;
}

/// What a child is started with: nothing to read, its output off the result's stdout, a process
/// group of its own, and the signals as a fresh program expects them.
class SpawnSettings {
  public:
    SpawnSettings() {
        posix_spawn_file_actions_init(&files_);
        posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        // Descriptor 2 of this program may lead to where audio libraries print unseen.
        posix_spawn_file_actions_adddup2(&files_, audio_io::program_stderr(), STDERR_FILENO);
        posix_spawn_file_actions_adddup2(&files_, STDERR_FILENO, STDOUT_FILENO);
        posix_spawnattr_init(&attributes_);
        posix_spawnattr_setpgroup(&attributes_, 0);
        sigset_t defaults;
        sigemptyset(&defaults);
        for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE})
            sigaddset(&defaults, number);
        posix_spawnattr_setsigdefault(&attributes_, &defaults);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&files_);
    }

    pid_t start(const std::vector<std::string>& words) const {
        std::vector<std::string> copies = words;
        std::vector<char*> arguments;
        for (std::string& word : copies) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        pid_t child = 0;
        const int refused =
            posix_spawnp(&child, arguments[0], &files_, &attributes_, arguments.data(), environ);
        if (refused != 0) {
            throw device::DeviceError(fmt::format("the load switch '{}' cannot be started: {}",
                                                  words.front(), std::strerror(refused)));
        }
        return child;
    }

  private:
    posix_spawn_file_actions_t files_;
    posix_spawnattr_t attributes_;
};

/// A started command; whoever leaves early ends it together with its children.
class Child {
  public:
    explicit Child(pid_t id) : id_(id) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (ended_) return;
        kill(-id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }

    /// The wait status once it has ended.
    std::optional<int> status() {
        int status = 0;
        if (waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
        ended_ = true;
        return status;
    }

  private:
    pid_t id_;
    bool ended_ = false;
};

}  // namespace

CommandSwitch::CommandSwitch(std::string_view command, std::chrono::milliseconds limit)
    : words_(split_command(command)), limit_(limit) {}

void CommandSwitch::select(const std::string& load) {
    std::vector<std::string> words;
    for (const std::string& word : words_) words.push_back(with_load(word, load));
    Child child(SpawnSettings().start(words));
    const auto deadline = Clock::now() + limit_;
    std::optional<int> status;
    while (!(status = child.status())) {
        if (device::stop_requested()) throw device::Interrupted("stopped while a load was changed");
        if (Clock::now() > deadline) {
            throw device::DeviceError(
                fmt::format("the load switch '{}' did not end within {:.3g} s for load {}",
                            words.front(), std::chrono::duration<double>(limit_).count(), load));
        }
        std::this_thread::sleep_for(look_every);
    }
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return;
    const std::string how = WIFEXITED(*status)
                                ? fmt::format("ended with {}", WEXITSTATUS(*status))
                                : fmt::format("was ended by signal {}", WTERMSIG(*status));
    throw device::DeviceError(
        fmt::format("the load switch '{}' {} for load {}", words.front(), how, load));
}

}  // namespace ohmloop::cli
