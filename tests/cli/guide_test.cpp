#include "cli/guide/device_question.hpp"
#include "cli/guide/level_question.hpp"
#include "cli/guide/wiring_drawing.hpp"

#include "ohmloop/device/audio_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>
#include <unistd.h>

// What a person at a terminal is shown and asked.
namespace ohmloop::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

audio_io::ListedDevice entry(int index, const std::string& name, int outputs, int inputs) {
    return {index, {"ALSA", name, inputs, outputs, Hertz(48000), false}};
}

const std::vector<audio_io::ListedDevice>& listed() {
    static const std::vector<audio_io::ListedDevice> devices{
        entry(0, "HDMI", 8, 0), entry(1, "default", 32, 32), entry(2, "USB headset", 2, 1),
        entry(3, "UMC202HD", 2, 2), entry(4, "webcam", 0, 2)};
    return devices;
}

/// What `asks` does at a terminal at which `typed` is typed.
template <class Asks>
std::string at_terminal(const std::string& typed, const Asks& asks) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    if (write(ends[1], typed.data(), typed.size()) < 0) throw std::runtime_error("pipe is full");
    close(ends[1]);
    std::ostringstream screen;
    const auto told = asks(Keyboard(ends[0]), screen);
    close(ends[0]);
    return told + '\n' + screen.str();
}

std::string choose(const std::string& typed) {
    return at_terminal(typed, [](const Keyboard& keyboard, std::ostream& screen) {
        return ask_device(listed(), keyboard, screen);
    });
}

session::InputLevel heard_at(double dbfs, bool too_strong) { return {dbfs, too_strong}; }

}  // namespace

TEST(guide, ProposesHardwareWithTwoInputsFirst) {
    std::vector<int> order;
    for (const auto& device : likely_devices(listed())) order.push_back(device.index);
    EXPECT_THAT(order, ElementsAre(3, 2, 1));
    EXPECT_THAT(device_menu(likely_devices(listed())), HasSubstr("1  UMC202HD (ALSA)\n"));
}

TEST(guide, TakesTheProposalForAnEmptyAnswerAndAsksAgainForNonsense) {
    EXPECT_THAT(choose("\n"), testing::StartsWith("3\n"));
    EXPECT_THAT(choose("2\n"), testing::StartsWith("2\n"));
    const auto told = choose("4\nabc\n3\n");
    EXPECT_THAT(told, testing::StartsWith("1\n"));
    EXPECT_THAT(told, HasSubstr("'abc' is no number from 1 to 3."));
    EXPECT_THROW(choose("q\n"), device::Interrupted);
    EXPECT_THROW(choose(""), device::Interrupted) << "the terminal is gone";
}

TEST(guide, HasNothingToProposeWhereNothingPlaysAndRecords) {
    std::ostringstream screen;
    EXPECT_THROW(static_cast<void>(ask_device({entry(0, "HDMI", 8, 0)}, Keyboard(0), screen)),
                 device::DeviceError);
}

TEST(guide, AsksAgainAfterTheProgramStoodStill) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        ::kill(::getpid(), SIGCONT);
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        EXPECT_EQ(write(ends[1], "yes\n", 4), 4);
    });
    std::ostringstream screen;
    EXPECT_EQ(Keyboard(ends[0]).answer(screen, "Ready? "), "yes");
    person.join();
    close(ends[0]);
    close(ends[1]);
    EXPECT_EQ(screen.str(), "Ready? Ready? ");
}

TEST(guide, DrawsTheChannelsThatAreWired) {
    const auto loads = profiles::parse_loads("open,330,33", 0);
    const auto both = wiring_drawing(signal::Wiring::stereo, loads, "dongle", "UMC202HD");
    EXPECT_THAT(both, HasSubstr("jack of dongle to the line input of UMC202HD"));
    EXPECT_THAT(both, HasSubstr("tip, left"));
    EXPECT_THAT(both, HasSubstr("ring, right"));
    EXPECT_THAT(both, HasSubstr("R: 330, 33 ohm"));
    const auto left = wiring_drawing(signal::Wiring::left, loads, "dongle", "UMC202HD");
    EXPECT_THAT(left, HasSubstr("tip, left"));
    EXPECT_THAT(left, Not(HasSubstr("ring")));
}

TEST(guide, SaysWhichKnobToTurnWhichWay) {
    EXPECT_EQ(level_advice(heard_at(-6, false)), "the loudest comes in at -6 dBFS: good");
    EXPECT_EQ(level_advice(heard_at(3.2, true)),
              "the input clips: turn the input gain down about 6 dB, or use a pad");
    EXPECT_THAT(level_advice(heard_at(-31, false)),
                HasSubstr("turn the input gain up about 28 dB, or the device's volume"));
    auto one_sided = heard_at(-6, false);
    one_sided.missing_channel = 1;
    EXPECT_THAT(level_advice(one_sided),
                HasSubstr("comes in at -6 dBFS, but hardly anything on the right"));
    EXPECT_THAT(level_advice({}), HasSubstr("nothing is heard"));
    EXPECT_THAT(level_advice(heard_at(-67, false)), HasSubstr("hardly anything is heard"));
    EXPECT_THAT(level_advice(heard_at(-0.3, true)), HasSubstr("comes in at 0 dBFS"));
}

}  // namespace ohmloop::cli
