#include "ohmloop/classify/classify.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace ohmloop::classify_tests {

namespace {

using result::PortClass;

/// Which verdicts an engineer would accept for a circuit.
struct Case {
    const char* name;
    TheveninPort port;
    std::vector<PortClass> accepted;
    Bench bench = {};
};

constexpr PortClass line = PortClass::line;
constexpr PortClass headphone = PortClass::headphone;
constexpr PortClass hybrid = PortClass::hybrid;
constexpr PortClass other = PortClass::other;
constexpr PortClass undecided = PortClass::undecided;

TheveninPort port(double volts, double ohm) { return {.full_scale_v = volts, .ohm = ohm}; }
TheveninPort limited(double volts, double ohm, double peak_a) {
    TheveninPort p = port(volts, ohm);
    p.current_peak_a = peak_a;
    return p;
}
TheveninPort coupled(TheveninPort p, double farads) {
    p.farads = farads;
    return p;
}
TheveninPort railed(double volts, double ohm, double rail_peak_v) {
    TheveninPort p = port(volts, ohm);
    p.rail_peak_v = rail_peak_v;
    return p;
}
TheveninPort tube() {
    TheveninPort p = port(12, 120);
    p.h2 = 0.02;
    p.h2_at_v = 5;
    return p;
}
Bench loads(std::vector<double> ohms) {
    Bench bench;
    bench.loads_ohm = std::move(ohms);
    return bench;
}
Bench without_volts() {
    Bench bench;
    bench.volts = false;
    return bench;
}

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"PhoneDongle", limited(1.0, 0.9, 0.060), {headphone}},
        {"PhoneDongleWithSixLoads",
         limited(1.0, 0.9, 0.060),
         {headphone},
         loads({4700, 600, 300, 100, 33, 16})},
        {"LineDac", coupled(limited(2.1, 213, 0.008), 10e-6), {line}},
        {"ReceiverPhones", port(7, 470), {headphone, undecided}},
        {"LaptopCombo", coupled(port(1.1, 12), 100e-6), {headphone, hybrid}},
        {"HeadphoneAmp", railed(6.0, 0.1, 6.0), {headphone}},
        {"HeadphoneAmpWithinItsRails", port(4.0, 0.1), {headphone}},
        {"HybridInterface", port(3, 20), {hybrid}},
        {"TubeOtl", tube(), {headphone, undecided}},
        {"LineOfOneOhmThatSags", limited(2.0, 1, 0.006), {line}},
        {"LineOfTenOhmsThatSags", limited(2.1, 10, 0.010), {line}},
        {"LineOfTwoOhmsThatSags", limited(4.0, 2, 0.008), {line}},
        {"LineOfFiftyOhmsThatSags", limited(2.4, 50, 0.012), {line}},
        {"LineOf47OhmsWithCodecDriver", limited(1.0, 47, 0.005), {line}},
        {"MotherboardGreenJackThatSags", limited(1.2, 75, 0.006), {line}},
        {"MotherboardHeadphoneJack", port(1.2, 75), {headphone, undecided}},
        {"MotherboardFrontPanel", port(1.4, 35), {headphone}},
        {"LineWith220MicrofaradSagging", coupled(limited(1.9, 100, 0.010), 220e-6), {line}},
        {"LineWith220MicrofaradUnlimited", coupled(port(1.9, 150), 220e-6), {line, undecided}},
        {"HeadphoneWith10Microfarad", coupled(port(0.9, 8), 10e-6), {headphone, undecided}},
        {"HeadphoneWith220Microfarad", coupled(port(1.0, 10), 220e-6), {headphone}},
        {"LimitedPlayerOneOhm", port(0.15, 1), {headphone}},
        {"LimitedPlayerFiveOhms", port(0.15, 5), {headphone}},
        {"PhoneOf33Ohms", port(1.0, 33), {headphone}},
        {"Phone40Ohms", port(0.9, 40), {headphone, undecided}},
        {"StudioLineSagging", limited(8.7, 100, 0.025), {line}},
        {"StudioLine150", limited(6.0, 150, 0.020), {line}},
        {"StudioLine600", port(4.0, 600), {line}},
        {"StudioLineBigSwing", limited(12, 100, 0.020), {line}},
        {"BalancedLine300", limited(4.2, 300, 0.015), {line}},
        {"Line600OhmsTwoVolts", port(2, 600), {line}},
        {"Line470OhmsTwoVolts", port(2.1, 470), {line}},
        {"Line220OhmsTwoVoltsStrong", port(2.0, 220), {line}},
        {"OldTapeDeck", port(0.6, 2000), {line}},
        {"UsbCard763Ohms", port(1.1, 763), {line}},
        {"ReceiverWith220Ohms", port(10, 220), {headphone}},
        {"ReceiverWith330Ohms", port(9, 330), {headphone}},
        {"Iec61938", port(5, 120), {headphone, undecided}},
        {"Line100OhmsTwoVoltsUnlimited", port(2.0, 100), {line, undecided}},
        {"Line75OhmsFiveVolts", limited(4.9, 75, 0.030), {line}},
        {"Line47OhmsSevenVolts", limited(7.3, 47, 0.030), {line, undecided}},
        {"Line30OhmsTwentyMilliamperes", limited(2.0, 30, 0.020), {line}},
        {"LineOfFiveOhmsOneVolt", limited(1.0, 5, 0.004), {line}},
        {"LineOf22Ohms", limited(2.0, 22, 0.015), {line}},
        {"LineOfOneOhmBigSwing", limited(4.6, 1, 0.015), {line}},
        {"CheapDongle", limited(2.1, 3, 0.040), {headphone, undecided}},
        {"OldLaptopWithWeakStage", limited(1.0, 16, 0.025), {headphone, undecided}},
        {"LowVoltagePlayer", limited(0.5, 10, 0.015), {headphone, undecided}},
        {"GuitarPedal", port(1.0, 10000), {other}},
        {"Pickup", port(0.2, 15000), {other}},
        {"SpeakerAmplifier", port(20, 0.05), {other}},
        {"SpeakerAmplifierRails", railed(30, 0.08, 32), {other}},
        {"DesktopHeadphoneAmp", limited(7.5, 0.55, 0.8), {headphone}},
        {"PortableAmpOfOneOhm", limited(2.0, 1, 0.120), {headphone}},
        {"WeakPhone", limited(0.5, 2, 0.030), {headphone}},
        {"CombinedJackOf30Ohms", port(2.0, 30), {hybrid, headphone}},
        {"TenOhmCard", limited(2.2, 12, 0.150), {hybrid, headphone}},
        {"DongleWithoutVolts", limited(1.0, 0.9, 0.060), {headphone}, without_volts()},
        {"LineDacWithoutVolts", limited(2.1, 213, 0.008), {line}, without_volts()},
        {"SaggingLineWithoutVolts", limited(2.0, 5, 0.005), {line, undecided}, without_volts()},
        {"GuitarWithoutVolts", port(1, 12000), {other}, without_volts()},
        {"OpenOnly", port(2, 100), {undecided}, loads({})},
        {"LineDacInto300", limited(2.1, 213, 0.008), {line}, loads({300})},
    };
    return all;
}

