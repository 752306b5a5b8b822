#include "ohmloop/cli/load_switches.hpp"

#include "support/pseudo_terminal.hpp"
#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/cli/errors.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace ohmloop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SplitCommand, SplitsAtBlanks) {
    EXPECT_THAT(split_command("  relay --set  {load}\t"), ElementsAre("relay", "--set", "{load}"));
}

TEST(SplitCommand, HonoursQuotes) {
    EXPECT_THAT(split_command(R"(a 'b "c' "d 'e" f"g h"i '' "")"),
                ElementsAre("a", "b \"c", "d 'e", "fg hi", "", ""));
}

TEST(SplitCommand, HonoursBackslashesOutsideSingleQuotes) {
    EXPECT_THAT(split_command(R"(a\ b "c\"d" 'e\f')"), ElementsAre("a b", "c\"d", "e\\f"));
}

TEST(SplitCommand, RefusesWhatIsNotFinished) {
    EXPECT_THROW(static_cast<void>(split_command("a 'b")), UsageError);
    EXPECT_THROW(static_cast<void>(split_command("a \"b")), UsageError);
    EXPECT_THROW(static_cast<void>(split_command("a \\")), UsageError);
    EXPECT_THROW(static_cast<void>(split_command("   ")), UsageError);
}

std::string refusal(CommandSwitch& command, const std::string& load) {
    return ohmloop::testing::refusal<device::DeviceError>([&] { command.select(load); });
}

TEST(CommandSwitch, PutsTheLoadIntoTheWordsWithoutAShell) {
    const ohmloop::testing::TemporaryFolder folder;
    // What a shell would read as two commands arrives as one word.
    CommandSwitch command("/bin/sh -c 'printf %s \"$1\" > \"$0\"' " + folder.path("out") +
                          " load={load}");
    command.select("33; echo oops");
    EXPECT_EQ(folder.read("out"), "load=33; echo oops");
}

TEST(CommandSwitch, RefusesWhenTheCommandFails) {
    CommandSwitch failing("/bin/sh -c 'exit 7'");
    EXPECT_THAT(refusal(failing, "33"), HasSubstr("ended with 7 for load 33"));
    CommandSwitch missing("/nonexistent/relay {load}");
    EXPECT_THAT(refusal(missing, "33"), HasSubstr("cannot be started"));
    CommandSwitch killed("/bin/sh -c 'kill -9 $$'");
    EXPECT_THAT(refusal(killed, "33"), HasSubstr("signal 9"));
}

TEST(CommandSwitch, EndsACommandThatHangsAndItsChildren) {
    const ohmloop::testing::TemporaryFolder folder;
    CommandSwitch hanging(
        "/bin/sh -c '(sleep 1; echo alive > " + folder.path("child") + ") & wait'",
        std::chrono::milliseconds(100));
    EXPECT_THAT(refusal(hanging, "33"), HasSubstr("did not end within 0.1 s"));
    usleep(1300000);
    EXPECT_FALSE(folder.has("child")) << "the command's child went on";
}

TEST(CommandSwitch, WhatTheCommandSaysReachesTheProgramsStderr) {
    const ohmloop::testing::TemporaryFolder folder;
    const int before = dup(STDERR_FILENO);
    const int screen = open(folder.path("screen").c_str(), O_WRONLY | O_CREAT, 0600);
    ASSERT_GE(screen, 0);
    dup2(screen, STDERR_FILENO);
    {
        // As in a run on a real device: 1 and 2 lead into the libraries' pipe.
        const audio_io::HostMessages hidden(audio_io::HostMessageEcho::hidden);
        CommandSwitch("/bin/sh -c 'echo relay {load} stuck >&2; echo told'").select("33");
    }
    dup2(before, STDERR_FILENO);
    close(before);
    close(screen);
    EXPECT_EQ(folder.read("screen"), "relay 33 stuck\ntold\n");
}

