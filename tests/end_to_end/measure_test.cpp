#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/result/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

// The main job as a user starts it, in this process.
namespace ohmloop {
namespace {

using result::PortClass;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::run_program;
using testing::TemporaryFolder;

std::vector<std::string> measure(const std::string& port, std::vector<std::string> more) {
    std::vector<std::string> words{"measure", "--simulate", port, "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

result::Result result_of(const std::string& port, const std::string& loads,
                         const std::string& plan = "quick") {
    const auto ran = run_program(measure(port, {"--loads", loads, "--plan", plan, "--json", "-"}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return result::from_json(ran.out);
}

TEST(Measure, MarksWhatIsSimulatedEverywhere) {
    const auto text = run_program(measure("phone-dongle", {"--plan", "quick"}));
    EXPECT_EQ(text.code, 0);
    EXPECT_TRUE(text.out.starts_with("SIMULATED")) << text.out;
    EXPECT_EQ(text.err, "") << "--quiet";
    const auto result = result_of("phone-dongle", "open,33");
    EXPECT_TRUE(result.simulated);
    EXPECT_EQ(result.setup.simulated_port, "phone-dongle");
}

TEST(Measure, ReadsTheLatencyOfOneRunningStreamWhateverItsDevicesAreCalled) {
    const auto result = result_of("phone-dongle", "open,33");
    ASSERT_EQ(result.takes.size(), 3U) << "open, 33 and open again";
    for (const auto& take : result.takes) {
        ASSERT_TRUE(take.latency_s);
        // Of the simulated card; half a frame, for a latency of whole ones.
        EXPECT_NEAR(*take.latency_s, 0.0125, 0.5 / 48000);
    }
    const TemporaryFolder folder;
    auto card = run_program({"show", "soundcards", "simulated"}).out;
    const std::string one_clock = "clock_offset_ppm = 0 ";
    ASSERT_NE(card.find(one_clock), std::string::npos);
    folder.write("card.toml",
                 card.replace(card.find(one_clock), one_clock.size(), "clock_offset_ppm = 60 "));
    const auto two = run_program(measure(
        "phone-dongle", {"--plan", "quick", "--card", folder.path("card.toml"), "--json", "-"}));
    ASSERT_EQ(two.code, 0) << two.err;
    for (const auto& take : result::from_json(two.out).takes) EXPECT_FALSE(take.latency_s);
}

struct Expected {
    const char* port;
    const char* loads;
    std::vector<PortClass> classes;
};
void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.port; }

class VirtualPort : public ::testing::TestWithParam<Expected> {};

TEST_P(VirtualPort, IsRecognised) {
    const auto verdict = result_of(GetParam().port, GetParam().loads).verdict;
    ASSERT_TRUE(verdict);
    EXPECT_THAT(GetParam().classes, Contains(verdict->port_class)) << verdict->summary;
    EXPECT_EQ(verdict->criteria.size(), 9U);
}

// A hybrid with a resistor inside cannot be told from a headphone amplifier with one; an old
// receiver's 470 ohm may leave it undecided, but it is never a line output.
const std::vector<PortClass> both{PortClass::hybrid, PortClass::headphone};
const std::vector<PortClass> not_line{PortClass::headphone, PortClass::hybrid,
                                      PortClass::undecided};
INSTANTIATE_TEST_SUITE_P(
    Shipped, VirtualPort,
    ::testing::Values(Expected{"phone-dongle", "open,33", {PortClass::headphone}},
                      Expected{"headphone-amp", "open,33", {PortClass::headphone}},
                      Expected{"line-dac", "open,33", {PortClass::line}},
                      Expected{"hybrid-interface", "open,33", both},
                      Expected{"laptop-combo", "open,33", both},
                      Expected{"receiver-phones", "open,33", not_line},
                      Expected{"tube-otl", "open,33", not_line},
                      Expected{"load-sensing", "open,4.7k,600,300,100,33", {PortClass::hybrid}}));

TEST(Measure, SaysThatNothingComesOutOfAnInput) {
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{}, {"--calibration", "none"}, {"--seed", "7"}}) {
        auto words = measure("microphone-input", {"--plan", "quick", "--json", "-"});
        words.insert(words.end(), more.begin(), more.end());
        const auto ran = run_program(words);
        ASSERT_EQ(ran.code, 0) << ran.err;
        const auto verdict = *result::from_json(ran.out).verdict;
        EXPECT_EQ(verdict.port_class, PortClass::other) << verdict.summary;
        EXPECT_THAT(verdict.summary, HasSubstr("it looks like an input"));
        EXPECT_NE(verdict.serves_as_line.answer, result::Answer::yes);
    }
}

TEST(Measure, TellsALoadSensingPortGroupByGroup) {
    // The port's zones: 1 V from 1 kohm, 3 V from 150 ohm, 1.25 V below.
    const auto verdict = *result_of("load-sensing", "open,4.7k,600,300,100,33").verdict;
    ASSERT_EQ(verdict.load_groups.size(), 3U);
    EXPECT_THAT(verdict.load_groups[0].loads, ::testing::ElementsAre("open", "4.7k"));
    EXPECT_EQ(verdict.load_groups[0].port_class, PortClass::line);
    EXPECT_EQ(verdict.load_groups[1].port_class, PortClass::headphone);
    EXPECT_THAT(verdict.load_groups[1].text, HasSubstr("3.00 V"));
    EXPECT_EQ(verdict.load_groups[2].port_class, PortClass::headphone);
    const auto two = *result_of("load-sensing", "open,33").verdict;
    EXPECT_TRUE(two.load_groups.empty());
    EXPECT_THAT(two.summary, HasSubstr("add 4.7 kΩ and 100 Ω"));
}

TEST(Measure, LeadsFromThePriorsToTheProbabilities) {
    auto ratio = [](const std::map<std::string, double>& shares) {
        return std::log(shares.at("line") / (shares.at("headphone") + shares.at("hybrid")));
    };
    for (const char* port : {"phone-dongle", "line-dac", "hybrid-interface"}) {
        const auto verdict = *result_of(port, "open,33").verdict;
        double sum = ratio(verdict.priors);
        for (const auto& criterion : verdict.criteria) {
            sum += criterion.log_likelihood_ratio.value();
            EXPECT_GE(criterion.uncertainty.value(), 0);
            EXPECT_FALSE(criterion.this_port.empty() || criterion.typical_line.empty() ||
                         criterion.typical_headphone.empty())
                << criterion.name;
        }
        EXPECT_NEAR(sum, ratio(verdict.probabilities), 1e-9) << port;  // rounding
    }
}

/// A result file without what two analyses of the same takes may differ in.
std::string comparable(const std::string& json) {
    return std::regex_replace(json, std::regex("\"(id|started)\": \"[^\"]*\""), "");
}

TEST(Measure, KeptTakesGiveTheSameFiguresBitForBit) {
    const TemporaryFolder folder;
    const auto measured =
        run_program(measure("laptop-combo", {"--loads", "open,100:1%,33:1%", "--plan", "quick",
                                             "--keep", folder.path("kept"), "--json", "-", "--dut",
                                             "a laptop \"x\"", "--seed", "7"}));
    ASSERT_EQ(measured.code, 0) << measured.err;
    const auto analyzed = run_program({"analyze", folder.path("kept"), "--json", "-"});
    ASSERT_EQ(analyzed.code, 0) << analyzed.err;
    EXPECT_EQ(comparable(measured.out), comparable(analyzed.out));
}

TEST(Measure, RefusesKeptTakesThatWereChanged) {
    const TemporaryFolder folder;
    const auto kept = folder.path("kept");
    ASSERT_EQ(run_program(measure("phone-dongle", {"--plan", "quick", "--keep", kept})).code, 0);
    auto bytes = folder.read("kept/01-33.wav");
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    folder.write("kept/01-33.wav", bytes);
    const auto ran = run_program({"analyze", kept});
    EXPECT_EQ(ran.code, 6);
    EXPECT_THAT(ran.err, HasSubstr("01-33.wav"));
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(run_program(measure("phone-dongle", {"--keep", kept})).code, 6)
        << "a folder of takes is not written over";
}

TEST(Measure, PrintsOneNumberBare) {
    const auto ran = run_program(measure(
        "phone-dongle", {"--plan", "quick", "--get", "output_impedance@channel=left,at_hz=997"}));
    EXPECT_EQ(ran.code, 0);
    // The goal for plan quick: 0.1 % + 5 mohm of the port's 0.9 ohm.
    EXPECT_NEAR(std::stod(ran.out), 0.9, 0.0059);
    EXPECT_EQ(ran.out.find_first_not_of("0123456789.e-+\n"), std::string::npos) << ran.out;
}

TEST(Measure, PlaysOnlyWhatTheAskedQuantitiesNeed) {
    const auto asked = [](std::vector<std::string> more) {
        more.insert(more.end(), {"--plan", "quick", "--json", "-"});
        const auto ran = run_program(measure("phone-dongle", more));
        EXPECT_EQ(ran.code, 0) << ran.err;
        return result::from_json(ran.out);
    };
    const auto is_measured = [](const result::Result& result, const char* quantity) {
        const auto found = result::find(result, quantity, "left");
        return !found.empty() && found.front()->kind == result::Kind::measured;
    };
    const auto all = asked({});
    const auto noise = asked({"noise", "--loads", "open"});
    EXPECT_TRUE(is_measured(noise, "noise"));
    EXPECT_FALSE(is_measured(noise, "output_impedance"));
    EXPECT_FALSE(is_measured(noise, "max_level"));
    EXPECT_LT(noise.takes.front().frames_asked, all.takes.front().frames_asked);
    const auto levels = asked({"max-level"});
    EXPECT_TRUE(is_measured(levels, "max_level"));
    EXPECT_FALSE(is_measured(levels, "output_impedance"));
    // The return to the first load still tells the drift: nothing of it is found wanting.
    for (const auto& doubt : levels.doubts)
        EXPECT_NE(doubt.severity, result::Severity::spoils) << doubt.text;
}

TEST(Measure, AnEmptyLineStandsForWhatWasNotMeasured) {
    const auto ran =
        run_program(measure("phone-dongle", {"--plan", "quick", "--get", "imd_smpte"}));
    EXPECT_EQ(ran.code, 3);
    EXPECT_EQ(ran.out, "\n");
}

TEST(Measure, SaysWhyNothingCanBeSupported) {
    const auto ran =
        run_program(measure("phone-dongle", {"--plan", "quick", "--fault", "no_signal"}));
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr("support no result"));
    EXPECT_TRUE(ran.out.starts_with("SIMULATED")) << "what was found is still shown";
}

TEST(Measure, TheCommandLineOverridesTheProfileOfTheInput) {
    const auto ran =
        run_program(measure("phone-dongle", {"--plan", "quick", "--json", "-", "--input-impedance",
                                             "47k:2%,100pF:10%", "--input-full-scale", "3V"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto input = result::from_json(ran.out).setup.input;
    EXPECT_EQ(input.resistance_ohm, 47000);
    EXPECT_DOUBLE_EQ(input.capacitance_pf.value_or(0), 100);
    EXPECT_EQ(input.full_scale_v, 3);
    EXPECT_THAT(input.source, HasSubstr("command line"));
    EXPECT_THAT(input.source, HasSubstr("not the profile's")) << "all levels go with it";
}

TEST(Measure, WithoutAProfileTheInputIsAssumedAndVoltsAreUnknown) {
    const auto ran = run_program(
        measure("phone-dongle", {"--plan", "quick", "--json", "-", "--calibration", "none"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto result = result::from_json(ran.out);
    EXPECT_EQ(result.setup.input.source, "assumed");
    EXPECT_FALSE(result.setup.calibration);
    const auto levels = result::find(result, "max_level", "left", "open");
    ASSERT_FALSE(levels.empty());
    EXPECT_EQ(levels.front()->unit, "dBFS");
}

TEST(Measure, AStopRequestEndsItWith130) {
    device::request_stop();
    const TemporaryFolder folder;
    const auto ran = run_program(measure("phone-dongle", {"--json", folder.path("r.json")}));
    device::clear_stop_request();
    EXPECT_EQ(ran.code, 130);
    EXPECT_EQ(ran.out, "");
    EXPECT_FALSE(folder.has("r.json"));
}

TEST(Classify, GivesTheVerdictOfAStoredResultAgain) {
    const TemporaryFolder folder;
    const auto measured =
        run_program(measure("line-dac", {"--plan", "quick", "--json", folder.path("r.json")}));
    ASSERT_EQ(measured.code, 0) << measured.err;
    const auto again = run_program({"classify", folder.path("r.json"), "--json", "-"});
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.out, folder.read("r.json"));
    EXPECT_EQ(run_program({"classify", folder.path("r.json")}).out, measured.out);
}

TEST(Classify, AdvisesOnTheHeadphonesAskedForAsTheMeasurementDid) {
    const TemporaryFolder folder;
    folder.write("mine.zma", "* Hz ohm\n20 40\n100 80\n20000 40\n");
    const auto asked = "dt 880 edition 600,Koss Porta Pro=" + folder.path("mine.zma");
    const auto measured = run_program(measure(
        "line-dac", {"--plan", "quick", "--headphone", asked, "--json", folder.path("r.json")}));
    ASSERT_EQ(measured.code, 0) << measured.err;
    EXPECT_THAT(measured.out, HasSubstr("Headphones at full level"));
    EXPECT_THAT(measured.out, HasSubstr("Koss Porta Pro"));
    const auto result = result::from_json(folder.read("r.json"));
    ASSERT_EQ(result.verdict->advice.at(1).headphones.size(), 1);
    EXPECT_EQ(result.verdict->advice.at(1).headphones.front().impedance, "curve");
    const auto again =
        run_program({"classify", folder.path("r.json"), "--headphone", asked, "--json", "-"});
    EXPECT_EQ(again.out, folder.read("r.json"));
    EXPECT_EQ(run_program(measure("line-dac", {"--headphone", "no such thing"})).code, 2);
}

}  // namespace
}  // namespace ohmloop
