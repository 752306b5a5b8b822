#pragma once

#include "support/pseudo_terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <pty.h>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ohmloop::testing {

/// The program as a person starts it: in a window of 24 rows, by a shell that says "STOPPED" when
/// Ctrl-Z made the program stand still, and lets it go on.
class OnTerminal {
  public:
    explicit OnTerminal(const std::vector<std::string>& words, unsigned short columns = 80,
                        const char* terminal = "xterm") {
        winsize size{24, columns, 0, 0};
        id_ = forkpty(&end_, nullptr, nullptr, &size);
        if (id_ != 0) return;
        ::setenv("TERM", terminal, 1);
        ::unsetenv("COLUMNS");
        be_the_shell_of(words);
    }
    OnTerminal(const OnTerminal&) = delete;
    OnTerminal& operator=(const OnTerminal&) = delete;
    ~OnTerminal() { ::close(end_); }

    /// Reads until what it said since the last time holds `text`, or it has ended; that much of it.
    std::string await(const std::string& text) {
        char buffer[4096];
        std::size_t at = std::string::npos;
        while ((at = said_.find(text, awaited_)) == std::string::npos) {
            const auto count = ::read(end_, buffer, sizeof buffer);
            if (count <= 0) break;
            said_.append(buffer, static_cast<std::size_t>(count));
        }
        const auto from = awaited_;
        awaited_ = at == std::string::npos ? said_.size() : at + text.size();
        return said_.substr(from, awaited_ - from);
    }
    void type(char key) const { ASSERT_EQ(::write(end_, &key, 1), 1); }

    int exit_code() {
        await("it never says this");
        int status = 0;
        ::waitpid(id_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] const std::string& said() const { return said_; }

  private:
    [[noreturn]] static void execute(const std::vector<std::string>& words) {
        std::vector<std::string> copies{OHMLOOP_PROGRAM};
        copies.insert(copies.end(), words.begin(), words.end());
        std::vector<char*> arguments;
        for (auto& word : copies) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }

    [[noreturn]] static void be_the_shell_of(const std::vector<std::string>& words) {
        constexpr std::string_view stopped = "STOPPED\n";
        const pid_t program = ::fork();
        if (program == 0) {
            ::setpgid(0, 0);
            execute(words);
        }
        ::setpgid(program, program);
        ::tcsetpgrp(STDIN_FILENO, program);
        int status = 0;
        while (::waitpid(program, &status, WUNTRACED) == program && WIFSTOPPED(status)) {
            if (::write(STDOUT_FILENO, stopped.data(), stopped.size()) < 0) ::_exit(126);
            ::kill(program, SIGCONT);
        }
        ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 125);
    }

    int end_ = -1;
    pid_t id_ = 0;
    std::string said_;
    std::size_t awaited_ = 0;
};

/// Tests of it, skipped where the system has no pseudo-terminals.
class NeedsTerminal : public ::testing::Test {
    void SetUp() override {
        if (!has_pseudo_terminals()) GTEST_SKIP() << "needs /dev/pts";
    }
};

}  // namespace ohmloop::testing
