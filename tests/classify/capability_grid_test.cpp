#include "classify/capability_grid.hpp"

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/published_port.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::classify {
namespace {

using classify_tests::measured;
using result::Answer;
using result::Kind;

result::CapabilityGrid grid_of(const PortFacts& facts) {
    const auto port = capability(facts);
    return capability_grid(facts, port, Quoter(facts, port));
}

double db(double ratio) { return 20 * std::log10(ratio); }

/// 2 V behind 100 ohm, known within 1.12 and 1.2.
PublishedPort line_port() {
    PublishedPort port;
    port.unloaded_v = 2;
    port.impedance_ohm = 100;
    port.snr_db = 110;
    return port;
}

TEST(CapabilityGrid, TakesLevelsAtTheLoadedInput) {
    const auto grid = grid_of(facts_of(line_port()));
    ASSERT_EQ(grid.line_inputs.size(), 3U);
    const auto& studio = grid.line_inputs[2];
    EXPECT_EQ(studio.input_ohm, 600);
    const double volts = 2.0 * 600 / 700;  // 1.714 V, where 2 V stand open
    EXPECT_NEAR(studio.level->value, volts, 1e-9);
    EXPECT_NEAR(studio.loading_loss->value, db(700.0 / 600), 1e-9);
    ASSERT_EQ(studio.nominals.size(), 3U);
    EXPECT_EQ(studio.nominals[1].nominal, "2 V");
    EXPECT_NEAR(studio.nominals[1].margin->value, db(volts / 2), 1e-9);  // -1.34 dB
    // -10 dBV is 0.3162 V and +4 dBu 1.2277 V, to the fourth digit.
    EXPECT_NEAR(studio.nominals[0].margin->value, db(volts) + 10, 1e-3);
    EXPECT_NEAR(studio.nominals[2].margin->value, db(volts / std::sqrt(0.6)) - 4, 1e-3);
}

TEST(CapabilityGrid, SaysWhatIsReachedByTheWholeInterval) {
    const auto grid = grid_of(facts_of(line_port()));
    const auto& hifi = grid.line_inputs[0];
    EXPECT_EQ(hifi.nominals[0].reached, Answer::yes);
    EXPECT_EQ(hifi.nominals[1].reached, Answer::with_reservations) << "1.98 V within 1 dB";
    EXPECT_EQ(hifi.nominals[2].reached, Answer::yes);
    PublishedPort faint = line_port();
    faint.unloaded_v = 0.5;
    EXPECT_EQ(grid_of(facts_of(faint)).line_inputs[0].nominals[2].reached, Answer::no);
}

TEST(CapabilityGrid, FollowsTheIntervalsOfLevelAndImpedance) {
    const auto into_600 = grid_of(facts_of(line_port())).headphones[5];
    ASSERT_EQ(into_600.load_ohm, 600);
    const auto volts = [](double emf, double ohm) { return emf * 600 / (600 + ohm); };
    const double middle = volts(2, 100);
    EXPECT_NEAR(into_600.level->value, middle, 1e-9);
    EXPECT_NEAR(*into_600.level->low,
                middle - std::hypot(middle - volts(2, 120), middle - volts(2 / 1.12, 100)), 1e-9);
    EXPECT_NEAR(*into_600.level->high,
                middle + std::hypot(volts(2, 100 / 1.2) - middle, volts(2 * 1.12, 100) - middle),
                1e-9);
    EXPECT_NEAR(into_600.power->value, middle * middle / 600, 1e-12);
    EXPECT_NEAR(into_600.current->value, middle / 600, 1e-12);
    EXPECT_LT(*into_600.power->low, into_600.power->value);
}

TEST(CapabilityGrid, HoldsTheNoiseAgainstEachLevel) {
    const auto hifi = grid_of(facts_of(line_port())).line_inputs[0];
    EXPECT_NEAR(hifi.snr->value, 110, 1e-9);
    const double above = db(2.0 * 10e3 / 10100 / 0.31623);
    EXPECT_NEAR(hifi.nominals[0].snr->value, 110 - above, 1e-9) << "turned down, the noise left";
    EXPECT_NEAR(hifi.nominals[1].snr->value, 110, 1e-9) << "2 V are not reached";
}

TEST(CapabilityGrid, TakesAStatedLevelForItsOwnLoad) {
    PublishedPort port = line_port();
    port.loaded = {{32, 0.2}, {300, 1.4}};  // the impedance leaves 0.485 and 1.5 V
    const auto grid = grid_of(facts_of(port));
    EXPECT_NEAR(grid.headphones[1].level->value, 0.2, 1e-12);
    EXPECT_EQ(grid.headphones[1].limited_by, "current");
    EXPECT_NEAR(grid.headphones[4].level->value, 1.4, 1e-12);
    EXPECT_NEAR(grid.headphones[0].current->value, 0.2 / 32, 1e-12) << "16 ohm meet the same limit";
}

TEST(CapabilityGrid, SaysAtMostWhereNoLoadWasTried) {
    const auto sheet = grid_of(facts_of(line_port()));
    EXPECT_EQ(sheet.headphones[1].level->kind, Kind::upper_bound) << "a limit may come before";
    EXPECT_NEAR(sheet.headphones[1].level->value, 2.0 * 32 / 132, 1e-9);
    const auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1}), "left");
    const auto tried = grid_of(facts);  // 33 ohm drew 29.4 mA
    EXPECT_EQ(tried.headphones[0].level->kind, Kind::upper_bound) << "16 ohm draw 58.8 mA";
    EXPECT_EQ(tried.headphones[1].level->kind, Kind::measured) << "32 ohm draw 30.3 mA";
}

