#include "ohmloop/audio_io/sound_file.hpp"

#include "support/file_size_limit.hpp"
#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/units/expects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <sys/mount.h>

namespace ohmloop::audio_io {
namespace {

namespace fs = std::filesystem;
using ohmloop::testing::refusal;
using signal::Recording;
using signal::SampleFormat;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SoundFile : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {};

int bits_of(SampleFormat format) {
    return format == SampleFormat::int16 ? 16 : format == SampleFormat::int24 ? 24 : 32;
}

bool is_integer(SampleFormat format) {
    return format != SampleFormat::float32 && format != SampleFormat::float64;
}

// Samples the format can hold exactly, both ends of its range included.
Recording random_recording(SampleFormat format, std::size_t channels, std::size_t frames) {
    std::mt19937_64 engine(7);
    Recording recording{.rate = Hertz(48000), .format = format, .channels = {}};
    const double steps = std::ldexp(1.0, bits_of(format) - 1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (std::size_t c = 0; c < channels; ++c) {
        auto& samples = recording.channels.emplace_back(frames);
        for (double& x : samples) {
            x = uniform(engine);
            if (is_integer(format)) x = std::round(x * (steps - 1)) / steps;
            if (format == SampleFormat::float32) x = static_cast<double>(static_cast<float>(x));
        }
        samples[0] = -1;
        samples[1] = is_integer(format) ? (steps - 1) / steps : 1.5;
    }
    return recording;
}

std::string reading_error(const std::string& path) {
    return refusal<SoundFileError>([&] { return read_sound_file(path); });
}

void overwrite(const std::string& path, std::streamoff offset, const std::string& bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file << bytes;
}

struct FormatCase {
    const char* name;
    SampleFormat format;
};

TEST_F(SoundFile, EveryFormatComesBackBitForBit) {
    // 70000 frames: more than one block of the reader and writer.
    for (const auto& [name, format] :
         {FormatCase{"16.wav", SampleFormat::int16}, FormatCase{"24.wav", SampleFormat::int24},
          FormatCase{"32.wav", SampleFormat::int32}, FormatCase{"f.wav", SampleFormat::float32},
          FormatCase{"d.wav", SampleFormat::float64}, FormatCase{"16.flac", SampleFormat::int16},
          FormatCase{"24.FLAC", SampleFormat::int24}}) {
        for (const std::size_t channels : {1U, 2U, 5U}) {
            const auto written = random_recording(format, channels, 70000);
            write_sound_file(path(name), written);
            const auto read = read_sound_file(path(name));
            EXPECT_EQ(read.channels, written.channels) << name << ", channels " << channels;
            EXPECT_EQ(read.format, format) << name;
            EXPECT_EQ(read.rate, Hertz(48000)) << name;
            EXPECT_EQ(read.frames_asked, 0U);
        }
    }
}

TEST_F(SoundFile, IntegersAreRoundedAndClampedNeverWrapped) {
    Recording samples{.rate = Hertz(44100), .format = SampleFormat::int16, .channels = {}};
    samples.channels = {{1.5, -1.5, 1.0, 0.4 / 32768, 0.6 / 32768, -0.6 / 32768}};
    for (const auto* name : {"a.wav", "a.flac"}) {
        write_sound_file(path(name), samples);
        const double top = 32767.0 / 32768;
        const double step = 1.0 / 32768;
        const std::vector<double> expected{top, -1, top, 0, step, -step};
        EXPECT_EQ(read_sound_file(path(name)).channels.front(), expected) << name;
    }
}

TEST_F(SoundFile, CommentSurvivesWithLineBreaksAndQuotes) {
    const std::string comment = "plan = \"standard\"\nseed = 1\n[body]\nlevel = -1.0 # \xc2\xb5";
    for (const auto* name : {"c.wav", "c.flac"}) {
        write_sound_file(path(name), random_recording(SampleFormat::int16, 2, 100), comment);
        EXPECT_EQ(read_comment(path(name)), comment) << name;
        write_sound_file(path(name), random_recording(SampleFormat::int16, 2, 100));
        EXPECT_EQ(read_comment(path(name)), "") << name;
    }
}

TEST_F(SoundFile, CommentAsLongAsAPlanSurvives) {
    const std::string comment(20001, 'x');
    for (const auto* name : {"c.wav", "c.flac"}) {
        write_sound_file(path(name), random_recording(SampleFormat::int16, 2, 100), comment);
        EXPECT_EQ(read_comment(path(name)), comment) << name;
    }
}

TEST_F(SoundFile, MissingFileFolderAndPipeAreRefusedByName) {
    EXPECT_THAT(reading_error(path("none.wav")),
                AllOf(HasSubstr("none.wav"), HasSubstr("No such file")));
    EXPECT_THAT(reading_error(path("")), HasSubstr("is a folder"));
    EXPECT_THAT(reading_error("/dev/zero"), HasSubstr("not a regular file"));
}

TEST_F(SoundFile, TextIsNotASoundFile) {
    std::ofstream(path("text.wav")) << "hello, this is not a recording at all\n";
    EXPECT_THAT(reading_error(path("text.wav")), HasSubstr("cannot be read as a sound file"));
    std::ofstream(path("empty.wav")).flush();
    EXPECT_THAT(reading_error(path("empty.wav")), HasSubstr("cannot be read as a sound file"));
}

TEST_F(SoundFile, TruncatedWavIsRefused) {
    write_sound_file(path("t.wav"), random_recording(SampleFormat::int24, 2, 1000));
    fs::resize_file(path("t.wav"), fs::file_size(path("t.wav")) - 600);
    EXPECT_THAT(reading_error(path("t.wav")),
                HasSubstr("is truncated: 5400 of 6000 bytes of samples are there"));
}

TEST_F(SoundFile, TruncatedFlacIsRefused) {
    write_sound_file(path("t.flac"), random_recording(SampleFormat::int24, 2, 50000));
    fs::resize_file(path("t.flac"), fs::file_size(path("t.flac")) / 2);
    EXPECT_THAT(reading_error(path("t.flac")), HasSubstr("truncated or damaged"));
}

TEST_F(SoundFile, LengthLeftOpenByAStreamingRecorderIsNoTruncation) {
    const auto written = random_recording(SampleFormat::int16, 1, 1000);
    write_sound_file(path("s.wav"), written);
    // Canonical header: RIFF size at 4, data size at 40.
    overwrite(path("s.wav"), 4, std::string(4, '\xff'));
    overwrite(path("s.wav"), 40, std::string(4, '\xff'));
    EXPECT_EQ(read_sound_file(path("s.wav")).channels, written.channels);
}

TEST_F(SoundFile, SamplesThatAreNotNumbersAreRefusedBothWays) {
    const auto format = SampleFormat::float64;
    auto samples = random_recording(format, 2, 100);
    write_sound_file(path("n.wav"), samples);
    const auto size = static_cast<std::streamoff>(fs::file_size(path("n.wav")));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::string bytes(sizeof nan, '\0');
    std::memcpy(bytes.data(), &nan, sizeof nan);
    overwrite(path("n.wav"), size - 8, bytes);
    EXPECT_THAT(reading_error(path("n.wav")), HasSubstr("not a number (channel 2, frame 99)"));

    samples.channels[0][5] = std::numeric_limits<double>::infinity();
    EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(path("m.wav"), samples); }),
                HasSubstr("not a number (channel 1, frame 5)"));
    EXPECT_FALSE(fs::exists(path("m.wav")));
}

