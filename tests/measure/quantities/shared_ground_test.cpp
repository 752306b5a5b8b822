#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using signal::Drive;
using test::ClosedBench;

/// 3 ohm, 32 ohm across; opposite, alone and in phase.
ClosedBench bench_with(double return_ohm) {
    auto bench = test::bench_of(3);
    bench.shared_ground = return_ohm;
    bench.loads = {0, 32};
    bench.plan = ClosedBench::standard();
    bench.plan.push_back({Drive::both, 1, {{997, -20}}});
    return bench;
}

Figure figure_of(const ClosedBench::Run& run) {
    const auto findings = shared_ground::evaluate(run.takes, run.setup);
    EXPECT_EQ(findings.figures.size(), 1U);
    return findings.figures.empty() ? Figure{} : findings.figures.front();
}

/// Changes what a channel reads of a drive with a load.
void change(ClosedBench::Run& run, int channel, Drive drive, bool loaded,
            std::complex<double> factor) {
    for (auto& take : run.takes) {
        if (take.load.is_open() == loaded) continue;
        for (auto& tones : take.observations.channels[static_cast<std::size_t>(channel)].tones)
            if (tones.drive == drive)
                for (auto& tone : tones.tones) tone.gain *= factor;
    }
}

}  // namespace

TEST(shared_ground, IsReadFromTheSilentChannel) {
    for (const double ohm : {0.02, 0.1, 0.4, 2.0}) {
        const auto figure = figure_of(bench_with(ohm).run(1));
        ASSERT_EQ(figure.kind, Kind::measured) << ohm << figure.reason;
        EXPECT_NEAR(*figure.value, ohm, 2 * *figure.uncertainty) << ohm;
        // Loads known exactly: noise alone, and what 0.4 % of the loop flows through the input.
        EXPECT_NEAR(*figure.value, ohm, 1e-3 * ohm + 1e-4) << ohm;
        EXPECT_EQ(figure.conditions.at("checked"),
                  "by the channel played alone and by both in phase");
    }
}

TEST(shared_ground, ThatIsNotThereIsABound) {
    int bounds = 0;
    constexpr int runs = 100;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        const auto figure = figure_of(bench_with(0).run(seed));
        ASSERT_NE(figure.kind, Kind::not_measured) << figure.reason;
        bounds += figure.kind == Kind::upper_bound;
        EXPECT_GE(*figure.value, 0);
        // 12 nV/sqrt(Hz) over 0.4 s against 140 mV, of 35 ohm, both ways and both takes: 5
        // micro-ohm.
        EXPECT_LT(*figure.value, 1e-4);
    }
    // One in forty lies above zero by more than its uncertainty: once in ten thousand times, more
    // than 9 of a hundred.
    EXPECT_GE(bounds, 91);
}

TEST(shared_ground, StaysWithinItsUncertainty) {
    int inside = 0;
    constexpr int runs = 200;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        auto bench = bench_with(0.3);
        bench.spread.load_tolerance = 0.01;
        bench.spread.repeatability_db = 0.0005;
        bench.noise_density = 500e-9;
        const auto figure = figure_of(bench.run(seed));
        ASSERT_EQ(figure.kind, Kind::measured) << figure.reason;
        inside += std::abs(*figure.value - 0.3) <= *figure.uncertainty;
    }
    EXPECT_GE(inside, 180);
    EXPECT_LT(inside, 200);
}

TEST(shared_ground, CouplingThatIsTheSameOpenIsNoReturn) {
    // 0.1 % of each channel in the other, of the port or of the input, with any load.
    auto run = bench_with(0.2).run(1);
    for (auto& take : run.takes) {
        auto& channels = take.observations.channels;
        for (std::size_t k = 0; k < channels[0].tones.size(); ++k)
            for (const int silent : {0, 1}) {
                const auto s = static_cast<std::size_t>(silent);
                auto& tones = channels[s].tones[k];
                if (tones.drive != (silent == 0 ? Drive::right : Drive::left)) continue;
                tones.tones[0].gain += 1e-3 * channels[1 - s].tones[k].tones[0].gain;
            }
    }
    const auto figure = figure_of(run);
    ASSERT_EQ(figure.kind, Kind::measured) << figure.reason;
    EXPECT_NEAR(*figure.value, 0.2, 1e-3);
}

TEST(shared_ground, WithASecondPathIsNotTold) {
    // The silent channel shows half of what the driven one loses: the rest flows elsewhere.
    for (const double factor : {0.5, 2.0, -1.0}) {
        auto run = bench_with(0.4).run(1);
        change(run, 1, Drive::left, true, factor);
        change(run, 0, Drive::right, true, factor);
        const auto figure = figure_of(run);
        EXPECT_EQ(figure.kind, Kind::not_measured) << factor;
        EXPECT_NE(figure.reason.find("a second ground path hides it"), std::string::npos)
            << figure.reason;
    }
    auto run = bench_with(0.4).run(1);
    for (const int c : {0, 1}) change(run, c, Drive::both, true, 1.004);
    EXPECT_EQ(figure_of(run).kind, Kind::not_measured) << "in phase alone disagrees";
}

TEST(shared_ground, OfACapacitanceIsNoResistance) {
    auto run = bench_with(0.4).run(1);
    change(run, 1, Drive::left, true, std::complex<double>(0, 1));
    change(run, 0, Drive::right, true, std::complex<double>(0, 1));
    EXPECT_NE(figure_of(run).reason.find("no resistance"), std::string::npos);
}

TEST(shared_ground, OfAPublishedPhoneIsAsItsLevelsSay) {
    // A Nexus 5X: 286 mV open, 261 mV with one channel loaded by 35.9 ohm, 258 mV with both in
    // phase: 3.44 and 3.90 ohm, which differ by the return. Of the circuit that gives these.
    const double alone = 35.9 * (286.0 / 261 - 1);
    const double together = 35.9 * (286.0 / 258 - 1);
    auto bench = bench_with(together - alone);
    bench.loads = {0, 35.9};
    ClosedBench::Channel channel;
    channel.resistance = 2 * alone - together;
    channel.emf_v = 0.286;
    bench.both(channel);
    const auto figure = figure_of(bench.run(1));
    ASSERT_EQ(figure.kind, Kind::measured) << figure.reason;
    EXPECT_NEAR(*figure.value, 0.457, 5e-3);
}

TEST(shared_ground, SaysWhatItNeeds) {
    auto run = bench_with(0.4).run(1);
    for (auto& take : run.takes)
        for (auto& channel : take.observations.channels)
            std::erase_if(channel.tones, [](const auto& tones) {
                return tones.drive == Drive::left || tones.drive == Drive::right;
            });
    EXPECT_NE(figure_of(run).reason.find("played alone"), std::string::npos);
    run.takes.pop_back();
    EXPECT_NE(figure_of(run).reason.find("with a load"), std::string::npos);
    run.setup.wiring = signal::Wiring::left;
    EXPECT_NE(figure_of(run).reason.find("both channels"), std::string::npos);
}

}  // namespace ohmloop::measure
