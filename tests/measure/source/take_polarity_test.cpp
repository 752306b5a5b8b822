#include "measure/source/take_polarity.hpp"

#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ohmloop::measure {
namespace {

using test::ClosedBench;

ClosedBench bench() {
    ClosedBench bench;
    ClosedBench::Channel channel;
    channel.resistance = 10;
    channel.capacitance = 100e-6;
    bench.both(channel);
    bench.plan = ClosedBench::quick();
    return bench;
}

void invert(ChannelObservations& seen) {
    for (auto& tones : seen.tones)
        for (auto& tone : tones.tones) tone.gain = -tone.gain;
}

std::vector<std::string> doubted_loads(const Findings& findings, const std::string& code) {
    std::vector<std::string> found;
    for (const auto& doubt : findings.doubts)
        if (doubt.code == code) found.push_back(doubt.load.value_or("") + doubt.channel.value());
    return found;
}

const result::Figure* impedance_at(const Findings& findings, const std::string& channel,
                                   double hz) {
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == "output_impedance" && figure.key.channel == channel &&
            figure.key.at_hz == hz)
            return &figure;
    return nullptr;
}

}  // namespace

TEST(take_polarity, OfOneTakeIsTakenBackAndNamed) {
    for (const double delay : {0.0, 1e-6}) {  // of one stream, and of recordings apart
        auto inverted = bench();
        inverted.spread.delay_s = delay;
        auto run = inverted.run(1);
        for (auto& seen : run.takes[1].observations.channels) invert(seen);
        const auto findings = evaluate(run.takes, run.setup);
        EXPECT_EQ(doubted_loads(findings, "polarity_differs"),
                  (std::vector<std::string>{"33left", "33right"}));
        EXPECT_TRUE(doubted_loads(findings, "negative_resistance").empty());
        const auto* figure = impedance_at(findings, "left", 997);
        ASSERT_TRUE(figure && figure->value);
        // |10 - j 1.6| ohm; noise and drift of 0.005 dB.
        EXPECT_NEAR(*figure->value, std::abs(inverted.channel[0].source(997)), 0.05);
    }
}

TEST(take_polarity, OfTheOddOneOfThreeIsTakenBack) {
    auto three = bench();
    three.loads = {0, 100, 33};
    for (const std::size_t odd : {0U, 1U, 2U}) {
        auto run = three.run(2);
        invert(run.takes[odd].observations.channels[0]);
        Findings findings;
        const auto takes = of_one_polarity(run.takes, findings);
        EXPECT_EQ(doubted_loads(findings, "polarity_differs"),
                  std::vector<std::string>{run.takes[odd].load.name + "left"});
        const auto sign = [&](const Take& take) {
            return take.observations.channels[0].tones[0].tones[1].gain.real() > 0;
        };
        EXPECT_TRUE(sign(takes[0]) && sign(takes[1]) && sign(takes[2]));
    }
}

TEST(take_polarity, IsLeftAloneWhereDrivesContradictEachOther) {
    // The loaded take holds the left channel twice: right follows the drive of both as it should,
    // and opposite signals upside down.
    auto mixed = bench();
    mixed.plan.push_back({signal::Drive::both, 0.5, {{997, -20}}});
    auto run = mixed.run(3);
    auto& channels = run.takes[1].observations.channels;
    invert(channels[1]);
    for (auto& tones : channels[1].tones)
        if (tones.drive != signal::Drive::opposite)
            for (auto& tone : tones.tones) tone.gain = -tone.gain;
    const auto findings = evaluate(run.takes, run.setup);
    EXPECT_TRUE(doubted_loads(findings, "polarity_differs").empty());
    EXPECT_EQ(doubted_loads(findings, "negative_resistance"), std::vector<std::string>{"right"});
    for (const double hz : {20.0, 997.0, 10000.0}) {
        const auto* figure = impedance_at(findings, "right", hz);
        ASSERT_NE(figure, nullptr);
        EXPECT_EQ(figure->kind, result::Kind::not_measured) << hz;
        EXPECT_FALSE(figure->reason.empty());
    }
    EXPECT_TRUE(impedance_at(findings, "left", 997)->value);
}

TEST(take_polarity, IsNoBusinessOfALargeCouplingReactance) {
    // 0.1 uF into 33 ohm turns 997 Hz by 88 degrees.
    auto small = bench();
    small.channel[0].capacitance = small.channel[1].capacitance = 0.1e-6;
    auto run = small.run(4);
    Findings findings;
    (void)of_one_polarity(run.takes, findings);
    EXPECT_TRUE(findings.doubts.empty());
}

}  // namespace ohmloop::measure