TEST(CapabilityGrid, PromisesNoCurrentBehindABound) {
    PublishedPort port = line_port();
    port.unloaded_v = 1;
    port.impedance_ohm = 0.5;
    port.impedance_exactness = Exactness::at_most;
    const auto of_32 = grid_of(facts_of(port)).headphones[1];
    ASSERT_TRUE(of_32.power);
    EXPECT_EQ(of_32.power->kind, Kind::upper_bound) << "no load was tried";
    EXPECT_NEAR(of_32.power->value, 1.0 / 32, 1e-9) << "of no impedance at all";
    port.impedance_ohm = 20;  // leaves 62 to 100 % of the level
    EXPECT_FALSE(grid_of(facts_of(port)).headphones[1].power);
}

TEST(CapabilityGrid, KnowsNoCurrentOfAnOpenJackStoppedEarly) {
    auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1}, {.loads_ohm = {}}), "left");
    facts.impedance_ohm = facts.resistance_ohm = Known{1, 0.98, 1.02};
    facts.loads.front().max_level->kind = Kind::lower_bound;
    const auto grid = grid_of(facts);
    EXPECT_FALSE(grid.headphones[1].power) << "the level may be more, the current less";
    EXPECT_EQ(grid.line_inputs[0].level->kind, Kind::lower_bound) << "its current is nothing";
}

TEST(CapabilityGrid, PromisesNoMoreThanAKnownLimitBehindABound) {
    auto facts = port_facts(measured({.full_scale_v = 2, .ohm = 1}), "left");
    auto& into_33 = facts.loads.back();
    into_33.max_level = Known{0.119, 0.119, 0.119};  // 3.61 mA, long before full scale
    into_33.limited_by = "distortion";
    facts.impedance_ohm = facts.resistance_ohm = Known{9.3, 0, 9.3, Kind::upper_bound};
    // 2 V / (ohm + 9.3 ohm) are 12 mA and more into each but 600 ohm, which 3.3 mA suffice.
    const auto grid = grid_of(facts);
    for (std::size_t n = 0; n < 5; ++n) {
        const auto& row = grid.headphones[n];
        if (n == 1) continue;  // the level of the load itself
        EXPECT_NEAR(row.current->value, 0.119 / 33, 1e-9) << row.load_ohm;
        EXPECT_EQ(row.current->kind, Kind::measured) << row.load_ohm;
        EXPECT_EQ(row.limited_by, "current") << row.load_ohm;
    }
    EXPECT_NEAR(grid.headphones[5].current->value, 2 / 609.3, 1e-6);
    EXPECT_EQ(grid.headphones[5].current->kind, Kind::lower_bound);
}