result::Verdict verdict_on(const TheveninPort& source, const Bench& bench = {}) {
    auto result = measured(source, bench);
    classify::add_verdict(result);
    return *result.verdict;
}

/// A computer's jack: 3 V for high impedance headphones, 1.25 V for others, 1 V for line inputs.
TheveninPort sensing() {
    TheveninPort p = port(1.25, 0.5);
    p.sensed = {{1000, 1.0}, {150, 3.0}, {0, 1.25}};
    return p;
}

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }

class CircuitTest : public testing::TestWithParam<Case> {};

TEST_P(CircuitTest, GetsAVerdictAnEngineerWouldAccept) {
    const auto verdict = verdict_on(GetParam().port, GetParam().bench);
    EXPECT_NE(std::ranges::find(GetParam().accepted, verdict.port_class), GetParam().accepted.end())
        << verdict.summary;
    double sum = 0;
    for (const auto& [name, probability] : verdict.probabilities) sum += probability;
    EXPECT_NEAR(sum, 1, 1e-12);  // rounding of four doubles
}

INSTANTIATE_TEST_SUITE_P(Catalogue, CircuitTest, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(Classify, CallsAPortHybridThatSensesItsLoadAndServesBothGroups) {
    Bench bench = loads({4700, 600, 300, 100, 33});
    for (const bool fits : {true, false}) {
        bench.fits_impedance = fits;
        const auto verdict = verdict_on(sensing(), bench);
        EXPECT_EQ(verdict.port_class, hybrid) << verdict.summary;
        EXPECT_GT(verdict.probabilities.at("hybrid"), 0.7);
    }
}

TEST(Classify, NoticesLoadSensingWithOneLoadWhoseLevelRises) {
    Bench bench;
    bench.fits_impedance = false;
    const auto verdict = verdict_on(sensing(), bench);
    EXPECT_EQ(verdict.port_class, hybrid) << verdict.summary;
}

TEST(Classify, DoesNotCallAPortHybridThatSensesALoadOnlyToMuteIt) {
    TheveninPort muting = port(2.0, 100);
    muting.sensed = {{1000, 2.0}, {0, 0.002}};
    auto result = measured(muting);
    result.doubts.push_back({"load_sensing", result::Severity::weakens, {}, {}, "", ""});
    classify::add_verdict(result);
    EXPECT_NE(result.verdict->port_class, hybrid) << result.verdict->summary;
}

TEST(Classify, SplitsAHybridByFiguresWithHeadphoneAndSaysSo) {
    const auto verdict = verdict_on(port(3, 20));
    EXPECT_GT(verdict.probabilities.at("headphone"), 0.25);
    EXPECT_GT(verdict.probabilities.at("hybrid"), 0.40);
    EXPECT_THAT(verdict.summary, testing::HasSubstr("no electrical test tells the two apart"));
}

TEST(Classify, NamesWhatToMeasureWhenUndecided) {
    const auto verdict = verdict_on(port(2, 100), loads({}));
    EXPECT_EQ(verdict.port_class, undecided);
    EXPECT_THAT(verdict.summary, testing::HasSubstr("33 Ω"));
}

TEST(Classify, GivesEachChannelItsOwnVerdict) {
    auto result = measured(port(1, 1));
    classify::add_verdict(result);
    ASSERT_EQ(result.channel_verdicts.size(), 2u);
    EXPECT_EQ(result.channel_verdicts.at("left").port_class, headphone);
    EXPECT_EQ(result.channel_verdicts.at("right").port_class, headphone);
}

TEST(Classify, LeavesAPortWhoseChannelsDisagreeUndecided) {
    auto result = measured(port(1, 1));
    const auto other_jack = measured(limited(2.1, 470, 0.006));
    std::erase_if(result.figures, [](const auto& f) { return f.key.channel == "right"; });
    for (const auto& figure : other_jack.figures)
        if (figure.key.channel == "right") result.figures.push_back(figure);
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, undecided);
    EXPECT_THAT(result.verdict->summary, testing::HasSubstr("the channels differ"));
}

TEST(Classify, StandsOnTheLivingChannelWhenOneIsDead) {
    auto result = measured(port(1, 1));
    std::erase_if(result.figures, [](const auto& f) { return f.key.channel == "left"; });
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, headphone);
    EXPECT_FALSE(result.channel_verdicts.contains("left"));
}

TEST(Classify, SurvivesAResultWithoutAnyFigure) {
    result::Result result;
    classify::add_verdict(result);
    ASSERT_TRUE(result.verdict);
    EXPECT_EQ(result.verdict->port_class, undecided);
    EXPECT_EQ(result.verdict->serves_as_line.answer, result::Answer::unknown);
    EXPECT_EQ(result.verdict->criteria.size(), 9u);
}

TEST(Classify, GivesTheSameVerdictAgainOnAClassifiedResult) {
    auto result = measured(port(3, 20));
    classify::add_verdict(result);
    const auto first = result.verdict->probabilities;
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->probabilities, first);
}

}  // namespace

}  // namespace ohmloop::classify_tests
