#include "measure/source/load_presence.hpp"

#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ohmloop::measure {
namespace {

using test::ClosedBench;

ClosedBench bench_of(double resistance, std::vector<double> loads) {
    ClosedBench bench;
    ClosedBench::Channel channel;
    channel.resistance = resistance;
    bench.both(channel);
    bench.loads = std::move(loads);
    bench.plan = ClosedBench::quick();
    return bench;
}

/// The take of `index` made again of an open jack: its resistor was not there.
ClosedBench::Run without_resistor(const ClosedBench& bench, std::size_t index, int channel) {
    auto run = bench.run(1);
    ClosedBench open = bench;
    open.loads.assign(bench.loads.size(), 0);
    const auto there = open.run(2);
    for (std::size_t c = 0; c < 2; ++c)
        if (channel < 0 || c == static_cast<std::size_t>(channel))
            run.takes[index].observations.channels[c] = there.takes[index].observations.channels[c];
    return run;
}

std::vector<std::string> names(const std::vector<AbsentLoad>& absent) {
    std::vector<std::string> found;
    for (const auto& each : absent)
        found.push_back((each.channel == 0 ? "left " : "right ") + each.load);
    return found;
}

bool doubted(const Findings& findings, const std::string& code) {
    return std::any_of(findings.doubts.begin(), findings.doubts.end(),
                       [&](const result::Doubt& doubt) { return doubt.code == code; });
}

/// The loads that a run lacks, and whether one was hardly seen.
std::pair<std::vector<std::string>, bool> missed(const ClosedBench::Run& run) {
    Findings findings;
    auto absent = names(find_absent_loads(run.takes, run.setup, findings));
    return {absent, doubted(findings, "load_hardly_seen")};
}

}  // namespace

using testing::ElementsAre;
using testing::IsEmpty;

TEST(load_presence, MissesAResistorThatIsNotThere) {
    const auto bench = bench_of(0.9, {0, 33});
    EXPECT_THAT(missed(without_resistor(bench, 1, -1)).first, ElementsAre("left 33", "right 33"));
    EXPECT_THAT(missed(without_resistor(bench, 1, 1)).first, ElementsAre("right 33"));
}

TEST(load_presence, MissesNothingWhereAllAreThere) {
    for (const double resistance : {0.05, 0.9, 33.0, 470.0})
        EXPECT_THAT(missed(bench_of(resistance, {0, 330, 33}).run(3)).first, IsEmpty())
            << resistance;
}

TEST(load_presence, MissesOneOfSeveral) {
    EXPECT_THAT(missed(without_resistor(bench_of(0.9, {0, 330, 33}), 2, 0)).first,
                ElementsAre("left 33"));
    EXPECT_THAT(missed(without_resistor(bench_of(33, {0, 330, 33}), 1, 0)).first,
                ElementsAre("left 330"));
}

// 0.1 ohm into 300 changes the level by 3.3e-4; 12 uV/rtHz let it scatter by 1e-4.
TEST(load_presence, BoundsASourceThatNoiseHides) {
    auto bench = bench_of(0.1, {0, 300});
    bench.noise_density = 12e-6;
    int bounds = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto run = bench.run(seed);
        EXPECT_THAT(missed(run).first, IsEmpty()) << seed;
        const auto figure = test::figure_at_997(impedance::evaluate(run.takes, run.setup));
        ASSERT_TRUE(figure.value) << figure.reason;
        bounds += figure.kind == result::Kind::upper_bound;
    }
    EXPECT_GT(bounds, 10);
}

TEST(load_presence, ExpectsNoEffectOfALightLoadOnAStiffSource) {
    // 0.05 ohm into 330: 1.5e-4, which drift may hide exactly, while 33 ohm shows 1.5e-3.
    auto run = bench_of(0.05, {0, 330, 33}).run(4);
    auto& light = run.takes[1].observations.channels[0].tones[0].tones[1];
    const auto& open = run.takes[0].observations.channels[0].tones[0].tones[1];
    ASSERT_EQ(light.frequency_hz, 997);
    light.gain = open.gain;
    EXPECT_THAT(missed(run).first, IsEmpty());
}

TEST(load_presence, DoubtsWhatDriftMayHide) {
    // 0.01 ohm into 33 changes the level by 3e-4, 0.005 dB of drift by 6e-4.
    const auto stiff = missed(bench_of(0.01, {0, 33}).run(5));
    EXPECT_THAT(stiff.first, IsEmpty());
    EXPECT_TRUE(stiff.second);
    EXPECT_FALSE(missed(bench_of(0.1, {0, 33}).run(5)).second);
}

TEST(load_presence, WithholdsWhatRestsOnAMissingLoad) {
    Findings findings;
    for (const char* quantity : {"max_power", "max_current", "level", "load_drop"})
        for (const char* channel : {"left", "right"})
            for (const char* load : {"open", "33"}) {
                result::FigureKey key;
                key.quantity = quantity;
                key.channel = channel;
                key.load = load;
                findings.figures.push_back(result::measured(key, {1, {}}, "V"));
            }
    result::Curve curve;
    curve.quantity = "response";
    curve.channel = "left";
    curve.load = "33";
    findings.curves = {curve, curve};
    findings.curves[1].load = "open";
    withhold(findings, {{0, "33", "no load at all"}});
    for (const auto& figure : findings.figures) {
        const bool gone = figure.key.channel == "left" && figure.key.load == "33";
        EXPECT_EQ(figure.value.has_value(), !gone);
        EXPECT_EQ(figure.reason, gone ? "no load at all" : "");
        EXPECT_EQ(figure.unit, "V");
    }
    ASSERT_EQ(findings.curves.size(), 1U);
    EXPECT_EQ(findings.curves[0].load, "open");
}

TEST(load_presence, LeavesTheImpedanceToTheOtherLoads) {
    const auto run = without_resistor(bench_of(0.9, {0, 100, 33}), 1, 0);
    const auto findings = evaluate(run.takes, run.setup);
    EXPECT_TRUE(doubted(findings, "load_not_changed"));
    int seen = 0;
    for (const auto& figure : findings.figures) {
        if (figure.key.quantity != "output_impedance" || figure.key.at_hz != 997) continue;
        ASSERT_TRUE(figure.value);
        // Exact but for noise: the goal of plan quick.
        EXPECT_NEAR(*figure.value, 0.9, 0.006);
        ++seen;
    }
    EXPECT_EQ(seen, 2);
}

TEST(load_presence, NamesTheLoadForWantOfWhichThereIsNoImpedance) {
    const auto run = without_resistor(bench_of(0.9, {0, 33}), 1, 0);
    for (const auto& figure : evaluate(run.takes, run.setup).figures) {
        if (figure.key.quantity != "output_impedance" || figure.key.at_hz != 997) continue;
        EXPECT_EQ(figure.value.has_value(), figure.key.channel == "right");
        if (!figure.value) {
            EXPECT_EQ(figure.reason, "the level with 33 shows no load at all");
        }
    }
}

}  // namespace ohmloop::measure