TEST_F(SoundFile, RatesAndChannelsOutsideTheRangeAreRefused) {
    auto samples = random_recording(SampleFormat::int16, 1, 100);
    write_sound_file(path("r.wav"), samples);
    overwrite(path("r.wav"), 24, std::string("\x64\0\0\0", 4));  // rate 100 Hz
    EXPECT_THAT(reading_error(path("r.wav")), HasSubstr("sample rate of 100 Hz"));
    write_sound_file(path("c.wav"), samples);
    overwrite(path("c.wav"), 22, std::string("\x40\0", 2));  // 64 channels
    EXPECT_THAT(reading_error(path("c.wav")), Not(HasSubstr("accepted")));
}

TEST_F(SoundFile, LossyCodingIsRefused) {
    write_sound_file(path("u.wav"), random_recording(SampleFormat::int16, 1, 100));
    overwrite(path("u.wav"), 20, std::string("\x07\0", 2));  // mu-law
    overwrite(path("u.wav"), 32, std::string("\x01\0\x08\0", 4));
    EXPECT_THAT(reading_error(path("u.wav")), HasSubstr("lossy or packed"));
}

TEST_F(SoundFile, FormatsFlacCannotHoldAndUnknownNamesAreRefusedBeforeWriting) {
    for (const auto format : {SampleFormat::int32, SampleFormat::float32, SampleFormat::float64}) {
        const auto samples = random_recording(format, 2, 100);
        EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(path("x.flac"), samples); }),
                    HasSubstr("use .wav"));
    }
    const auto samples = random_recording(SampleFormat::int16, 2, 100);
    EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(path("x.mp3"), samples); }),
                HasSubstr(".wav or .flac"));
    EXPECT_THAT(names(), ::testing::IsEmpty());
}

