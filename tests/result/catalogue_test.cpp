#include "ohmloop/result/catalogue.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ohmloop::result {
namespace {

TEST(Catalogue, HoldsEveryQuantityOfTheResultFile) {
    for (const char* name : {"output_impedance",
                             "source_resistance",
                             "coupling_capacitance",
                             "source_inductance",
                             "shared_ground_resistance",
                             "load_drop",
                             "level",
                             "max_level",
                             "max_power",
                             "max_current",
                             "thd",
                             "thd_n",
                             "sinad",
                             "harmonic",
                             "noise",
                             "snr",
                             "dynamic_range",
                             "imd_smpte",
                             "imd_ccif",
                             "td_n",
                             "crosstalk",
                             "channel_balance",
                             "polarity",
                             "response",
                             "response_deviation",
                             "response_minus_3db",
                             "hum",
                             "idle_tone",
                             "dc_offset",
                             "latency",
                             "clock_offset",
                             "volume_range"})
        EXPECT_NE(find_quantity(name), nullptr) << name;
    EXPECT_EQ(find_quantity("output-impedance"), nullptr);
    EXPECT_EQ(find_quantity(""), nullptr);
}

TEST(Catalogue, NamesAreUniqueAndSnakeCase) {
    std::set<std::string_view> names;
    for (const QuantityInfo& info : catalogue()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
                  std::string_view::npos)
            << info.name;
        EXPECT_EQ(find_quantity(info.name), &info);
    }
}

TEST(Catalogue, EveryQuantityHasATitleAndADefinitionSentence) {
    for (const QuantityInfo& info : catalogue()) {
        EXPECT_FALSE(info.title.empty()) << info.name;
        EXPECT_TRUE(info.definition.ends_with('.')) << info.name;
    }
}

TEST(Catalogue, OnlyVoltagesFallBackToDecibelsFullScale) {
    for (const QuantityInfo& info : catalogue())
        if (!info.unit_without_volts.empty()) {
            EXPECT_EQ(info.unit, "V") << info.name;
            EXPECT_EQ(info.unit_without_volts, "dBFS") << info.name;
        }
    EXPECT_EQ(find_quantity("max_level")->unit_without_volts, "dBFS");
}

}  // namespace
}  // namespace ohmloop::result
