#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/audio_io/sound_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// What bad input gets: one clear sentence on stderr, the interface's exit code, an empty stdout.
namespace ohmloop::cli {
namespace {

using ohmloop::testing::Ran;
using ohmloop::testing::run_program;
using ohmloop::testing::TemporaryFolder;
using ::testing::HasSubstr;

struct Case {
    std::vector<std::string> words;
    int code;
    std::string says;
};

void expect_refused(const Case& bad) {
    const Ran ran = run_program(bad.words);
    std::string line;
    for (const auto& word : bad.words) line += word + " ";
    EXPECT_EQ(ran.code, bad.code) << line << '\n' << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(bad.says)) << line;
    EXPECT_EQ(ran.out, "") << line;
    EXPECT_TRUE(ran.err.starts_with("ohmloop: ")) << line << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << "one sentence: " << ran.err;
}

std::vector<std::string> simulated(const std::vector<std::string>& more) {
    std::vector<std::string> words{"measure", "--simulate", "phone-dongle", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(BadInput, NamesTheNearestCommandAndOption) {
    expect_refused({{"mesure"}, 2, "did you mean measure"});
    expect_refused({{"--verison"}, 2, "--version"});
    expect_refused({{"measure", "--simulat", "x"}, 2, "did you mean --simulate"});
    expect_refused({{"measure", "--sim", "x"}, 2, "unknown option --sim"});
    expect_refused({{"calibrate"}, 2, "unknown command 'calibrate'"});
}

TEST(BadInput, QuotesNothingThatMovesTheCursor) {
    expect_refused({{"list", "\x1b[2Jports\t\x7f"}, 2, "'?[2Jports?\?'"});
}

TEST(BadInput, QuotesNoMoreThanAScreenHolds) {
    const std::string digits = "1" + std::string(100'000, '2') + "3";
    const auto ran = run_program(simulated({"--loads", "open," + digits}));
    EXPECT_EQ(ran.code, 2);
    EXPECT_LT(ran.err.size(), 500U);
    EXPECT_THAT(ran.err, HasSubstr("12222"));
    EXPECT_THAT(ran.err, HasSubstr("…"));
    EXPECT_LT(run_program({std::string(50'000, 'x') + " " + std::string(50'000, 'y')}).err.size(),
              1000U);
}

TEST(BadInput, NamesWhatIsNotInThisVersion) {
    for (const char* wiring : {"cross-left", "cross-right"})
        expect_refused({simulated({"--wiring", wiring}), 2, "this version cannot measure"});
    expect_refused({{"analyze", "--take", "open=x.wav", "--wiring", "rihgt"}, 6, "x.wav"});
}

TEST(BadInput, TakesNoHardwareOptionsForASimulation) {
    expect_refused({simulated({"--outputs", "5,6"}), 2, "--outputs and --simulate exclude"});
    expect_refused({simulated({"--inputs", "5,6"}), 2, "--inputs and --simulate exclude"});
}

TEST(BadInput, ASoundFileIsWaveOrFlac) {
    expect_refused({{"stimulus", "-o", "x.mp3"}, 2, "-o FILE.wav or -o FILE.flac"});
}

TEST(BadInput, NamesTheNearestPortPlanAndFault) {
    expect_refused({{"measure", "--simulate", "phone-dongel"}, 2, "did you mean phone-dongle"});
    expect_refused({simulated({"--plan", "quik"}), 2, "did you mean quick"});
    expect_refused({simulated({"--fault", "input_clpi"}), 2, "did you mean input_clip"});
    expect_refused({simulated({"--fault", "nosuch"}), 2, "'ohmloop list faults' names all"});
    EXPECT_THAT(run_program({"list", "faults"}).out, HasSubstr("short_recording"));
    expect_refused({{"list", "prots"}, 2, "ports"});
    expect_refused({{"show", "ports", "line-dak"}, 2, "did you mean line-dac"});
}

TEST(BadInput, RefusesQuantitiesItCannotMeasure) {
    expect_refused({simulated({"impedence"}), 2, "did you mean impedance"});
    expect_refused(
        {simulated({"noise", "volume"}), 2, "volume cannot be measured by this version"});
    expect_refused({simulated({"response", "--plan", "quick"}), 2, "plays no sweep"});
    expect_refused({simulated({"impedance", "--loads", "open"}), 2, "at least one resistor"});
}

TEST(BadInput, RefusesLoadsThatCannotBe) {
    expect_refused({simulated({"--loads", "open,abc"}), 2, "'abc'"});
    expect_refused({simulated({"--loads", "open,-33"}), 2, "'-33'"});
    expect_refused({simulated({"--loads", "open,0"}), 2, "'0'"});
    expect_refused({simulated({"--loads", "open,33,33"}), 2, "33"});
    expect_refused({simulated({"--loads", "open"}), 2, "at least one resistor"});
    expect_refused({simulated({"--loads", "100,33"}), 2, "add 'open'"});
}

TEST(BadInput, RefusesNumbersThatAreNone) {
    expect_refused({simulated({"--rate", "nan"}), 2, "--rate"});
    expect_refused({simulated({"--rate", "inf"}), 2, "--rate"});
    expect_refused({simulated({"--rate", "8k"}), 2, "32 kHz"});
    expect_refused({simulated({"--output-rate", "22050"}), 2, "--output-rate"});
    expect_refused({simulated({"--max-level", "3"}), 2, "--max-level"});
    expect_refused({simulated({"--seed", "1.5"}), 2, "--seed"});
    expect_refused({simulated({"--outputs", "1"}), 2, "--outputs"});
    expect_refused({simulated({"--input-impedance", "-10k"}), 2, "--input-impedance"});
    expect_refused({simulated({"--input-full-scale", "0"}), 2, "--input-full-scale"});
    expect_refused({simulated({"--volume", "loud"}), 2, "--volume"});
    expect_refused({simulated({"--volume", "101%"}), 2, "--volume"});
}

TEST(BadInput, RefusesOptionsThatDoNotGoTogether) {
    expect_refused({simulated({"--device", "0"}), 2, "--device and --simulate"});
    expect_refused({{"measure", "--switch", "true", "--seed", "3"}, 2, "--seed needs --simulate"});
    expect_refused({simulated({"--json", "-", "--get", "noise"}), 2, "stdout"});
    expect_refused({{"analyze", "folder", "--take", "open=x.wav"}, 2, "not both"});
    expect_refused({{"analyze", "folder", "--stimulus", "x.wav"}, 2, "--stimulus is for --take"});
    expect_refused({{"analyze"}, 2, "needs a folder"});
}

TEST(BadInput, AsksNobodyWhereNobodyIs) {
    expect_refused({{"measure"}, 2, "no terminal"});
    expect_refused({{"measure", "--yes"}, 2, "needs --switch"});
    expect_refused({{"measure", "--replug", "--switch", "true"}, 2, "excludes --switch"});
    expect_refused({simulated({"--replug"}), 2, "--replug and --simulate exclude"});
    expect_refused({{"measure", "--switch", "relay 'x"}, 2, "quote"});
}

TEST(BadInput, RefusesAWrongSelectionBeforeMeasuring) {
    expect_refused({simulated({"--get", "output_impedence"}), 2, "output_impedance"});
    expect_refused({simulated({"--get", "output_impedance@chanel=left"}), 2, "channel"});
}

TEST(BadInput, ListsTheFiguresOfAnAmbiguousSelection) {
    const auto ran = run_program(simulated({"--plan", "quick", "--get", "output_impedance"}));
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("output_impedance@channel=left,at_hz=997"));
}

TEST(BadInput, NamesFileLineAndRangeOfASettingsFile) {
    const TemporaryFolder folder;
    folder.write("odd.toml", "kind = \"virtual-port\"\nversion = 1\nfull_scale_v = 1\nsauce = 3\n");
    expect_refused({{"measure", "--simulate", folder.path("odd.toml")},
                    2,
                    "odd.toml, line 4: unknown key sauce"});
    folder.write("far.toml",
                 "kind = \"virtual-port\"\nversion = 1\nfull_scale_v = -1\n"
                 "source_resistance_ohm = 1\n");
    expect_refused({{"measure", "--simulate", folder.path("far.toml")},
                    2,
                    "far.toml, line 3: full_scale_v = -1 is out of range"});
    expect_refused({{"measure", "--simulate", folder.path("none.toml")}, 2, "none.toml"});
}

TEST(BadInput, RefusesUnwritablePlacesBeforeMeasuring) {
    const TemporaryFolder folder;
    expect_refused({simulated({"--json", folder.path("none/r.json")}), 6, "cannot write"});
    folder.write("file", "");
    expect_refused({simulated({"--keep", folder.path("file")}), 6, folder.path("file")});
    expect_refused({simulated({"--json", ""}), 6, "without a name"});
    expect_refused({simulated({"--keep", ""}), 6, "without a name"});
    expect_refused({{"stimulus", "--output", ""}, 2, "needs -o FILE.wav"});
}

TEST(BadInput, AFullDiskDoesNotCostWhatWasMeasured) {
    const Ran ran = run_program(simulated({"--plan", "quick", "--json", "/dev/full"}));
    EXPECT_EQ(ran.code, 6);
    EXPECT_THAT(ran.err, HasSubstr("No space left"));
    EXPECT_TRUE(ran.out.starts_with("SIMULATED")) << ran.out;
    EXPECT_THAT(ran.out, HasSubstr("Output impedance"));
}

TEST(BadInput, RefusesUnreadableRecordingsAndResults) {
    const TemporaryFolder folder;
    folder.write("noise.wav", "RIFF nothing of a sound file");
    folder.write("bad.json", "{\"format\": \"ohmloop-result\", \"version\": 1,");
    expect_refused({{"inspect", folder.path("none.wav")}, 6, "none.wav"});
    expect_refused({{"inspect", folder.path("noise.wav")}, 6, "noise.wav"});
    expect_refused({{"analyze", "--take", "open=" + folder.path("noise.wav")}, 6, "noise.wav"});
    expect_refused({{"analyze", folder.path("none")}, 6, "manifest.json"});
    expect_refused({{"analyze", folder.path("noise.wav")}, 6, "--take LOAD=FILE"});
    folder.write("kept/manifest.json", "{\"format\": \"ohmloop-takes\", \"version\": 2}");
    expect_refused({{"analyze", folder.path("kept")}, 6, "manifest.json: not a manifest"});
    expect_refused({{"classify", folder.path("bad.json")}, 6, "bad.json"});
    expect_refused({{"analyze", "--take", "noise.wav"}, 2, "LOAD=FILE"});
    expect_refused({{"analyze", "--take", "open,33=a.wav"}, 2, "more than one load"});
}

TEST(BadInput, SaysHowLongARecordingMustBe) {
    const TemporaryFolder folder;
    signal::Recording click;
    click.rate = Hertz(48000);
    click.channels = {{0.5}};
    audio_io::write_sound_file(folder.path("click.wav"), click);
    expect_refused({{"inspect", folder.path("click.wav")}, 3, "lasts 0.0 ms: too short"});
}

TEST(BadInput, RefusesACalibrationThatIsMissingOrOfAnotherRate) {
    const TemporaryFolder folder;
    folder.write("card.toml",
                 "kind = \"sound-card\"\nversion = 1\nrate_hz = 96000\n"
                 "input_resistance_ohm = 10000\n");
    expect_refused({simulated({"--calibration", folder.path("card.toml")}), 5, "96"});
    expect_refused({simulated({"--calibration", "nowhere"}), 5, "nowhere"});
}

TEST(BadInput, AKeptFolderNestedTooDeeplyIsRefused) {
    const TemporaryFolder folder;
    folder.write("manifest.json", R"({"format":"ohmloop-takes","version":1,"head":)" +
                                      std::string(2'000'000, '[') + std::string(2'000'000, ']') +
                                      "}");
    expect_refused({{"analyze", folder.path("")}, 6, "nested deeper than 64"});
}

TEST(BadInput, AKeptSequenceWithoutItsMarkersIsRefused) {
    const TemporaryFolder folder;
    ASSERT_EQ(run_program(simulated({"--plan", "quick", "--keep", folder.path("k")})).code, 0);
    std::string manifest = folder.read("k/manifest.json");
    const std::string marker = "both 0 0.198 0 marker -20\\n";
    ASSERT_NE(manifest.find(marker), std::string::npos);
    for (auto at = manifest.find(marker); at != std::string::npos; at = manifest.find(marker))
        manifest.erase(at, marker.size());
    folder.write("k/manifest.json", manifest);
    expect_refused({{"analyze", folder.path("k")}, 6, "0 markers where two belong"});
}

}  // namespace
}  // namespace ohmloop::cli