TEST_F(SoundFile, UnwritablePathsAreRefusedByName) {
    const auto samples = random_recording(SampleFormat::int16, 2, 100);
    const auto missing = path("no/such/folder/x.wav");
    EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(missing, samples); }),
                AllOf(HasSubstr(missing), HasSubstr("No such file or directory")));
    fs::create_symlink("/dev/null", path("device.wav"));
    EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(path("device.wav"), samples); }),
                HasSubstr("not a regular file"));
}

TEST_F(SoundFile, ASymbolicLinkStaysOne) {
    const auto samples = random_recording(SampleFormat::int16, 2, 100);
    write_sound_file(path("real.wav"), random_recording(SampleFormat::int16, 1, 10));
    fs::create_symlink("real.wav", path("link.wav"));
    write_sound_file(path("link.wav"), samples);
    EXPECT_TRUE(fs::is_symlink(path("link.wav")));
    EXPECT_EQ(read_sound_file(path("real.wav")).channels, samples.channels);
    EXPECT_THAT(names(), ::testing::ElementsAre("link.wav", "real.wav"));
}

TEST_F(SoundFile, AFileThatCannotGrowLeavesNothingBehindAndKeepsTheOldOne) {
    const auto old = random_recording(SampleFormat::int16, 1, 10);
    for (const auto* name : {"full.wav", "full.flac"}) {
        write_sound_file(path(name), old);
        const auto samples = random_recording(SampleFormat::int24, 2, 200000);
        const ohmloop::testing::FileSizeLimit limit(100000);
        EXPECT_THAT(refusal<SoundFileError>([&] { write_sound_file(path(name), samples); }),
                    AllOf(HasSubstr(name), HasSubstr("cannot write")));
        EXPECT_EQ(read_sound_file(path(name)).channels, old.channels);
    }
    EXPECT_THAT(names(), ::testing::ElementsAre("full.flac", "full.wav"));
}

TEST_F(SoundFile, AFullDiskIsAClearSentence) {
    const auto disk = path("disk");
    fs::create_directories(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=128k") != 0) {
        GTEST_SKIP() << "needs the right to mount a tmpfs";
    }
    for (const auto* name : {"/x.wav", "/x.flac"}) {
        const auto samples = random_recording(SampleFormat::int24, 2, 100000);
        const auto text = refusal<SoundFileError>([&] { write_sound_file(disk + name, samples); });
        EXPECT_THAT(text, AllOf(HasSubstr(name), HasSubstr("cannot write")));
    }
    EXPECT_TRUE(fs::is_empty(disk));
    ::umount(disk.c_str());
}

TEST_F(SoundFile, ProgrammersAreHeldToWholeRatesAndEqualChannels) {
    auto samples = random_recording(SampleFormat::int16, 2, 10);
    samples.channels[1].pop_back();
    EXPECT_THROW(write_sound_file(path("x.wav"), samples), BrokenContract);
    EXPECT_THROW(write_sound_file(path("x.wav"), Recording{.rate = Hertz(48000), .channels = {}}),
                 BrokenContract);
}

class RealRecordings : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("OHMLOOP_REAL_RECORDINGS");
        if (folder == nullptr) GTEST_SKIP() << "OHMLOOP_REAL_RECORDINGS names no folder";
        folder_ = folder;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    std::string folder_;
};

TEST_F(RealRecordings, LoopbackOfTheAnalyserIsFloatStereo) {
    const auto recording = read_sound_file(path("qa40x-1khz-loopback-192k.wav"));
    EXPECT_EQ(recording.rate, Hertz(192000));
    EXPECT_EQ(recording.format, SampleFormat::float32);
    EXPECT_EQ(recording.channels.size(), 2U);
    EXPECT_EQ(recording.frames(), 262144U);
}

TEST_F(RealRecordings, OddRatesAndMonoAreRead) {
    const auto amplifier = read_sound_file(path("gain5-120mV.wav"));
    EXPECT_EQ(amplifier.rate, Hertz(44020));
    EXPECT_EQ(amplifier.channels.size(), 2U);
    const auto sweep = read_sound_file(path("sweep.wav"));
    EXPECT_EQ(sweep.channels.size(), 1U);
    EXPECT_EQ(sweep.format, SampleFormat::int16);
    EXPECT_EQ(sweep.frames(), 671999U);  // 1343998 bytes of mono 16 bit
}

TEST_F(RealRecordings, ABrokenHeaderIsOneClearSentence) {
    const auto text = reading_error(path("averaging-020kHz-avrg01.wav"));
    EXPECT_THAT(text, AllOf(HasSubstr("averaging-020kHz-avrg01.wav"),
                            HasSubstr("cannot be read as a sound file"), Not(HasSubstr("\n"))));
    RecordProperty("sentence", text);
}

}  // namespace
}  // namespace ohmloop::audio_io
