#include "classify/circuits.hpp"

#include "classify/advice_texts.hpp"
#include "support/said_numbers.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace ohmloop::classify_tests {

namespace {

using result::PortClass;

/// What a circuit is built as; inside boundaries, where engineers would argue, undecided.
struct Case {
    const char* name;
    TheveninPort port;
    PortClass built_as;
    Bench bench = {};
};

constexpr PortClass line = PortClass::line;
constexpr PortClass headphone = PortClass::headphone;
constexpr PortClass hybrid = PortClass::hybrid;
constexpr PortClass other = PortClass::other;
constexpr PortClass undecided = PortClass::undecided;

// The circuits of calibration/virtual-ports.
std::vector<Case> shipped_ports() {
    return {
        {"PhoneDongle", limited(1.0, 0.9, 0.060), headphone},
        {"PhoneDongleWithSixLoads", limited(1.0, 0.9, 0.060), headphone,
         loads({4700, 600, 300, 100, 33, 16})},
        {"LineDac", coupled(limited(2.1, 213, 0.008), 10e-6), line},
        {"ReceiverPhones", port(7, 470), headphone},
        {"LaptopCombo", coupled(port(1.1, 12), 100e-6), headphone},
        {"HeadphoneAmp", railed(5.0, 0.1, 6.0), headphone},
        {"HeadphoneAmpWithinItsRails", port(4.0, 0.1), headphone},
        {"HybridInterface", limited(3, 20, 0.120), hybrid},
        {"TubeOtl", tube(), headphone},
    };
}

std::vector<Case> line_outputs() {
    return {
        {"LineOfOneOhmThatSags", limited(2.0, 1, 0.006), line},
        {"LineOfTenOhmsThatSags", limited(2.1, 10, 0.010), line},
        {"LineOfTwoOhmsThatSags", limited(4.0, 2, 0.008), line},
        {"LineOfFiftyOhmsThatSags", limited(2.4, 50, 0.012), line},
        {"LineOf47OhmsWithCodecDriver", limited(1.0, 47, 0.005), line},
        {"MotherboardGreenJackThatSags", limited(1.2, 75, 0.006), line},
        {"LineWith220MicrofaradSagging", coupled(limited(1.9, 100, 0.010), 220e-6), line},
        {"StudioLineSagging", limited(8.7, 100, 0.025), line},
        {"StudioLine150", limited(6.0, 150, 0.020), line},
        {"StudioLine600", port(4.0, 600), line},
        {"StudioLineBigSwing", limited(12, 100, 0.020), line},
        {"BalancedLine300", limited(4.2, 300, 0.015), line},
        {"Line600OhmsTwoVolts", port(2, 600), line},
        {"Line470OhmsTwoVolts", port(2.1, 470), line},
        {"Line220OhmsTwoVoltsStrong", port(2.0, 220), line},
        {"OldTapeDeck", port(0.6, 2000), line},
        {"UsbCard763Ohms", port(1.1, 763), line},
        {"Line75OhmsFiveVolts", limited(4.9, 75, 0.030), line},
        {"Line47OhmsSevenVolts", limited(7.3, 47, 0.030), line},
        {"Line30OhmsTwentyMilliamperes", limited(2.0, 30, 0.020), line},
        {"LineOfFiveOhmsOneVolt", limited(1.0, 5, 0.004), line},
        {"LineOf22Ohms", limited(2.0, 22, 0.015), line},
        {"LineOfOneOhmBigSwing", limited(4.6, 1, 0.015), line},
    };
}

std::vector<Case> headphone_outputs() {
    return {
        {"MotherboardFrontPanel", port(1.4, 35), headphone},
        {"HeadphoneWith10Microfarad", coupled(port(0.9, 8), 10e-6), headphone},
        {"HeadphoneWith220Microfarad", coupled(port(1.0, 10), 220e-6), headphone},
        {"LimitedPlayerOneOhm", port(0.15, 1), headphone},
        {"LimitedPlayerFiveOhms", port(0.15, 5), headphone},
        {"PhoneOf33Ohms", port(1.0, 33), headphone},
        {"Phone40Ohms", port(0.9, 40), headphone},
        {"ReceiverWith220Ohms", port(10, 220), headphone},
        {"ReceiverWith330Ohms", port(9, 330), headphone},
        {"CheapDongle", limited(2.1, 3, 0.040), headphone},
        {"OldLaptopWithWeakStage", limited(1.0, 16, 0.025), headphone},
        {"LowVoltagePlayer", limited(0.5, 10, 0.015), headphone},
        {"DesktopHeadphoneAmp", limited(7.5, 0.55, 0.8), headphone},
        {"PortableAmpOfOneOhm", limited(2.0, 1, 0.120), headphone},
        {"WeakPhone", limited(0.5, 2, 0.030), headphone},
    };
}

std::vector<Case> everything_else() {
    return {
        {"GuitarPedal", port(1.0, 10000), other},
        {"Pickup", port(0.2, 15000), other},
        {"SpeakerAmplifier", port(20, 0.05), other},
        {"SpeakerAmplifierRails", railed(30, 0.08, 32), other},
        {"CombinedJackOf30Ohms", port(2.0, 30), hybrid},
        {"TenOhmCard", limited(2.2, 12, 0.150), hybrid},
        {"DongleWithoutVolts", limited(1.0, 0.9, 0.060), headphone, without_volts()},
        {"LineDacWithoutVolts", limited(2.1, 213, 0.008), line, without_volts()},
        {"SaggingLineWithoutVolts", limited(2.0, 5, 0.005), line, without_volts()},
        {"HybridWithoutVolts", port(3, 20), headphone, without_volts()},
        {"GuitarWithoutVolts", port(1, 12000), other, without_volts()},
        {"LineDacInto300", limited(2.1, 213, 0.008), line, loads({300})},
    };
}

/// What neither level nor current settles: a stage of either kind could be built so.
std::vector<Case> inside_boundaries() {
    return {
        {"LineWith220MicrofaradUnlimited", coupled(port(1.9, 150), 220e-6), undecided},
        {"Line100OhmsTwoVoltsUnlimited", port(2.0, 100), undecided},
        {"MotherboardHeadphoneJack", port(1.2, 75), undecided},
        {"Iec61938", port(5, 120), undecided},
        {"TubeWithoutVolts", tube(), undecided, without_volts()},
        {"ReceiverWithoutVolts", port(7, 470), undecided, without_volts()},
        {"OpenOnly", port(2, 100), undecided, loads({})},
    };
}

std::vector<Case> all_circuits() {
    std::vector<Case> all;
    for (auto& group : {shipped_ports(), line_outputs(), headphone_outputs(), everything_else(),
                        inside_boundaries()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }

class CircuitTest : public testing::TestWithParam<Case> {};

TEST_P(CircuitTest, IsCalledWhatItIsBuiltAs) {
    const auto verdict = verdict_on(GetParam().port, GetParam().bench);
    EXPECT_EQ(verdict.port_class, GetParam().built_as) << verdict.summary;
    double sum = 0;
    for (const auto& [name, probability] : verdict.probabilities) sum += probability;
    EXPECT_NEAR(sum, 1, 1e-12);  // rounding of four doubles
}

/// What a verdict is asked on: with volts and without, behind an impedance that is no more than a
/// bound, stopped by the recorder, at another volume.
std::vector<result::Result> results_of(const Case& tested) {
    Bench without = tested.bench;
    without.volts = false;
    Bench fixed = tested.bench;
    fixed.volume = "fixed";
    const auto whole = measured(tested.port, tested.bench);
    return {whole,
            measured(tested.port, without),
            measured(tested.port, fixed),
            with_impedance_below(3 + 2 * tested.port.ohm, whole),
            with_impedance_below(3 + 2 * tested.port.ohm, measured(tested.port, without)),
            stopped_at(-12, whole)};
}

TEST_P(CircuitTest, SaysNoNumberThatIsNotAmongItsFigures) {
    for (auto& result : results_of(GetParam()))
        for (const auto& asked : {std::vector<profiles::Headphone>{}, {headphone_of_300_ohm()}}) {
            classify::add_verdict(result, {{}, asked});
            EXPECT_THAT(quoted::missing_figures(*result.verdict, {"Acme Q 1"}), testing::IsEmpty());
        }
}

/// All figures of a verdict, whatever sentence says them.
std::vector<result::QuotedFigure> figures_of(const result::Verdict& verdict) {
    auto all = verdict.serves_as_line.figures;
    const auto& more = verdict.serves_as_headphone.figures;
    all.insert(all.end(), more.begin(), more.end());
    for (const auto& advice : verdict.advice)
        all.insert(all.end(), advice.figures.begin(), advice.figures.end());
    return all;
}

TEST_P(CircuitTest, ClaimsNoVoltsThatAreNotKnown) {
    Bench bench = GetParam().bench;
    bench.volts = false;
    for (const auto& figure : figures_of(verdict_on(GetParam().port, bench)))
        for (const char* unit : {"V", "A", "W", "dBV", "dB SPL"})
            EXPECT_TRUE(figure.unit != unit || figure.origin == result::Origin::given)
                << figure.name;
}

/// Ends on both sides of the value; a bound has none where it is open.
bool has_its_interval(const result::QuotedFigure& figure) {
    const bool below = figure.low && *figure.low <= figure.value;
    const bool above = figure.high && *figure.high >= figure.value;
    if (figure.kind == result::Kind::lower_bound) return below;
    if (figure.kind == result::Kind::upper_bound) return above;
    return below && above;
}

TEST_P(CircuitTest, StatesWhatItCanDoWithItsUncertaintyWhateverItIs) {
    const auto verdict = verdict_on(GetParam().port, GetParam().bench);
    for (const auto& figure : figures_of(verdict)) {
        if (figure.origin == result::Origin::given) continue;
        EXPECT_TRUE(has_its_interval(figure)) << figure.name;
        const bool sensitivity = figure.name == "spl_uncertainty";
        EXPECT_TRUE(sensitivity || !figure.from.empty()) << figure.name;
    }
    const bool line_inputs = std::ranges::any_of(
        verdict.advice, [](const auto& advice) { return advice.topic == "line_inputs"; });
    EXPECT_TRUE(line_inputs) << verdict.summary;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, CircuitTest, testing::ValuesIn(all_circuits()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace

}  // namespace ohmloop::classify_tests
