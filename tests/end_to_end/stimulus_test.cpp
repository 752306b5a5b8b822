#include "played_file.hpp"
#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/signal/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <tuple>

// A stimulus file played by something that cannot be driven, and what is made of its recordings.
namespace ohmloop {
namespace {

using ::testing::HasSubstr;
using testing::play_into_loads;
using testing::Playback;
using testing::read_waveform;
using testing::run_program;
using testing::TemporaryFolder;

std::vector<std::string> analyze(const TemporaryFolder& folder,
                                 const std::vector<std::string>& more) {
    std::vector<std::string> words{"analyze",
                                   "--take",
                                   "open=" + folder.path("open.wav"),
                                   "--take",
                                   "33:0%=" + folder.path("33.wav"),
                                   "--input-impedance",
                                   "10k:0%,200pF:0%"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

void make_stimulus(const TemporaryFolder& folder, const std::string& name,
                   std::vector<std::string> more = {}) {
    std::vector<std::string> words{"stimulus", "-o", folder.path(name)};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = run_program(words);
    ASSERT_EQ(ran.code, 0) << ran.err;
}

const result::Figure* only(const result::Result& result, const std::string& quantity,
                           const std::string& load, double at_hz) {
    for (const auto* figure : result::find(result, quantity, "left"))
        if ((load.empty() || figure->key.load == load) &&
            (at_hz == 0 || figure->key.at_hz == at_hz))
            return figure;
    return nullptr;
}

class FilePlayed : public ::testing::TestWithParam<double> {};

TEST_P(FilePlayed, GivesTheSourceWhateverTheClocks) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav");
    Playback playback;
    playback.clock_offset = Ppm(GetParam());
    play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path(""), playback);
    const auto ran = run_program(analyze(folder, {"--json", "-"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto result = result::from_json(ran.out);
    EXPECT_FALSE(result.simulated) << "a recording does not know what was simulated";
    const auto* impedance = only(result, "output_impedance", "", 997);
    ASSERT_NE(impedance, nullptr);
    // The goal: 0.05 % + 2 mohm of the port's 0.9 ohm.
    EXPECT_NEAR(impedance->value.value_or(0), 0.9, 0.0025);
    // phone-dongle: 1 Vrms at full scale, the input 1.2 times that: -1.58 dBFS open, 0.1 dB the
    // goal for a file's fixed ramp.
    const auto* level = only(result, "max_level", "open", 0);
    ASSERT_NE(level, nullptr);
    EXPECT_NEAR(level->value.value_or(0), 20 * std::log10(1 / 1.2), 0.1);
    ASSERT_FALSE(result.takes.empty());
    // 1 ppm: the pilot tones give some 0.01, the port's noise allows for more.
    EXPECT_NEAR(result.takes[0].clock_offset_ppm.value_or(1e9), GetParam(), 1);
}
INSTANTIATE_TEST_SUITE_P(Clocks, FilePlayed, ::testing::Values(0.0, 60.0, -500.0));

TEST(Stimulus, CarriesItsPlanAsAComment) {
    const TemporaryFolder folder;
    for (const char* name : {"s.wav", "s.flac"}) {
        make_stimulus(folder, name, {"--plan", "quick", "--bits", "16"});
        const auto comment = audio_io::read_comment(folder.path(name));
        const auto layout = measure::parse_layout_text(comment);
        EXPECT_EQ(layout.frames, audio_io::read_sound_file(folder.path(name)).frames()) << name;
    }
}

TEST(Stimulus, DithersSoundAndLeavesSilenceSilent) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick", "--bits", "16"});
    const auto file = audio_io::read_sound_file(folder.path("s.wav"));
    const auto layout = measure::parse_layout_text(audio_io::read_comment(folder.path("s.wav")));
    const auto clean = signal::render(layout);
    const double step = std::ldexp(1.0, -15);
    double squares = 0;
    double count = 0;
    for (std::size_t n = 0; n < file.frames(); ++n) {
        const double error = file.channels[0][n] - clean.channels[0][n];
        if (clean.channels[0][n] == 0) {
            ASSERT_EQ(error, 0) << "frame " << n;
            continue;
        }
        if (std::abs(clean.channels[0][n]) > 0.99) continue;  // may be clamped
        ASSERT_LE(std::abs(error), 1.5 * step + 1e-12) << "dither of 1 step and rounding of 1/2";
        squares += error * error;
        ++count;
    }
    // Triangular dither and rounding: (1/6 + 1/12) steps squared; 2 % for 1e5 samples.
    EXPECT_NEAR(squares / count / (step * step), 0.25, 0.005);
}

TEST(Stimulus, IsWrittenWholeOrNotAtAll) {
    const TemporaryFolder folder;
    EXPECT_EQ(run_program({"stimulus", "-o", folder.path("no/s.wav")}).code, 6);
    EXPECT_EQ(run_program({"stimulus", "-o", folder.path("s.mp3")}).code, 2);
    EXPECT_FALSE(folder.has("s.mp3"));
    EXPECT_EQ(run_program({"stimulus"}).code, 2);
}

TEST(Analyze, RefusesAnotherSampleRateThanTheStimulus) {
    const TemporaryFolder folder;
    // What a recorder at 48 kHz hears of a stimulus made at 44.1 kHz.
    const auto file = profiles::find_built_in("plans", "quick").value();
    const auto made = measure::file_layout(profiles::parse_plan(file.text, file.path), Hertz(44100),
                                           signal::Wiring::stereo, DbFs(0));
    std::vector<signal::SegmentSpec> specs;
    for (const auto& segment : made.segments) specs.push_back(segment.spec);
    const auto heard = signal::render(signal::place(Hertz(48000), specs));
    play_into_loads(heard, {"open", "33"}, folder.path(""), {});
    const auto ran = run_program(analyze(folder, {}));
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr("made at 44.1 kHz, the recording is at 48 kHz"));
}

/// Writes another rate into a file's header and leaves its samples.
void relabel(const std::string& path, Hertz rate) {
    auto recording = audio_io::read_sound_file(path);
    recording.rate = rate;
    audio_io::write_sound_file(path, recording);
}

TEST(Analyze, NamesAHeaderThatDoesNotFitItsSamples) {
    for (const auto& [made, said, what] :
         {std::tuple(48000.0, 44100.0, "says 44.1 kHz, but it holds a sample for each"),
          std::tuple(44100.0, 48000.0, "says 48 kHz, but it holds a sample for each")}) {
        const TemporaryFolder folder;
        make_stimulus(folder, "s.wav",
                      {"--plan", "quick", "--rate", std::to_string(static_cast<int>(made))});
        Playback playback;
        playback.clock_offset = Ppm(60);
        play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path(""),
                        playback);
        for (const char* name : {"33.wav", "open.wav"}) {  // one of them, then both
            relabel(folder.path(name), Hertz(said));
            const auto ran = run_program(analyze(folder, {}));
            EXPECT_EQ(ran.code, 3);
            EXPECT_THAT(ran.err, HasSubstr(what));
            EXPECT_THAT(ran.err, HasSubstr("was played at"));
        }
    }
}

TEST(Analyze, NamesSamplesTakenAtAnotherRateThanSaid) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick"});
    const auto file = read_waveform(folder.path("s.wav"));
    Playback swapped;
    swapped.clock_offset = Ppm((44100.0 / 48000 - 1) * 1e6);
    play_into_loads(file, {"open", "33"}, folder.path(""), swapped);
    const auto both = run_program(analyze(folder, {}));
    EXPECT_EQ(both.code, 3);
    EXPECT_THAT(both.err, HasSubstr("samples were taken at 44.1 kHz, not at the 48 kHz"));
    play_into_loads(file, {"open"}, folder.path(""), {});
    const auto one = run_program(analyze(folder, {"--json", "-"}));
    EXPECT_EQ(one.code, 0) << one.err;
    const auto result = result::from_json(one.out);
    EXPECT_TRUE(std::any_of(result.doubts.begin(), result.doubts.end(), [](const auto& doubt) {
        return doubt.code == "rate_swap" && doubt.load == "33";
    }));
}

TEST(Analyze, NamesAClockThatIsNone) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick"});
    Playback playback;
    playback.clock_offset = Ppm(1100);
    play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path(""), playback);
    const auto ran = run_program(analyze(folder, {}));
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr("+1100 ppm off the player's"));
    EXPECT_THAT(ran.err, HasSubstr("sample rate"));
}

