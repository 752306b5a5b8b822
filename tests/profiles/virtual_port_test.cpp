#include "ohmloop/profiles/virtual_port.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string header = "kind = \"virtual-port\"\nversion = 1\ndescription = \"a port\"\n";
const std::string source = "source_resistance_ohm = 2\n";

std::string refuse(const std::string& text) {
    return testing::refusal<SettingsError>(
        [&] { return parse_virtual_port(header + text, "port.toml"); });
}

TEST(VirtualPort, ReadsEveryKey) {
    const auto port = parse_virtual_port(
        header +
            "full_scale_v = 2.1\nsource_resistance_ohm = 213\nsource_inductance_uh = 4.7\n"
            "coupling_capacitance_uf = 10\nrail_peak_v = 6\ncurrent_peak_ma = 8\n"
            "second_harmonic_percent = 2\nthird_harmonic_percent = 0.5\nharmonics_at_v = 5\n"
            "noise_density_nv = 20\nflicker_corner_hz = 50\nhum_uv = 300\nmains_hz = 60\n"
            "shared_ground_ohm = 0.12\npolarity = \"inverted\"\nbalance_db = -0.5\n"
            "auto_mute_after_s = 3\nvolume_db = -6\n",
        "ports/my-port.toml");
    EXPECT_EQ(port.name, "my-port");
    EXPECT_EQ(port.description, "a port");
    EXPECT_EQ(port.full_scale, Volts(2.1));
    EXPECT_EQ(port.source_resistance, Ohms(213));
    EXPECT_DOUBLE_EQ(port.source_inductance.value(), 4.7e-6);
    EXPECT_DOUBLE_EQ(port.coupling_capacitance.value().value(), 10e-6);
    EXPECT_EQ(port.rail_peak, Volts(6));
    EXPECT_DOUBLE_EQ(port.current_peak.value().value(), 0.008);
    EXPECT_DOUBLE_EQ(port.second_harmonic, 0.02);
    EXPECT_DOUBLE_EQ(port.third_harmonic, 0.005);
    EXPECT_EQ(port.harmonics_at, Volts(5));
    EXPECT_DOUBLE_EQ(port.noise_density, 20e-9);
    EXPECT_EQ(port.flicker_corner, Hertz(50));
    EXPECT_DOUBLE_EQ(port.hum.value(), 300e-6);
    EXPECT_EQ(port.mains, Hertz(60));
    EXPECT_EQ(port.shared_ground, Ohms(0.12));
    EXPECT_TRUE(port.inverted);
    EXPECT_DOUBLE_EQ(port.balance_db, -0.5);
    EXPECT_EQ(port.auto_mute_after, Seconds(3));
    EXPECT_DOUBLE_EQ(port.volume_db, -6);
}

TEST(VirtualPort, IsLinearQuietAndDirectCoupledUnlessWrittenOtherwise) {
    const auto port = parse_virtual_port(header + source + "full_scale_v = 1\n", "p");
    EXPECT_FALSE(port.coupling_capacitance || port.rail_peak || port.current_peak);
    EXPECT_FALSE(port.auto_mute_after || port.inverted);
    EXPECT_EQ(port.second_harmonic + port.third_harmonic + port.noise_density, 0);
    EXPECT_EQ(port.hum, Volts(0));
    EXPECT_TRUE(port.sensed_loads.empty());
}

TEST(VirtualPort, SensedZonesAreSortedAndTheLightestGivesFullScale) {
    const auto port = parse_virtual_port(header + source +
                                             "[[sensed_load]]\nabove_ohm = 1000\nemf_v = 1\n"
                                             "[[sensed_load]]\nbelow_ohm = 1000\nemf_v = 3\n"
                                             "source_resistance_ohm = 0.5\n",
                                         "p");
    ASSERT_EQ(port.sensed_loads.size(), 2U);
    EXPECT_EQ(port.full_scale, Volts(1));
    EXPECT_EQ(port.sensed_loads[0].above, Ohms(0));
    EXPECT_EQ(port.sensed_loads[0].below, Ohms(1000));
    EXPECT_EQ(port.sensed_loads[0].emf, Volts(3));
    EXPECT_EQ(port.sensed_loads[0].source_resistance, Ohms(0.5));
    EXPECT_EQ(port.sensed_loads[1].above, Ohms(1000));
    EXPECT_EQ(port.sensed_loads[1].below, Ohms(std::numeric_limits<double>::infinity()));
    EXPECT_EQ(port.sensed_loads[1].source_resistance, std::nullopt);
}

TEST(VirtualPort, SensedZonesMustCoverEveryLoadOnce) {
    const auto zone = [](const std::string& keys) { return "[[sensed_load]]\nemf_v = 1\n" + keys; };
    const auto sentence = HasSubstr("must follow each other from 0 ohm without gap or overlap");
    EXPECT_THAT(refuse(source + zone("above_ohm = 10\n")), sentence);
    EXPECT_THAT(refuse(source + zone("below_ohm = 10\n")), sentence);
    EXPECT_THAT(refuse(source + zone("below_ohm = 10\n") + zone("above_ohm = 20\n")), sentence);
    EXPECT_THAT(refuse(source + zone("below_ohm = 20\n") + zone("above_ohm = 10\n")), sentence);
    EXPECT_EQ(refuse(source + zone("below_ohm = 10\n") + zone("above_ohm = 10\n")), "accepted");
    EXPECT_THAT(refuse(source + "full_scale_v = 1\n" + zone("")),
                HasSubstr("line 5: full_scale_v is not written where [[sensed_load]] gives emf_v"));
}

TEST(VirtualPort, RefusesWhatIsMissingMisspeltOrOutOfRange) {
    EXPECT_THAT(refuse("full_scale_v = 1\n"), HasSubstr("source_resistance_ohm is missing"));
    EXPECT_THAT(refuse(source), HasSubstr("full_scale_v is missing"));
    EXPECT_THAT(refuse("full_scale_v = 1\nsource_resistence_ohm = 2\n"),
                AllOf(HasSubstr("port.toml, line 5: unknown key source_resistence_ohm"),
                      HasSubstr("did you mean source_resistance_ohm")));
    EXPECT_THAT(refuse("full_scale_v = 1\nsource_resistance_ohm = -2\n"),
                AllOf(HasSubstr("port.toml, line 5: source_resistance_ohm = -2"),
                      HasSubstr("allowed is 0 to 1e+06")));
    EXPECT_THAT(refuse(source + "full_scale_v = 0\n"), HasSubstr("allowed is above 0, up to 100"));
    EXPECT_THAT(refuse(source + "full_scale_v = 1\npolarity = \"reversed\"\n"),
                HasSubstr("allowed is normal, inverted"));
    EXPECT_THAT(refuse(source + "full_scale_v = 1\nvolume_db = 3\n"),
                HasSubstr("allowed is -120 to 0"));
}

}  // namespace
}  // namespace ohmloop::profiles
