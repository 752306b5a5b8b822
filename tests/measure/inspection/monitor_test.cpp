#include "ohmloop/measure/monitor.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;

double sine(double amplitude, double hz, double t) {
    return amplitude * std::sin(2 * std::numbers::pi * hz * t);
}

/// A source that is heard block by block.
class Source {
  public:
    using Signal = std::function<double(double t)>;
    Source(Signal left, Signal right) : signals_{std::move(left), std::move(right)} {}

    signal::Recording next(std::size_t frames) {
        signal::Recording block{Hertz(rate), signal::SampleFormat::int24, {{}, {}}};
        for (std::size_t n = 0; n < frames; ++n, ++frame_)
            for (std::size_t c = 0; c < 2; ++c)
                block.channels[c].push_back(signals_[c](static_cast<double>(frame_) / rate));
        return block;
    }

  private:
    Signal signals_[2];
    std::size_t frame_ = 0;
};

/// A tone with a harmonic of -60 dB and noise of -91 dB, and one in 60 Hz hum.
Source two_tones() {
    return {[random = std::mt19937_64(1),
             noise = std::normal_distribution<double>(0, 1e-5)](double t) mutable {
                return sine(0.5, 997, t) + sine(0.5e-3, 2 * 997, t) + noise(random);
            },
            [](double t) { return sine(0.25, 1500, t) + sine(0.01, 60, t); }};
}

void hear(Monitor& monitor, const signal::Recording& block, std::uint32_t gaps = 0) {
    monitor.hear(block, gaps);
    while (monitor.inspect_channel()) continue;
}

void hear(Monitor& monitor, Source source, int blocks) {
    for (int n = 0; n < blocks; ++n) hear(monitor, source.next(4800));
}

TEST(Monitor, ReadsEachChannelsLevelToneDistortionAndHum) {
    Monitor monitor({Hertz(rate)});
    hear(monitor, two_tones(), 10);
    const auto reading = monitor.reading();
    EXPECT_NEAR(reading.heard_s, 1, 1e-12);
    ASSERT_EQ(reading.channels.size(), 2U);
    const auto& left = reading.channels[0];
    const auto& right = reading.channels[1];
    // 299.1 periods in 0.3 s: the part of one leaves 0.1/(2 pi 299) of the mean square.
    EXPECT_NEAR(left.level.rms, 0.5 / std::numbers::sqrt2, 1e-4);
    ASSERT_TRUE(left.second && left.second->tone);
    ASSERT_TRUE(right.second && right.second->tone);
    // sqrt(6) 1e-5 / (pi 1 s 0.5 sqrt(48000)): a standard deviation of 7e-8 Hz.
    EXPECT_NEAR(left.second->tone->frequency_hz, 997, 3e-7);
    // Of the noise 20 kHz in 24 join the harmonic: 10 lg(1 + 1e-10 0.83 / 1.25e-7) = 0.003 dB.
    EXPECT_NEAR(left.second->tone->thd_n.db, -59.997, 1e-3);
    EXPECT_FALSE(left.second->hum);
    EXPECT_NEAR(right.second->tone->frequency_hz, 1500, 1e-4);
    ASSERT_TRUE(right.second->hum);
    EXPECT_EQ(right.second->hum->mains_hz, 60);
    EXPECT_NEAR(right.second->hum->level.db, -40, 0.01);  // as close as a comb's scale is fitted
}

TEST(Monitor, ItsSpectrumHoldsTheToneInItsBand) {
    Monitor monitor({Hertz(rate)});
    hear(monitor, two_tones(), 3);
    const auto reading = monitor.reading();
    ASSERT_EQ(reading.band_edges_hz.size(), reading.channels[0].spectrum.size() + 1);
    std::size_t band = 0;
    while (reading.band_edges_hz[band + 1] < 997) ++band;
    // All three bins of 3.3 Hz lie within the band of 120 Hz.
    EXPECT_NEAR(reading.channels[0].spectrum[band], 0.125, 1e-4);
}

TEST(Monitor, InspectsNothingBeforeAWholeSecondOrAcrossAGap) {
    Monitor monitor({Hertz(rate)});
    auto source = two_tones();
    for (int n = 0; n < 9; ++n) hear(monitor, source.next(4800));
    EXPECT_FALSE(monitor.reading().channels[0].second);
    hear(monitor, source.next(4800));
    EXPECT_TRUE(monitor.reading().channels[0].second);
    (void)source.next(333);  // lost
    hear(monitor, source.next(4800), 2);
    EXPECT_FALSE(monitor.reading().channels[0].second);
    EXPECT_EQ(monitor.reading().gaps, 2U);
    for (int n = 0; n < 9; ++n) hear(monitor, source.next(4800));
    ASSERT_TRUE(monitor.reading().channels[0].second);
    EXPECT_TRUE(monitor.reading().channels[0].second->phase_jumps.empty());
}

