#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

// Ctrl-C in the middle of a measurement, on the program itself.
namespace ohmloop {
namespace {

using testing::TemporaryFolder;

/// The program as a child whose stderr can be read.
class Program {
  public:
    explicit Program(const std::vector<std::string>& words) {
        std::vector<std::string> copies{OHMLOOP_PROGRAM};
        copies.insert(copies.end(), words.begin(), words.end());
        std::vector<char*> arguments;
        for (auto& word : copies) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (pipe(ends_) != 0) return;
        id_ = fork();
        if (id_ != 0) {
            close(ends_[1]);
            return;
        }
        dup2(ends_[1], STDERR_FILENO);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() { close(ends_[0]); }

    /// Reads stderr until it holds `text`, or ends.
    bool says(const std::string& text) {
        std::string heard;
        char c = 0;
        while (heard.find(text) == std::string::npos) {
            if (read(ends_[0], &c, 1) != 1) return false;
            heard += c;
        }
        return true;
    }
    void send(int number) const { kill(id_, number); }
    void interrupt() const { send(SIGINT); }
    /// Waits until the program handles interrupts; then whether it ignores `number`.
    [[nodiscard]] bool ignores(int number) const {
        for (int n = 0; n < 10000 && !has_signal("SigCgt:", SIGINT); ++n) usleep(1000);
        return has_signal("SigIgn:", number);
    }

    /// The exit code, once all of stderr has been read.
    int wait() {
        while (says("\n")) continue;
        int status = 0;
        waitpid(id_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    /// One bit of the masks that the kernel shows of a process.
    [[nodiscard]] bool has_signal(const std::string& mask, int number) const {
        std::ifstream status("/proc/" + std::to_string(id_) + "/status");
        std::string word;
        while (status >> word && word != mask) continue;
        std::uint64_t bits = 0;
        status >> std::hex >> bits;
        return (bits >> (number - 1) & 1) != 0;
    }

    int ends_[2] = {-1, -1};
    pid_t id_ = 0;
};

TEST(Interrupt, KeepsFinishedTakesAndEndsWith130) {
    const TemporaryFolder folder;
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full", "--progress",
                     "lines", "--keep", folder.path("kept"), "--json", folder.path("r.json")});
    ASSERT_TRUE(program.says("33: measuring"));
    program.interrupt();
    EXPECT_EQ(program.wait(), 130);
    EXPECT_TRUE(folder.has("kept/00-open.wav"));
    EXPECT_TRUE(folder.has("kept/manifest.json"));
    EXPECT_FALSE(folder.has("kept/01-33.wav")) << "it was not finished";
    EXPECT_FALSE(folder.has("r.json"));
}

// Ctrl-\, which would else end a program in the middle of its tone.
TEST(Interrupt, QuitEndsAsTheOthersDo) {
    const TemporaryFolder folder;
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full", "--progress",
                     "lines", "--keep", folder.path("kept")});
    ASSERT_TRUE(program.says("33: measuring"));
    program.send(SIGQUIT);
    EXPECT_TRUE(
        program.says("ohmloop: stopped on request; what was recorded is kept, read it with: "
                     "ohmloop analyze"));
    EXPECT_EQ(program.wait(), 131);
}

TEST(Interrupt, EndsAtOnceWhatMakesNoSound) {
    const TemporaryFolder folder;
    // Seconds of work: far more than the interrupt needs to arrive.
    Program program(
        {"stimulus", "--plan", "full", "--rate", "192k", "--output", folder.path("s.wav")});
    ASSERT_FALSE(program.ignores(SIGINT));
    program.interrupt();
    EXPECT_EQ(program.wait(), 130);
    EXPECT_THAT(folder.names(), ::testing::IsEmpty());
}

TEST(Interrupt, LeavesTheHangUpToNohup) {
    const auto before = std::signal(SIGHUP, SIG_IGN);
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full"});
    std::signal(SIGHUP, before);
    EXPECT_TRUE(program.ignores(SIGHUP));
    program.interrupt();
    EXPECT_EQ(program.wait(), 130);
}

TEST(Interrupt, SaysNothingOfTakesWhereNoneIsKept) {
    const TemporaryFolder folder;
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full", "--progress",
                     "lines", "--keep", folder.path("kept")});
    ASSERT_TRUE(program.says("open: measuring"));
    program.interrupt();
    EXPECT_FALSE(program.says("is kept"));
    EXPECT_EQ(program.wait(), 130);
    EXPECT_FALSE(folder.has("kept"));
}

// Nothing in the program runs after SIGKILL: what is kept was kept before.
TEST(Interrupt, AKilledProgramHasKeptTheTakesThatWereFinished) {
    const TemporaryFolder folder;
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full", "--progress",
                     "lines", "--keep", folder.path("kept")});
    ASSERT_TRUE(program.says("33: measuring"));
    program.send(SIGKILL);
    program.wait();
    EXPECT_TRUE(folder.has("kept/00-open.wav"));
    Program analysis({"analyze", folder.path("kept")});
    EXPECT_EQ(analysis.wait(), 0);
}

TEST(Interrupt, AFolderThatIsLostEndsTheRun) {
    const TemporaryFolder folder;
    const std::string kept = folder.path("kept");
    Program program({"measure", "--simulate", "phone-dongle", "--plan", "full", "--progress",
                     "lines", "--keep", kept});
    ASSERT_TRUE(program.says("33: measuring"));
    std::filesystem::remove_all(kept);
    folder.write("kept", "a file where the folder was");
    EXPECT_EQ(program.wait(), 6);
}

}  // namespace
}  // namespace ohmloop
