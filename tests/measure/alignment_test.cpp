#include "ohmloop/measure/alignment.hpp"

#include "measure/take/clocked_record.hpp"
#include "support/frequency_domain_port.hpp"

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/built_in.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>

namespace ohmloop::measure {
namespace {

profiles::Plan quick() {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "plans" && file.name == "quick")
            return profiles::parse_plan(file.text, "quick");
    throw std::runtime_error("quick");
}

const signal::Layout& layout() {
    static const signal::Layout made =
        body_layout(quick(), Hertz(48000), signal::Wiring::stereo, BodyLevels{});
    return made;
}

signal::Recording recorded(const ohmloop::test::Capture& capture, bool inverted = false) {
    ohmloop::test::PortCircuit port;
    port.inverted = inverted;
    port.noise_density = 1e-6;  // 0.14 mV rms: 77 dB below full scale
    ohmloop::test::CardInput card;
    card.full_scale_v = 1.2;
    card.high_pass_hz = 0;
    return ohmloop::test::record(signal::render(layout()), port, card, capture);
}

}  // namespace

TEST(alignment, FindsStartAndClock) {
    for (const double ppm : {0.0, 60.0, -37.0, 500.0, -500.0}) {
        ohmloop::test::Capture capture;
        capture.start_frames = 3456.28;
        capture.clock_ppm = ppm;
        const auto result = align(recorded(capture), layout());
        EXPECT_EQ(result.fault, AlignmentFault::none) << result.text;
        // Tones of seconds carry the clock. The start is the chirp's, matched at the nominal
        // clock: another shifts it by up to eps (f/k + 2t), 57 ms of eps for 1-8 kHz in 50 ms.
        EXPECT_NEAR(result.alignment.clock_offset_ppm(), ppm, 0.01);
        EXPECT_NEAR(result.alignment.start, 3456.28, 0.05 + std::abs(ppm) * 1e-6 * 0.057 * 48000);
        EXPECT_EQ(result.alignment.polarity, 1);
        EXPECT_EQ(result.number, layout_number(layout()));
    }
}

TEST(alignment, TellsPolarity) {
    EXPECT_EQ(align(recorded({}, true), layout()).alignment.polarity, -1);
}

TEST(alignment, FindsALostSample) {
    for (const std::size_t count : {1U, 5U, 200U, 4000U}) {
        auto recording = recorded({});
        for (auto& x : recording.channels)
            x.erase(x.begin() + 90000, x.begin() + 90000 + static_cast<long>(count));
        EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::lost_samples) << count;
    }
}

TEST(alignment, KnowsSilenceFromForeignSound) {
    auto recording = recorded({});
    std::mt19937_64 random(1);
    for (const double rms : {1e-6, 0.05}) {
        std::normal_distribution<double> gauss(0, rms);
        for (auto& x : recording.channels)
            for (double& v : x) v = gauss(random);
        EXPECT_EQ(align(recording, layout()).fault,
                  rms < 1e-5 ? AlignmentFault::no_signal : AlignmentFault::no_marker);
    }
    recording.channels.clear();
    EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::no_signal);
}

TEST(alignment, ReadsTheNumberOfAForeignLayout) {
    const auto other = body_layout(quick(), Hertz(48000), signal::Wiring::left, BodyLevels{});
    const auto result = align(recorded({}), other);
    EXPECT_EQ(result.fault, AlignmentFault::foreign_marker);
    EXPECT_EQ(result.number, layout_number(layout()));
    EXPECT_EQ(read_marker(recorded({})).value().number, layout_number(layout()));
}

TEST(alignment, KnowsARateSwapEitherWay) {
    for (const double ratio : {48000.0 / 44100, 44100.0 / 48000}) {
        ohmloop::test::Capture capture;
        capture.clock_ppm = (ratio - 1) * 1e6;
        EXPECT_EQ(align(recorded(capture), layout()).fault, AlignmentFault::rate_swap) << ratio;
    }
}

TEST(alignment, FindsALostPeriodInsideATone) {
    // 48 samples are a period of 997 Hz to 0.3 %, and ten of 10 kHz: only the markers see them.
    for (std::size_t place = 20000; place < layout().frames - 20000; place += 9000) {
        auto recording = recorded({});
        for (auto& x : recording.channels)
            x.erase(x.begin() + static_cast<long>(place),
                    x.begin() + static_cast<long>(place) + 48);
        EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::lost_samples) << place;
    }
}

TEST(alignment, FindsAWanderingClockHoweverFast) {
    for (const double period_s : {0.1, 0.3, 2.0}) {
        // So much that the end marker lies as displaced as lost samples would leave it.
        auto x = test::clocked(layout(), test::wandering_clock(2, period_s * 48000));
        test::add_noise(x, 1e-5);
        signal::Recording recording{Hertz(48000), signal::SampleFormat::int24, {x}, 0, 0, 0};
        const auto result = align(recording, layout());
        // Where the ends happen to agree, the take's other checks name it.
        EXPECT_TRUE(result.fault == AlignmentFault::clock_wanders ||
                    result.fault == AlignmentFault::none)
            << period_s << " s: " << result.text;
    }
}

TEST(alignment, TellsAClockThatIsNone) {
    for (const double ppm : {1100.0, -1100.0, 2000.0, -2000.0, 5000.0, -5000.0, 21000.0}) {
        ohmloop::test::Capture capture;
        capture.clock_ppm = ppm;
        const auto result = align(recorded(capture), layout());
        EXPECT_EQ(result.fault, AlignmentFault::clock_off) << ppm;
        EXPECT_THAT(result.text, ::testing::HasSubstr(fmt::format("{:+.0f} ppm", ppm)));
    }
    for (const double ppm : {1e6 / 1000, -1e6 / 1001}) {
        ohmloop::test::Capture capture;
        capture.clock_ppm = ppm;
        EXPECT_EQ(align(recorded(capture), layout()).fault, AlignmentFault::rate_swap) << ppm;
    }
}

TEST(alignment, TellsLossFromAClockThatIsNone) {
    // 1 % of the samples between the markers, in one piece and in many.
    auto recording = recorded({});
    for (auto& x : recording.channels) x.erase(x.begin() + 60000, x.begin() + 61800);
    EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::lost_samples);
    recording = recorded({});
    for (auto& x : recording.channels)
        for (long place = 175000; place > 30000; place -= 20000)
            x.erase(x.begin() + place, x.begin() + place + 200);
    EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::lost_samples);
}

TEST(alignment, TakesTheFirstOfEqualPlays) {
    const auto once = recorded({});
    auto recording = once;
    auto louder = once;
    for (std::size_t c = 0; c < once.channels.size(); ++c) {
        auto& x = recording.channels[c];
        x.insert(x.end(), once.channels[c].begin(), once.channels[c].end());
        louder.channels[c] = x;
        // 0.023 dB: 0.1 ohm with 33 ohm after an open jack.
        for (std::size_t n = once.frames(); n < x.size(); ++n) louder.channels[c][n] *= 0.9974;
    }
    const auto result = align(recording, layout());
    EXPECT_EQ(result.fault, AlignmentFault::none);
    EXPECT_EQ(result.plays, 2);
    EXPECT_EQ(result.alignment.start, align(once, layout()).alignment.start);
    EXPECT_EQ(align(louder, layout()).fault, AlignmentFault::several_plays);
}

TEST(alignment, KnowsATruncatedRecording) {
    auto recording = recorded({});
    for (auto& x : recording.channels) x.resize(x.size() / 2);
    EXPECT_EQ(align(recording, layout()).fault, AlignmentFault::truncated);
}

}  // namespace ohmloop::measure