TEST(Analyze, NamesStimulusForANumberNobodyKnows) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick", "--max-level", "-7.5"});
    play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path(""), {});
    const auto unknown = run_program(analyze(folder, {}));
    EXPECT_EQ(unknown.code, 2);
    EXPECT_THAT(unknown.err, HasSubstr("--stimulus"));
    EXPECT_EQ(run_program(analyze(folder, {"--stimulus", folder.path("s.wav")})).code, 0);
    EXPECT_EQ(run_program(analyze(folder, {"--max-level", "-7.5"})).code, 0);
    make_stimulus(folder, "other.wav", {"--plan", "quick"});
    const auto wrong = run_program(analyze(folder, {"--stimulus", folder.path("other.wav")}));
    EXPECT_EQ(wrong.code, 3);
}

TEST(Analyze, ReadsFloatMonoAndLateRecordings) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.flac", {"--plan", "quick"});
    Playback playback;
    playback.format = signal::SampleFormat::float32;
    play_into_loads(read_waveform(folder.path("s.flac")), {"open", "33"}, folder.path(""),
                    playback);
    for (const char* name : {"open.wav", "33.wav"}) {
        auto recording = audio_io::read_sound_file(folder.path(name));
        recording.channels.resize(1);
        auto& samples = recording.channels[0];
        samples.insert(samples.begin(), 30000, 0.0);  // started early
        samples.insert(samples.end(), 50000, 0.0);    // and stopped late
        audio_io::write_sound_file(folder.path(name), recording);
    }
    const auto ran = run_program(analyze(folder, {"--json", "-"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto* impedance = only(result::from_json(ran.out), "output_impedance", "", 997);
    ASSERT_NE(impedance, nullptr);
    EXPECT_NEAR(impedance->value.value_or(0), 0.9, 0.0059);  // quick: 0.1 % + 5 mohm
}

bool has_doubt(const result::Result& result, const std::string& code) {
    return std::any_of(result.doubts.begin(), result.doubts.end(),
                       [&](const result::Doubt& doubt) { return doubt.code == code; });
}

TEST(Analyze, SaysWhichProfileItUsedAndRefusesOneThatDoesNotFit) {
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick"});
    play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path("."), {});
    const std::string head = "kind = \"sound-card\"\nversion = 1\nfull_scale_v = 1.2\n";
    const auto calibrated = analyze(
        folder, {"--calibration", folder.path("card.toml"), "--json", folder.path("r.json")});
    folder.write("card.toml", head + "date = \"2020-01-31\"\n");
    const auto expired = run_program(calibrated);
    EXPECT_EQ(expired.code, 5);
    EXPECT_THAT(expired.err, HasSubstr("'card' is"));
    folder.write("card.toml", head + "rate_hz = 96000\n");
    EXPECT_EQ(run_program(calibrated).code, 5);
    folder.write("card.toml", head + "rate_hz = 48000\ndevice = \"Mine\"\n");
    const auto ran = run_program(calibrated);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("calibration card"));
    const auto result = result::from_json(folder.read("r.json"));
    ASSERT_TRUE(result.setup.calibration);
    EXPECT_THAT(result.setup.calibration->covers, ::testing::ElementsAre("full scale"));
    EXPECT_TRUE(has_doubt(result, "calibration_not_tied"));
}

