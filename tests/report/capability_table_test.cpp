#include "report/capability_table.hpp"

#include "report/paragraph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::report {
namespace {

using result::Kind;
using result::QuotedFigure;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

QuotedFigure figure(double value, double low, double high, Kind kind = Kind::measured) {
    return {.name = "level", .value = value, .unit = "V", .low = low, .high = high, .kind = kind};
}

/// 2 V within 1 dB behind 100 ohm: 1.98 V at 10 kohm, +15.9 dB re -10 dBV, -0.1 dB re 2 V.
result::CapabilityGrid grid() {
    result::CapabilityGrid grid;
    result::LineInputReach hifi{.input_ohm = 10e3};
    hifi.level = figure(1.98, 1.98 / 1.122, 1.98 * 1.122);
    hifi.loading_loss = figure(0.0864, 0.07, 0.1);
    hifi.nominals = {{.nominal = "-10 dBV", .margin = figure(15.93, 14.9, 16.9)},
                     {.nominal = "2 V", .margin = figure(-0.09, -1.1, 0.9)}};
    grid.line_inputs = {hifi, {.input_ohm = 600}};
    result::HeadphoneReach phones{.load_ohm = 32};
    phones.level = figure(0.485, 0.485, 0.6, Kind::lower_bound);
    phones.power = figure(7.35e-3, 7e-3, 8e-3);
    phones.current = figure(15.15e-3, 15e-3, 16e-3);
    phones.limited_by = "digital_full_scale";
    grid.headphones = {phones};
    return grid;
}

TEST(CapabilityTable, PutsALineInputsLevelAgainstEachNominalOne) {
    EXPECT_THAT(
        line_input_table(grid(), 100),
        ElementsAre("Line inputs at full level  level           lost     re -10 dBV  re 2 V",
                    "  10 kΩ                    1.98 V ±1.0 dB  0.09 dB  +15.9 dB    -0.1 dB",
                    "  600 Ω                    –               –        –           –"));
}

TEST(CapabilityTable, MarksABoundAndSaysWhatEndsALevel) {
    EXPECT_THAT(headphone_load_table(grid(), 100),
                ElementsAre("Headphones, clean  32 Ω", "  level            ≥ 485 mV",
                            "  power            7.35 mW", "  current          15.2 mA",
                            "  THD+N or limit   full scale"));
    auto pure = grid();
    pure.headphones[0].thd_n = figure(-98.96, -99, -98.9);
    EXPECT_EQ(headphone_load_table(pure, 100).back(), "  THD+N or limit   -99.0 dB");
}

TEST(CapabilityTable, IsAbsentWhereNothingIsKnown) {
    EXPECT_THAT(line_input_table({}, 100), IsEmpty());
    EXPECT_THAT(headphone_load_table({}, 100), IsEmpty());
    EXPECT_EQ(capability_line({}), "");
    EXPECT_EQ(capability_line(grid()), "1.98 V at 10 kΩ; ≥ 485 mV, 7.35 mW, 15.2 mA at 32 Ω");
}

TEST(CapabilityTable, KeepsToTheWidthOfThePage) {
    for (const auto& line : line_input_table(grid(), 50)) EXPECT_LE(columns(line), 50U) << line;
}

}  // namespace
}  // namespace ohmloop::report