TEST(Monitor, AReportOfTheHostIsCountedAndCostsNoFigure) {
    Monitor monitor({Hertz(rate)});
    auto source = two_tones();
    for (int n = 0; n < 10; ++n) {
        auto block = source.next(4800);
        block.overruns = n == 5 ? 2 : 0;
        hear(monitor, block);
    }
    const auto reading = monitor.reading();
    EXPECT_EQ(reading.gaps, 0U);
    EXPECT_EQ(reading.reports, 2U);
    EXPECT_TRUE(reading.channels[0].second);
    EXPECT_TRUE(reading.clock);
}

TEST(Monitor, LostSamplesThatNobodyReportedAreFoundInTheTone) {
    Monitor monitor({Hertz(rate)});
    auto source = two_tones();
    for (int n = 0; n < 10; ++n) {
        if (n == 5) (void)source.next(100);
        hear(monitor, source.next(4800));
    }
    const auto reading = monitor.reading();
    ASSERT_TRUE(reading.channels[0].second);
    EXPECT_FALSE(reading.channels[0].second->phase_jumps.empty());
    EXPECT_FALSE(reading.clock);
}

TEST(Monitor, InspectsAChannelAtATime) {
    Monitor monitor({Hertz(rate)});
    EXPECT_FALSE(monitor.inspect_channel());
    monitor.hear(two_tones().next(48000));
    EXPECT_FALSE(monitor.reading().channels[0].second);
    EXPECT_TRUE(monitor.inspect_channel());
    EXPECT_TRUE(monitor.reading().channels[0].second);
    EXPECT_FALSE(monitor.reading().channels[1].second);
    EXPECT_TRUE(monitor.inspect_channel());
    EXPECT_TRUE(monitor.reading().channels[1].second);
    EXPECT_FALSE(monitor.inspect_channel());
}

TEST(Monitor, HearsMoreThanASecondAtOnce) {
    Monitor monitor({Hertz(rate)});
    hear(monitor, two_tones(), 1);
    hear(monitor, two_tones().next(96000), 1);
    const auto reading = monitor.reading();
    ASSERT_TRUE(reading.channels[0].second && reading.channels[0].second->tone);
    EXPECT_NEAR(reading.channels[0].second->tone->frequency_hz, 997, 3e-7);
}

TEST(Monitor, TellsTheClocksOffsetFromTheToneThatIsPlayed) {
    Monitor monitor({Hertz(rate), Seconds(0.3), Hertz(1500)});
    // A recorder that runs 60 ppm fast hears everything so much too low.
    hear(monitor,
         {[](double t) { return sine(0.5, 997 / 1.00006, t); },
          [](double t) { return sine(0.5, 1500 / 1.00006, t); }},
         10);
    const auto clock = monitor.reading().clock;
    ASSERT_TRUE(clock);
    EXPECT_NEAR(clock->ppm, 60, 1e-3);  // the fit's arithmetic: 1e-9 of the frequency
}

TEST(ClockOffset, IsNoneOfAnotherToneNorOfOneThatIsHardlyKnown) {
    ToneInspection tone;
    EXPECT_FALSE(clock_offset(tone, Hertz(997)));
    tone.frequency_hz = 997;
    tone.frequency_uncertainty_hz = 997e-6;
    ASSERT_TRUE(clock_offset(tone, Hertz(997.0997)));
    EXPECT_NEAR(clock_offset(tone, Hertz(997.0997))->ppm, 100, 1e-6);
    EXPECT_NEAR(clock_offset(tone, Hertz(997.0997))->uncertainty_ppm, 1, 1e-9);
    EXPECT_FALSE(clock_offset(tone, Hertz(998.1)));
    EXPECT_FALSE(clock_offset(tone, Hertz(995.9)));
    tone.frequency_uncertainty_hz = 6 * 997e-6;
    EXPECT_FALSE(clock_offset(tone, Hertz(997)));
}

TEST(Monitor, HoldsItsCallerToTwoChannels) {
    Monitor monitor({Hertz(rate)});
    EXPECT_THROW(monitor.hear({Hertz(rate), signal::SampleFormat::int24, {{0.0}}}), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::measure
