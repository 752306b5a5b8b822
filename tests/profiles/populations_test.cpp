#include "ohmloop/profiles/populations.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ohmloop::profiles {
namespace {

using ::testing::HasSubstr;

std::string port_row(const std::string& name, double weight) {
    return "[[" + name + "]]\nwhat = \"a kind\"\nweight = " + std::to_string(weight) +
           "\nmedian_ohm = 100\nohm_decades = 0.3\nmedian_v = 2\nv_decades = 0.25\n"
           "devices = 5\nohm_devices = 6\nv_devices = 7\n";
}

std::string driver_row(const std::string& name) {
    return "[[" + name +
           "_driver]]\nwhat = \"a kind\"\nweight = 1\nmedian_ma = 8\n"
           "ma_decades = 0.4\ndevices = 4\n";
}

std::string counts_row(const std::string& name) {
    return "[[" + name +
           "_published]]\nfixed = 14\nfixed_of = 52\nbalanced = 15\nbalanced_of = 47\n"
           "snr_of = 17\nsnr_low_db = 90\nsnr_high_db = 120\n";
}

std::string file_with(const std::string& line_ports) {
    std::string text =
        "kind = \"port-populations\"\nversion = 1\njudged_decades = 0.3\n" + line_ports;
    for (const char* name : {"headphone", "other"}) text += port_row(name, 1);
    for (const char* name : {"line", "headphone", "other"}) text += driver_row(name);
    for (const char* name : {"line", "headphone"}) text += counts_row(name);
    text += "[[jack_pairs]]\none_of_each = 8\ntwo_line = 5\ntwo_headphone = 0\n";
    return text;
}

std::string refusal(const std::string& text) {
    try {
        static_cast<void>(parse_populations(text, "populations.toml"));
    } catch (const SettingsError& error) {
        return error.what();
    }
    return {};
}

TEST(Populations, KeepWhatEachRowSays) {
    const auto read = parse_populations(file_with(port_row("line", 1)), "populations.toml");
    ASSERT_EQ(read.line.ports.size(), 1);
    EXPECT_EQ(read.line.ports[0].median_ohm, 100);
    EXPECT_EQ(read.line.ports[0].ohm_decades, 0.3);
    EXPECT_EQ(read.line.ports[0].median_v, 2);
    EXPECT_EQ(read.line.ports[0].v_decades, 0.25);
    EXPECT_EQ(read.other.drivers.at(0).median_ma, 8);
    EXPECT_EQ(read.other.drivers.at(0).growth, 0);
}

TEST(Populations, KeepHowManyDevicesStandBehindEachRow) {
    const auto read = parse_populations(file_with(port_row("line", 1)), "populations.toml");
    EXPECT_EQ(read.line.ports.at(0).devices, 5);
    EXPECT_EQ(read.line.ports[0].ohm_devices, 6);
    EXPECT_EQ(read.line.ports[0].v_devices, 7);
    EXPECT_EQ(read.headphone.drivers.at(0).devices, 4);
    EXPECT_EQ(read.headphone.published.fixed, 14);
    EXPECT_EQ(read.headphone.published.balanced_of, 47);
    EXPECT_EQ(read.line.published.snr_high_db, 120);
    EXPECT_EQ(read.judged_decades, 0.3);
    EXPECT_EQ(read.jack_pairs.two_line, 5);
    EXPECT_EQ(read.jack_pairs.two_headphone, 0);
}

TEST(Populations, RefuseMoreOfAClassThanItHas) {
    std::string text = file_with(port_row("line", 1));
    text.replace(text.find("fixed = 14"), 10, "fixed = 53");
    EXPECT_THAT(refusal(text), HasSubstr("fixed"));
}

TEST(Populations, MakeTheWeightsOfAClassWhole) {
    const auto read = parse_populations(file_with(port_row("line", 0.3) + port_row("line", 0.1)),
                                        "populations.toml");
    ASSERT_EQ(read.line.ports.size(), 2);
    EXPECT_DOUBLE_EQ(read.line.ports[0].weight, 0.75);
    EXPECT_DOUBLE_EQ(read.line.ports[1].weight, 0.25);
}

TEST(Populations, NeedEveryClass) {
    EXPECT_THAT(refusal(file_with("")), HasSubstr("a class needs at least one [[line]]"));
}

TEST(Populations, RefuseASpreadOfNothing) {
    std::string text = file_with(port_row("line", 1));
    text.replace(text.find("ohm_decades = 0.3"), 17, "ohm_decades = 0");
    EXPECT_THAT(refusal(text), HasSubstr("ohm_decades"));
}

TEST(Populations, ShippedOnesHoldWhatClassesAreToldApartBy) {
    const auto& shipped = built_in_populations();
    for (const auto* population : {&shipped.line, &shipped.headphone, &shipped.other}) {
        double ports = 0;
        double drivers = 0;
        for (const auto& kind : population->ports) ports += kind.weight;
        for (const auto& kind : population->drivers) drivers += kind.weight;
        EXPECT_NEAR(ports, 1, 1e-12);  // rounding
        EXPECT_NEAR(drivers, 1, 1e-12);
    }
}

}  // namespace
}  // namespace ohmloop::profiles