TEST(CommandSwitch, RunsOnceMoreWhenAskedAgain) {
    const ohmloop::testing::TemporaryFolder folder;
    CommandSwitch command("/bin/sh -c 'printf \"%s \" {load} >> " + folder.path("out") + "'");
    EXPECT_TRUE(command.can_ask());
    command.select("33");
    command.select_again("33", "the level did not change");
    EXPECT_EQ(folder.read("out"), "33 33 ");
}

TEST(CommandSwitch, GivesUpWhenAStopIsRequested) {
    device::request_stop();
    CommandSwitch hanging("/bin/sleep 5");
    EXPECT_THROW(hanging.select("33"), device::Interrupted);
    device::clear_stop_request();
}

/// Two ends of a keyboard.
class PromptSwitchTest : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(pipe(ends_), 0); }
    void TearDown() override {
        close(ends_[0]);
        if (ends_[1] >= 0) close(ends_[1]);
    }
    void type(const std::string& text) const {
        ASSERT_EQ(::write(ends_[1], text.data(), text.size()), ssize_t(text.size()));
    }
    int ends_[2] = {-1, -1};
    std::ostringstream screen_;
};

TEST_F(PromptSwitchTest, NamesTheLoadAndWaitsForEnter) {
    type("\n");
    PromptSwitch prompt(ends_[0], screen_);
    prompt.select("4.7k");
    EXPECT_THAT(screen_.str(), HasSubstr("4.7k ohm"));
}

TEST_F(PromptSwitchTest, SaysWhyItAsksAgain) {
    type("\n");
    PromptSwitch prompt(ends_[0], screen_);
    EXPECT_TRUE(prompt.can_ask());
    prompt.select_again("33", "the level did not change: is the load of 33 ohm in the jack?");
    EXPECT_EQ(screen_.str(),
              "\nThe level did not change: is the load of 33 ohm in the jack?\n"
              "Put the load of 33 ohm across the jack and press Enter (q and Enter to give up): ");
}

TEST_F(PromptSwitchTest, HasThePlugPulledForEveryLoad) {
    type("\n\n");
    PromptSwitch prompt(ends_[0], screen_, Plug::is_pulled);
    prompt.select("open");
    prompt.select("33");
    EXPECT_THAT(screen_.str(),
                HasSubstr("Pull the plug, take every load off it, plug it in again and press"));
    EXPECT_THAT(screen_.str(), HasSubstr("Pull the plug, put the load of 33 ohm across it, plug "
                                         "it in again and press"));
}

TEST_F(PromptSwitchTest, LeavesTheNextLineForTheNextLoad) {
    type("\nq\n");
    PromptSwitch prompt(ends_[0], screen_);
    prompt.select("open");
    EXPECT_THROW(prompt.select("33"), device::Interrupted);
}

TEST(PromptSwitch, TakesNoEnterThatWasTypedBeforeTheQuestion) {
    if (!ohmloop::testing::has_pseudo_terminals()) GTEST_SKIP() << "needs /dev/pts";
    const int person = posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_GE(person, 0);
    ASSERT_EQ(grantpt(person) + unlockpt(person), 0);
    const int keyboard = open(ptsname(person), O_RDWR | O_NOCTTY);
    ASSERT_GE(keyboard, 0);
    ASSERT_EQ(write(person, "\n", 1), 1);
    // The person's answer, again and again: one given before the question is lost as well.
    std::atomic<bool> done{false};
    std::thread answering([&] {
        while (!done && write(person, "q\n", 2) == 2) usleep(10000);
    });
    std::ostringstream screen;
    PromptSwitch prompt(keyboard, screen);
    EXPECT_THROW(prompt.select("33"), device::Interrupted);
    done = true;
    answering.join();
    close(keyboard);
    close(person);
}

TEST_F(PromptSwitchTest, GivesUpWhenTheTerminalCloses) {
    close(ends_[1]);
    ends_[1] = -1;
    PromptSwitch prompt(ends_[0], screen_);
    EXPECT_THROW(prompt.select("33"), device::Interrupted);
}

}  // namespace
}  // namespace ohmloop::cli