TEST(Analyze, TakesTheNoiseOfAFinerInputFromNoRecordingOfSixteenBits) {
    // 1.7 uV, and full scale of 1.2 V: a step of 16 bits is 52 uV, its rounding 15 uV.
    const TemporaryFolder folder;
    make_stimulus(folder, "s.wav", {"--plan", "quick"});
    std::ofstream(folder.path("card.toml"))
        << "kind = \"sound-card\"\nversion = 1\nfull_scale_v = 1.2\nnoise_uv = 1.7\n";
    for (const auto format : {signal::SampleFormat::int24, signal::SampleFormat::int16}) {
        play_into_loads(read_waveform(folder.path("s.wav")), {"open", "33"}, folder.path("."),
                        {.format = format});
        const auto ran = run_program(
            analyze(folder, {"--calibration", folder.path("card.toml"), "--json", "-"}));
        ASSERT_EQ(ran.code, 0) << ran.err;
        const auto expected = format == signal::SampleFormat::int24 ? result::Kind::measured
                                                                    : result::Kind::upper_bound;
        int seen = 0;
        for (const auto& figure : result::from_json(ran.out).figures) {
            if (figure.key.quantity != "noise" || figure.key.weighting != "none") continue;
            ++seen;
            EXPECT_EQ(figure.kind, expected);
        }
        EXPECT_EQ(seen, 4);
        EXPECT_EQ(has_doubt(result::from_json(ran.out), "noise_of_16_bits"),
                  format == signal::SampleFormat::int16);
    }
}

TEST(Analyze, RefusesARecordingWithoutASignal) {
    const TemporaryFolder folder;
    signal::Recording silence{Hertz(48000), signal::SampleFormat::int16, {}, 0, 0, 0};
    silence.channels.assign(2, std::vector<double>(96000, 0.0));
    audio_io::write_sound_file(folder.path("open.wav"), silence);
    audio_io::write_sound_file(folder.path("33.wav"), silence);
    const auto ran = run_program(analyze(folder, {}));
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.err, HasSubstr("no usable signal"));
}

}  // namespace
}  // namespace ohmloop
