#include "measure/source/shared_delay.hpp"

#include "measure/closed_bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::measure {
namespace {

using test::ClosedBench;
using Finding = DelayJudgement::Finding;

struct Source {
    double ohm;
    double farad;
    double henry;
};
const std::vector<Source> sources{{0.9, 0, 0},      {10, 0, 0},         {120, 0, 0},
                                  {60, 0, 2e-3},    {10, 0, 1e-3},      {20, 0.1e-6, 0},
                                  {33, 100e-6, 0},  {600, 0, 10e-3},    {5, 1e-6, 2e-4},
                                  {1000, 10e-6, 0}, {75, 10e-6, 20e-6}, {0.1, 0, 5e-6}};

ClosedBench bench_of(const Source& source, double rate) {
    ClosedBench bench;
    ClosedBench::Channel channel;
    channel.resistance = source.ohm;
    channel.capacitance = source.farad;
    channel.inductance = source.henry;
    bench.both(channel);
    bench.plan = rate < 50e3 ? ClosedBench::standard() : ClosedBench::quick();
    return bench;
}

/// X_open / X_33 of the circuit.
std::complex<double> ratio(const ClosedBench& bench, double ohm, double hz) {
    const auto z = bench.channel[0].source(hz);
    const std::complex<double> input(1 / bench.input_ohm,
                                     2 * std::numbers::pi * hz * bench.input_f);
    return (1.0 + z * (1 / ohm + input)) / (1.0 + z * input);
}

/// Two takes of one stream, the second `frames` late.
std::vector<Take> takes_of(const ClosedBench& bench, double rate, int frames,
                           double markers_share) {
    auto takes = bench.run(1).takes;
    auto& late = takes[1];
    for (auto& take : takes) take.rate = Hertz(rate);
    for (auto& seen : late.observations.channels)
        for (auto& tones : seen.tones)
            for (auto& tone : tones.tones)
                tone.gain *=
                    std::polar(1.0, -2 * std::numbers::pi * tone.frequency_hz * frames / rate);
    // Markers of 1 to 8 kHz: a place between the delay of waves and of their envelope.
    const double ohm = late.load.resistance_ohm;
    const double waves = std::arg(ratio(bench, ohm, 4500)) / (2 * std::numbers::pi * 4500);
    const double envelope =
        std::arg(ratio(bench, ohm, 4510) / ratio(bench, ohm, 4490)) / (2 * std::numbers::pi * 20);
    late.frames_apart = frames + rate * std::lerp(waves, envelope, markers_share);
    return takes;
}

}  // namespace

TEST(shared_delay, IsNotDeniedForWhatALoadDoes) {
    for (const auto& source : sources)
        for (const double rate : {44.1e3, 48e3, 96e3, 192e3})
            for (const double share : {0.0, 0.5, 1.0}) {
                const auto takes = takes_of(bench_of(source, rate), rate, 0, share);
                const auto found = judge_delay(takes[0], takes[1]).finding;
                // At high rates a frame is little: a large reactance may leave it open.
                EXPECT_TRUE(found == Finding::common || (found == Finding::unclear && rate > 50e3))
                    << source.ohm << ' ' << source.farad << ' ' << source.henry << ' ' << rate;
            }
}

TEST(shared_delay, IsDeniedWhereFramesWereLostOrCameTwice) {
    for (const auto& source : sources)
        for (const double rate : {44.1e3, 48e3})
            for (const int frames : {-7, -2, -1, 1, 2, 7}) {
                const auto takes = takes_of(bench_of(source, rate), rate, frames, 0.5);
                const auto judged = judge_delay(takes[0], takes[1]);
                EXPECT_EQ(judged.finding, Finding::lost)
                    << source.ohm << ' ' << source.farad << ' ' << source.henry << ' ' << frames;
                EXPECT_EQ(judged.frames, frames);
            }
}

TEST(shared_delay, IsNotGrantedAtHighRatesEither) {
    // At 192 kHz a frame turns the highest tone of plan quick by 19 degrees only: it may stay
    // unclear what happened, but not pass. (What a load does to 20 ohm and 0.1 uF, two frames late,
    // it does to 130 ohm, 0.1 uF and 3 mH too: of large reactances three tones do not tell.)
    for (const auto& source : sources)
        for (const double rate : {96e3, 192e3})
            for (const int frames : {-2, -1, 1, 2}) {
                if (source.farad > 0 && source.farad < 2e-6) continue;
                const auto takes = takes_of(bench_of(source, rate), rate, frames, 0.5);
                EXPECT_NE(judge_delay(takes[0], takes[1]).finding, Finding::common)
                    << source.ohm << ' ' << source.farad << ' ' << source.henry << ' ' << rate
                    << ' ' << frames;
            }
}

TEST(shared_delay, HoldsForALighterLoadAfterTheHeavier) {
    for (const int frames : {0, -1, 1}) {
        const auto takes = takes_of(bench_of({60, 0, 2e-3}, 48e3), 48e3, frames, 0.5);
        Take open = takes[0];
        open.frames_apart = -takes[1].frames_apart;
        const auto judged = judge_delay(takes[1], open);
        EXPECT_EQ(judged.finding, frames == 0 ? Finding::common : Finding::lost);
        EXPECT_EQ(judged.frames, -frames);
    }
}

TEST(shared_delay, OfOneLoadTwiceIsWhatTheMarkersSay) {
    auto takes = takes_of(bench_of({60, 0, 2e-3}, 48e3), 48e3, 0, 0.5);
    takes[1] = takes[0];
    for (const double apart : {-1.0, 0.0, 0.6, 2.0}) {
        takes[1].frames_apart = apart;
        EXPECT_EQ(judge_delay(takes[0], takes[1]).finding,
                  std::abs(apart) < 0.75 ? Finding::common : Finding::lost);
    }
}

TEST(shared_delay, HoldsForAPortThatSensesItsLoad) {
    for (const double factor : {0.5, 3.0}) {
        auto bench = bench_of({2, 0, 0}, 48e3);
        bench.emf_into = [&](double ohms) { return ohms == 0 ? 1 : factor; };
        const auto takes = takes_of(bench, 48e3, 0, 0.5);
        EXPECT_EQ(judge_delay(takes[0], takes[1]).finding, Finding::common);
    }
}

}  // namespace ohmloop::measure
