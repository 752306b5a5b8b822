#include "ohmloop/profiles/headphone.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string head = "kind = \"headphone\"\nversion = 1\nmaker = \"M\"\nmodel = \"X 1\"\n";

Headphone headphone(const std::string& rest) {
    return parse_headphone(head + rest, "x/m-x-1.toml");
}

std::string refuse(const std::string& rest) {
    return testing::refusal<SettingsError>([&] { return headphone(rest); });
}

TEST(Headphone, HoldsWhatTheFileSays) {
    const auto one = headphone(
        "nominal_ohm = 300\nminimum_ohm = 290\npeak_ohm = 480\npeak_hz = 100\npeak_q = 1.5\n"
        "sensitivity_db_per_v = 104.8\nsensitivity_is = \"measured\"\n");
    EXPECT_EQ(one.name, "m-x-1");
    EXPECT_EQ(one.title, "M X 1");
    EXPECT_EQ(one.nominal_ohm, 300);
    EXPECT_EQ(one.minimum_ohm, 290);
    EXPECT_EQ(one.peak->ohm, 480);
    EXPECT_EQ(one.peak->q, 1.5);
    EXPECT_EQ(one.sensitivity->db_per_v, 104.8);
    EXPECT_EQ(one.sensitivity->basis, SensitivityBasis::measured);
    EXPECT_EQ(one.sensitivity->uncertainty_db, 3);
    EXPECT_EQ(one.driver, Driver::dynamic);
    EXPECT_EQ(headphone("nominal_ohm = 9\ndriver = \"balanced-armature\"\n").driver,
              Driver::balanced_armature);
}

TEST(Headphone, AMilliwattIsThatIntoTheNominalImpedance) {
    // Published pairs: 42.0 ohm 103.0 dB/mW and 116.7 dB/V, 16.9 ohm 103.9 and 121.6.
    EXPECT_NEAR(db_per_v(103.0, 42.0), 116.7, 0.1);
    EXPECT_NEAR(db_per_v(103.9, 16.9), 121.6, 0.1);
    const auto one = headphone("nominal_ohm = 300\nsensitivity_db_per_mw = 97\n");
    // 97 + 10 lg(1000/300)
    EXPECT_NEAR(one.sensitivity->db_per_v, 102.2288, 1e-4);
    EXPECT_EQ(one.sensitivity->basis, SensitivityBasis::published);
    EXPECT_EQ(one.sensitivity->uncertainty_db, 5);
}

TEST(Headphone, ANominalValueMayBeMissingWhereOneWasMeasured) {
    EXPECT_EQ(headphone("measured_ohm = 42.4\n").nominal_ohm, 42.4);
    EXPECT_THAT(refuse(""), HasSubstr("nominal_ohm"));
}

TEST(Headphone, RefusesTwoSensitivitiesAndHalfAPeak) {
    EXPECT_THAT(
        refuse("nominal_ohm = 32\nsensitivity_db_per_v = 110\nsensitivity_db_per_mw = 95\n"),
        HasSubstr("one figure in two units"));
    EXPECT_THAT(refuse("nominal_ohm = 32\npeak_ohm = 60\n"), HasSubstr("needs both"));
    EXPECT_THAT(refuse("nominal_ohm = 32\npeak_ohm = 30\npeak_hz = 100\n"),
                HasSubstr("below the 32 ohm it rises from"));
    EXPECT_THAT(refuse("nominal_ohm = 32\nsensitivity_db = 100\n"),
                AllOf(HasSubstr("sensitivity_db"), HasSubstr("did you mean")));
}

TEST(Headphone, ReadsACurveOfItsOwn) {
    const auto one = headphone("nominal_ohm = 32\nimpedance_curve = [[20, 40], [2e3, 30, 60]]\n");
    ASSERT_EQ(one.curve.size(), 2);
    EXPECT_NEAR(one.curve[1].ohm.real(), 15, 1e-12);  // 30 cos 60 deg
    EXPECT_THAT(refuse("nominal_ohm = 32\nimpedance_curve = [[200, 40], [20, 30]]\n"),
                HasSubstr("ascend"));
    EXPECT_THAT(refuse("nominal_ohm = 32\nimpedance_curve = [[200]]\n"), HasSubstr("[Hz, ohms]"));
}

TEST(Headphone, ReadsZmaFilesWithTheirComments) {
    const auto curve = parse_zma(
        "* Freq(Hz) Ohms Phase\r\n; by hand\n\n20 310.5 12.5\r\n100,560,-3e0 * peak\n"
        " 1000\t300\n",
        "hd.zma");
    ASSERT_EQ(curve.size(), 3);
    EXPECT_EQ(curve[1].hz, 100);
    EXPECT_NEAR(std::abs(curve[0].ohm), 310.5, 1e-9);
    EXPECT_NEAR(std::arg(curve[0].ohm) * 180 / std::numbers::pi, 12.5, 1e-9);
    EXPECT_EQ(curve[2].ohm, 300.0);
}

TEST(Headphone, ZmaFilesAreRefusedWithTheirLine) {
    auto refused = [](const char* text) {
        return testing::refusal<SettingsError>([&] { return parse_zma(text, "a.zma"); });
    };
    EXPECT_THAT(refused("* c\n20 x\n"), HasSubstr("a.zma, line 2: cannot read 'x'"));
    EXPECT_THAT(refused("20 3 1 4\n"), HasSubstr("line 1: a line holds"));
    EXPECT_THAT(refused("20 3\n20 3\n"), HasSubstr("line 2: the frequencies must ascend"));
    EXPECT_THAT(refused("20 -3\n"), HasSubstr("above 0"));
    EXPECT_THAT(refused("20 3 91\n"), HasSubstr("-90 to 90"));
    EXPECT_THAT(refused("* nothing\n"), HasSubstr("holds no line"));
    EXPECT_THAT(refused("* one\n1000 32\n"), HasSubstr("one frequency only, which is no curve"));
    EXPECT_EQ(parse_zma("20 32\n1000 32\n", "a.zma").size(), 2U);
}

TEST(Headphone, CurvesAreInterpolatedInLogFrequency) {
    const std::vector<ImpedancePoint> curve{{100, std::polar(40.0, 0.4)},
                                            {10000, std::polar(20.0, -0.2)}};
    // 1 kHz is halfway between them.
    EXPECT_NEAR(std::abs(impedance_at(curve, 1000)), 30, 1e-12);
    EXPECT_NEAR(std::arg(impedance_at(curve, 1000)), 0.1, 1e-12);
    EXPECT_EQ(impedance_at(curve, 20), curve.front().ohm);
    EXPECT_EQ(impedance_at(curve, 20000), curve.back().ohm);
    EXPECT_NEAR(std::abs(impedance_at(curve, 100)), 40, 1e-12);
}

TEST(Headphone, ACurveKeepsTheNominalValueOrGivesOne) {
    const std::vector<ImpedancePoint> curve{{20, 50.0}, {20000, 50.0}};
    Headphone rated;
    rated.nominal_ohm = 32;
    EXPECT_EQ(with_curve(rated, curve).nominal_ohm, 32);
    EXPECT_EQ(with_curve({}, curve).nominal_ohm, 50);
}

}  // namespace
}  // namespace ohmloop::profiles
