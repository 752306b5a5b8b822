#include "cli/listening.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <vector>

namespace ohmloop::cli {
namespace {

/// An input that hears silence, as fast as it is asked.
class SilentInput : public device::InputStream {
  public:
    device::InputPiece read(std::size_t frames) override {
        if (blocks_until_lost > 0 && --blocks_until_lost == 0)
            throw device::DeviceError("the input is gone");
        const std::size_t count = frames + late;
        late = 0;
        signal::Recording block{rate(),
                                signal::SampleFormat::int24,
                                {std::vector<double>(count), std::vector<double>(count)}};
        return {block, std::exchange(gaps, 0U)};
    }
    [[nodiscard]] Hertz rate() const override { return Hertz(48000); }
    [[nodiscard]] device::DeviceInfo info() const override { return {}; }

    void tend() override { ++tended; }

    int tended = 0;
    std::uint32_t gaps = 0;     ///< before the next block
    std::size_t late = 0;       ///< frames that have come in beyond those asked for
    int blocks_until_lost = 0;  ///< 0: never
};

const measure::MonitorSettings settings{Hertz(48000)};

std::vector<double> times_shown(SilentInput& input, const Listening& listening) {
    std::vector<double> times;
    listen(input, listening, settings, [&](const measure::MonitorReading& reading) {
        times.push_back(reading.heard_s);
        return true;
    });
    return times;
}

TEST(Listening, ShowsTenUpdatesASecondUntilItsDurationEnds) {
    SilentInput input;
    const auto times = times_shown(input, {Seconds(0.1), Seconds(0.95)});
    ASSERT_EQ(times.size(), 10U);
    EXPECT_NEAR(times.front(), 0.1, 1e-12);
    EXPECT_NEAR(times.back(), 0.95, 1e-12) << "the rest is shown too";
}

TEST(Listening, ShowsWhatItHeardWhereTheDurationIsShorterThanTheWait) {
    SilentInput input;
    EXPECT_EQ(times_shown(input, {Seconds(1), Seconds(0.5)}), std::vector<double>{0.5});
}

TEST(Listening, LeavesOutUpdatesRatherThanLagBehind) {
    SilentInput input;
    input.late = 48000;
    const auto times = times_shown(input, {Seconds(0.1), Seconds(1.35)});
    EXPECT_EQ(times.size(), 4U);  // at 1.1, 1.2, 1.3 and the end
    EXPECT_NEAR(times.front(), 1.1, 1e-12);
    EXPECT_NEAR(times[1], 1.2, 1e-12);
}

TEST(Listening, SaysThatItLivesAfterEachChannelThatItInspects) {
    SilentInput input;
    (void)times_shown(input, {Seconds(0.1), Seconds(2.0)});
    EXPECT_EQ(input.tended, 4) << "two channels of two seconds";
}

TEST(Listening, TellsOfNoSecondThatBeganBeforeTheToneWasSteady) {
    SilentInput input;
    std::vector<double> told;
    listen(input, {Seconds(0.5), Seconds(5), Seconds(1.7)}, settings,
           [&](const measure::MonitorReading& reading) {
               if (reading.channels[0].second && reading.channels[1].second)
                   told.push_back(reading.heard_s);
               return true;
           });
    // The second from 2 to 3 is the first.
    EXPECT_EQ(told, (std::vector<double>{3, 3.5, 4, 4.5, 5}));
}

TEST(Listening, EndsWhenNobodyLooksAnyMore) {
    SilentInput input;
    int shown = 0;
    listen(input, {Seconds(0.1), std::nullopt}, settings,
           [&](const measure::MonitorReading&) { return ++shown < 3; });
    EXPECT_EQ(shown, 3);
}

TEST(Listening, CountsGapsAndPassesALossOn) {
    SilentInput input;
    input.gaps = 2;
    input.blocks_until_lost = 5;
    std::uint64_t gaps = 0;
    const auto look = [&](const measure::MonitorReading& reading) {
        gaps = reading.gaps;
        return true;
    };
    EXPECT_THROW(listen(input, {Seconds(0.1), std::nullopt}, settings, look), device::DeviceError);
    EXPECT_EQ(gaps, 2U);
}

}  // namespace
}  // namespace ohmloop::cli