TEST(CapabilityGrid, SaysAtLeastWhereTheImpedanceIsABound) {
    PublishedPort port;
    port.unloaded_v = 2;
    port.loaded = {{32, 0.125}};
    const auto facts = facts_of(port);
    const auto grid = grid_of(facts);
    const double most_ohm = facts.resistance_ohm->value;  // 569 ohm
    const auto& into_300 = grid.headphones[4];
    EXPECT_EQ(into_300.level->kind, Kind::lower_bound);
    EXPECT_NEAR(into_300.level->value, 2.0 * 300 / (300 + most_ohm), 1e-9);
    EXPECT_EQ(grid.headphones[1].level->kind, Kind::measured);
    // 32 ohm got 3.91 mA, so 16 ohm get no more of a limit, and 2 V / 585 ohm of the impedance.
    EXPECT_NEAR(grid.headphones[0].current->value, 2 / (16 + most_ohm), 1e-9);
    const auto& studio = grid.line_inputs[2];  // at least 1.03 V
    EXPECT_EQ(studio.nominals[0].reached, Answer::yes);
    EXPECT_EQ(studio.nominals[2].reached, Answer::unknown) << "it may give more";
}

TEST(CapabilityGrid, KeepsThePurityOfAMeasuredLoad) {
    const auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1, .thd_n_db = -90}), "left");
    const auto grid = grid_of(facts);
    ASSERT_TRUE(grid.headphones[1].thd_n) << "33 ohm stand for 32";
    EXPECT_NEAR(grid.headphones[1].thd_n->value, -90, 1e-9);
    EXPECT_EQ(grid.headphones[1].thd_n->load_ohm, 33);
    EXPECT_FALSE(grid.headphones[0].thd_n);
    EXPECT_EQ(grid.headphones[0].limited_by, "digital_full_scale");
    EXPECT_TRUE(grid.open.empty());
}

TEST(CapabilityGrid, TellsNoPurityOfAToneBeyondTheCleanLevel) {
    auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1, .thd_n_db = -12}), "left");
    ASSERT_TRUE(grid_of(facts).headphones[1].thd_n);
    facts.loads.back().max_level->scale(0.5);
    EXPECT_FALSE(grid_of(facts).headphones[1].thd_n);
}

TEST(CapabilityGrid, TellsNoPurityOfASofterToneBesideTheLevelWhereThePortGivesWay) {
    auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1, .thd_n_db = -112}), "left");
    auto& loaded = facts.loads.back();
    loaded.limited_by = "distortion";
    loaded.level->value = 0.9 * loaded.max_level->value;
    EXPECT_FALSE(grid_of(facts).headphones[1].thd_n);
    loaded.level->value = 0.99 * loaded.max_level->value;
    EXPECT_TRUE(grid_of(facts).headphones[1].thd_n);
}

TEST(CapabilityGrid, TellsNoNoiseOfAnotherMode) {
    auto facts = port_facts(measured({.full_scale_v = 1, .ohm = 1}), "left");
    EXPECT_TRUE(grid_of(facts).line_inputs[2].snr);
    facts.load_sensing = true;
    EXPECT_FALSE(grid_of(facts).line_inputs[2].snr) << "600 ohm may find another level and noise";
}

TEST(CapabilityGrid, LeavesOutWhatNeedsVolts) {
    const auto grid = grid_of(port_facts(measured({.ohm = 75}, {.volts = false}), "left"));
    EXPECT_FALSE(grid.line_inputs[0].level);
    EXPECT_NEAR(grid.line_inputs[0].loading_loss->value, db(10075 / 10e3), 1e-3);
    EXPECT_EQ(grid.line_inputs[0].nominals[0].reached, Answer::unknown);
    EXPECT_FALSE(grid.headphones[0].level);
    EXPECT_NE(grid.open.find("volts are not known"), std::string::npos);
}

}  // namespace
}  // namespace ohmloop::classify
