#include "ohmloop/report/text.hpp"

#include "report/paragraph.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace ohmloop::report {
namespace {

using result::Result;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_result;

std::string summary(const Result& result, const TextStyle& style = {}) {
    std::ostringstream out;
    print_summary(out, result, style);
    return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Without line breaks and indents, so that no sentence depends on where it was wrapped.
std::string unwrapped(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
    return line;
}

result::Figure* figure(Result& result, const char* quantity, const char* channel,
                       const char* load) {
    for (result::Figure& f : result.figures)
        if (f.key.quantity == quantity && f.key.channel == channel && f.key.load == load) return &f;
    return nullptr;
}

// Only two digits of each uncertainty are shown: nothing here depends on the last bits.
// After a wanted change of the page: run with OHMLOOP_WRITE_GOLDEN=1 and read the difference.
TEST(Summary, LooksAsItDid) {
    const std::string path = OHMLOOP_SOURCE_DIR "/tests/golden/phone-dongle.txt";
    if (std::getenv("OHMLOOP_WRITE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << summary(sample_result());
    std::ifstream file(path, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(summary(sample_result()), golden);
}

TEST(Summary, FitsOneScreen) {
    const auto lines = lines_of(summary(sample_result()));
    EXPECT_LE(lines.size(), 45U);
    for (const std::string& line : lines) EXPECT_LE(columns(line), 100U) << line;
}

TEST(Summary, NamesBothClassesOfAPairInItsHeadline) {
    Result result = sample_result();
    result.verdict->port_class = result::PortClass::headphone;
    result.verdict->or_class = result::PortClass::hybrid;
    result.verdict->probabilities = {
        {"line", 0.04}, {"headphone", 0.51}, {"hybrid", 0.45}, {"other", 0.0}};
    EXPECT_THAT(
        summary(result),
        HasSubstr("HEADPHONE OR HYBRID OUTPUT  96 %: headphone 51 %, hybrid 45 %; line 4 %\n"));
}

TEST(Summary, KeepsToANarrowPage) {
    std::ostringstream out;
    print_summary(out, sample_result(), {.columns = least_columns});
    for (const std::string& line : lines_of(out.str())) EXPECT_LE(columns(line), 72U) << line;
    EXPECT_EQ(unwrapped(out.str()).find("…"), std::string::npos);
}

TEST(Summary, NoLineIsWiderThanThePageWhateverTheTexts) {
    Result result = sample_result();
    const std::string monster = std::string(300, 'x') + " " + std::string(150, 'y');
    result.dut.name = result.dut.port = result.setup.plan = monster;
    result.setup.simulated_port = monster;
    result.doubts[0].channel = result.doubts[0].load = result.doubts[0].text = monster;
    result.verdict->criteria[0].text = result.verdict->advice[0].text = monster;
    result.verdict->serves_as_line.reasons = {monster};
    result.figures[2].dominant = monster;
    figure(result, "max_level", "left", "33")->limited_by = monster;
    figure(result, "max_level", "right", "33")->unit = monster;
    result.setup.loads[1].name = monster;
    result.verdict->criteria[1].name = result.verdict->criteria[2].points_to = monster;
    result.channel_verdicts[monster].port_class = result::PortClass::other;
    for (const std::string& line : lines_of(summary(result)))
        EXPECT_LE(columns(line), 100U) << line;
}

TEST(Summary, MarksWhatIsSimulatedInItsFirstAndLastLine) {
    Result result = sample_result();
    auto lines = lines_of(summary(result));
    EXPECT_THAT(lines.front(), HasSubstr("SIMULATED"));
    EXPECT_THAT(lines.back(), HasSubstr("SIMULATED"));
    result.simulated = false;
    result.setup.simulated_port.reset();
    EXPECT_THAT(summary(result), Not(HasSubstr("SIMULATED")));
}

TEST(Summary, ColoursOnlyWhenAsked) {
    const std::string plain_text = summary(sample_result());
    EXPECT_THAT(plain_text, Not(HasSubstr("\033")));
    std::string coloured = summary(sample_result(), {.colour = true});
    EXPECT_THAT(coloured, HasSubstr("\033[1;32m"));
    // Without its colours it is the same page.
    for (std::size_t at = coloured.find('\033'); at != std::string::npos;
         at = coloured.find('\033'))
        coloured.erase(at, coloured.find('m', at) - at + 1);
    EXPECT_EQ(coloured, plain_text);
}

TEST(Summary, ShowsChannelsThatAgreeOnceAndOthersEach) {
    Result result = sample_result();
    EXPECT_THAT(summary(result), HasSubstr("Maximum level      1.0030 ± 0.0067 V"));
    *figure(result, "max_level", "right", "open") =
        testing::sample_figure(figure(result, "max_level", "right", "open")->key, 0.5, 0.0034, "V");
    const std::string text = summary(result);
    EXPECT_THAT(text, HasSubstr("Maximum level, left   1.0030 ± 0.0067 V"));
    EXPECT_THAT(text, HasSubstr("Maximum level, right  0.5000 ± 0.0067 V"));
}

TEST(Summary, WithholdsWhatWasNotMeasured) {
    Result result = sample_result();
    for (result::Figure& f : result.figures)
        if (f.key.quantity == "output_impedance")
            f = result::not_measured(f.key, "ohm", "only one load");
    EXPECT_THAT(summary(result), HasSubstr("not measured: only one load"));
}

TEST(Summary, ShowsABoundOfTheImpedance) {
    Result result = sample_result();
    for (result::Figure& f : result.figures)
        if (f.key.quantity == "output_impedance" && f.key.at_hz == 997)
            f = result::bound(f.key, result::Kind::upper_bound, 0.2, "ohm", "near zero");
    EXPECT_THAT(summary(result), HasSubstr("Output impedance  below 0.20 Ω at 997 Hz"));
}

TEST(Summary, PutsTheGravestDoubtFirst) {
    Result result = sample_result();
    result.doubts.push_back({"input_clipped", result::Severity::spoils, "left", "open",
                             "The input clipped.", "Turn the input gain down by 6 dB."});
    const std::string text = summary(result);
    EXPECT_LT(text.find("The input clipped."), text.find("The level scatters"));
    EXPECT_LT(text.find("The level scatters"), text.find("Two loads:"));
    EXPECT_THAT(text, HasSubstr("Turn the input gain down by 6 dB."));
}

TEST(Summary, SaysADoubtOfSeveralLoadsOnce) {
    Result result = sample_result();
    result.doubts.push_back(result.doubts[1]);
    result.doubts.back().load = "open";
    EXPECT_THAT(summary(result), HasSubstr("[left, 33 and open] The level scatters"));
}

TEST(Summary, KeepsFitnessToTwoLinesAndAdviceToTheFirstSentences) {
    Result result = sample_result();
    auto& verdict = *result.verdict;
    verdict.serves_as_line.reasons.clear();
    verdict.advice.clear();
    for (int i = 0; i < 20; ++i) {
        verdict.serves_as_line.reasons.push_back("reason " + std::to_string(i) + " of twenty");
        verdict.advice.push_back({"volume", "Sentence " + std::to_string(i) + ".", {}});
    }
    const std::string text = summary(result);
    EXPECT_THAT(text, HasSubstr("reason 0 of twenty; reason 1 of twenty"));
    EXPECT_THAT(text, Not(HasSubstr("reason 19 of twenty")));
    EXPECT_THAT(text, HasSubstr("Sentence 1."));
    EXPECT_THAT(text, Not(HasSubstr("Sentence 4.")));
    EXPECT_LE(lines_of(text).size(), 45U);
}

TEST(Summary, LeavesOutWhatIsTooSmallToMatter) {
    Result result = sample_result();
    result.figures.push_back(testing::sample_figure(
        testing::sample_key("source_inductance", "left"), 7.7e-9, 0.7e-9, "H"));
    result.figures.push_back(result::bound(testing::sample_key("coupling_capacitance", "left"),
                                           result::Kind::lower_bound, 13.8, "F",
                                           "no capacitor stands out"));
    const std::string text = summary(result);
    EXPECT_THAT(text, Not(HasSubstr("inductance")));
    EXPECT_THAT(text, Not(HasSubstr("capacitance")));
}

TEST(Summary, SaysADoubtOfBothChannelsOnce) {
    Result result = sample_result();
    result.doubts.push_back(result.doubts[1]);
    result.doubts.back().channel = "right";
    EXPECT_THAT(summary(result), HasSubstr("  [33] The level scatters"));
}

TEST(Summary, ListsImpedancesThatDifferByFrequency) {
    Result result = sample_result();
    EXPECT_THAT(summary(result), HasSubstr("the same from 20 Hz to 10 kHz"));
    for (result::Figure& f : result.figures)
        if (f.key.quantity == "output_impedance" && f.key.at_hz == 20)
            f = testing::sample_figure(f.key, 80.0, 0.5, "ohm");
    EXPECT_THAT(
        summary(result),
        HasSubstr("20 Hz: 80.00 ± 0.98 Ω; 100 Hz: 0.913 ± 0.045 Ω; 10 kHz: 0.913 ± 0.045 Ω"));
}

TEST(Summary, SaysWhereTheVoltsComeFrom) {
    Result result = sample_result();
    EXPECT_THAT(unwrapped(summary(result)), HasSubstr("calibration simulated card, today"));
    result.setup.calibration.reset();
    EXPECT_THAT(unwrapped(summary(result)), HasSubstr("volts nominal, not calibrated"));
    result.setup.input.full_scale_v.reset();
    EXPECT_THAT(unwrapped(summary(result)),
                HasSubstr("no volts: levels re the input's full scale"));
}

TEST(Summary, TellsEachGroupOfLoadsItsClass) {
    Result result = sample_result();
    result.verdict->load_groups = {
        {"light loads",
         {"open", "4.7k"},
         result::PortClass::line,
         {{"line", 0.75}},
         true,
         "1.00 V behind 0.5 Ω"},
        {"heavy loads", {"33"}, result::PortClass::undecided, {}, false, "+0.1 dB re open"}};
    const std::string text = summary(result);
    EXPECT_THAT(text, HasSubstr("Light loads:         line 75 %, served (open, 4.7k): 1.00 V"));
    EXPECT_THAT(text, HasSubstr("Heavy loads:         undecided, not served (33): +0.1 dB"));
}

TEST(Summary, NamesAChannelOfAnotherClass) {
    Result result = sample_result();
    result.channel_verdicts["right"].port_class = result::PortClass::undecided;
    EXPECT_THAT(summary(result), HasSubstr("right alone: undecided"));
    EXPECT_THAT(summary(result), Not(HasSubstr("left alone")));
}

TEST(Summary, PrintsAnEmptyResultToo) {
    const std::string text = summary(Result());
    EXPECT_THAT(text, HasSubstr("unnamed device"));
    EXPECT_THAT(text, HasSubstr("No verdict"));
}

TEST(Summary, HoldsSixLoadsWithinThePage) {
    Result result = sample_result();
    for (const char* load : {"4.7k", "600", "300", "100"}) {
        result.setup.loads.push_back({load, 100.0, {}});
        result.figures.push_back(testing::sample_figure(
            testing::sample_key("max_level", "left", load), 0.99, 0.0034, "V"));
        result.figures.push_back(testing::sample_figure(
            testing::sample_key("max_level", "right", load), 0.99, 0.0034, "V"));
    }
    const std::string text = summary(result);
    EXPECT_THAT(text, HasSubstr("4.7 kΩ"));
    for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), 100U) << line;
}

TEST(Summary, TellsTheRatesOfTwoDevicesWhereTheyDiffer) {
    auto result = sample_result();
    result.setup.output_device = result::DeviceSetup{"ALSA", "dongle", 44100, 44100, 0};
    result.setup.input_device = result::DeviceSetup{"ALSA", "card", 48000, 48000, 0};
    EXPECT_THAT(unwrapped(summary(result)), HasSubstr(", played at 44.1 kHz, recorded at 48 kHz,"));
    result.setup.output_device->rate_obtained_hz = 48000;
    EXPECT_THAT(unwrapped(summary(result)), HasSubstr(", 48 kHz,"));
}

}  // namespace
}  // namespace ohmloop::report
