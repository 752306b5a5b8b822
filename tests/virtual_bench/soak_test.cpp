#include "bench_environment.hpp"
#include "steady_tone.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/measure/take.hpp"
#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/marker.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <malloc.h>
#include <numbers>
#include <optional>
#include <random>
#include <string>
#include <thread>

namespace ohmloop::virtual_bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using signal::Recording;

constexpr Hertz rate(48000);
constexpr Hertz tone(997);
constexpr double radians_per_frame = 2 * std::numbers::pi * tone.value() / rate.value();

int setting(const char* name, int usual) {
    const auto text = from_environment(name);
    return text.empty() ? usual : std::stoi(text);
}

/// A marker, 1.5 s of tone, a marker: what the program plays, in short.
signal::Layout short_body() {
    const signal::SegmentSpec marker{signal::Marker{0x50a7}, signal::Drive::both, Seconds(0),
                                     signal::marker_duration()};
    const signal::SegmentSpec steady{signal::Tones{{{tone, DbFs(-10)}}}, signal::Drive::both,
                                     Seconds(0.05), Seconds(1.5)};
    return signal::place(rate, {marker, steady, marker});
}

/// One core does nothing else while this lives.
class BusyCore {
  public:
    BusyCore()
        : thread_([this] {
              while (!ends_.load(std::memory_order_relaxed)) turns_ = turns_ + 1;
          }) {}
    BusyCore(const BusyCore&) = delete;
    BusyCore& operator=(const BusyCore&) = delete;
    ~BusyCore() {
        ends_.store(true);
        thread_.join();
    }

  private:
    std::atomic<bool> ends_{false};
    volatile unsigned turns_ = 0;
    std::thread thread_;
};

/// Troubles the bench once, a second or two from now, in the midst of an exchange.
class Trouble {
  public:
    Trouble(void (*make)(std::mt19937&), unsigned seed)
        : thread_([make, seed] {
              std::mt19937 random(seed);
              std::this_thread::sleep_for(std::chrono::milliseconds(1000 + random() % 800));
              make(random);
          }) {}
    Trouble(const Trouble&) = delete;
    Trouble& operator=(const Trouble&) = delete;
    ~Trouble() { thread_.join(); }

  private:
    std::thread thread_;
};

/// The bench stands still for one to seven periods of 1.3 ms. The server waits for nobody, but it
/// may skip these periods for everybody, and then nothing is lost.
void hold_up(std::mt19937& random) {
    std::ifstream file(from_environment("OHMLOOP_BENCH_STATE") + "/bench.pid");
    int bench = 0;
    file >> bench;
    if (bench <= 0) return;
    ::kill(bench, SIGSTOP);
    std::this_thread::sleep_for(std::chrono::microseconds(1500 + random() % 8000));
    ::kill(bench, SIGCONT);
}

/// A period is lost for certain, so that there is something to notice.
void come_late(std::mt19937&) { EXPECT_TRUE(make_bench_late()); }

/// Whether the program would use the recording as if nothing had been. By its samples alone: what
/// the host says about lost ones is a hint, and left out here.
bool passes_for_whole(Recording recording, const signal::Layout& layout) {
    recording.overruns = recording.underruns = 0;
    const measure::Take take =
        measure::observe({profiles::Load{}, 0, layout, std::move(recording), true, 0, "ceiling"});
    return take.usable && take.doubts.empty();
}

/// What became of the exchanges.
struct Tally {
    int exchanges = 0;
    int lossy = 0;
    int unnoticed = 0;
    int doubted = 0;
    int refused = 0;  ///< by the stream itself, so noticed

    void add(const Recording& recording, const signal::Layout& layout) {
        const SteadyTone tone_heard(recording.channels[0], radians_per_frame);
        const auto breaks = tone_heard.breaks();
        const bool passes = passes_for_whole(recording, layout);
        lossy += breaks.empty() ? 0 : 1;
        doubted += passes ? 0 : 1;
        if (breaks.empty() || !passes) return;
        ++unnoticed;
        std::cout << fmt::format("unnoticed: {} frames broken from {} to {}, {:+.2f} late\n",
                                 breaks.size(), breaks.front(), breaks.back(),
                                 tone_heard.late_frames());
    }
};

class Soak : public ::testing::Test {
  protected:
    void SetUp() override {
        if (bench_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench";
        device_ = audio_io::open_portaudio_device(
            {.output = bench_name(),
             .input = recorder_name().empty() ? bench_name() : recorder_name(),
             .host_api = ""});
        select_load("open");
        stream_ = device_->start({});
    }

    std::unique_ptr<device::AudioDevice> device_;
    std::unique_ptr<device::RunningStream> stream_;
};

TEST_F(Soak, NoFrameIsLostUnnoticed) {
    const std::chrono::seconds limit(setting("OHMLOOP_SOAK_SECONDS", 20));
    const auto layout = short_body();
    const auto wave = signal::render(layout);
    const BusyCore busy;
    Tally tally;
    for (const auto end = Clock::now() + limit; Clock::now() < end; ++tally.exchanges) {
        std::optional<Trouble> trouble;
        if (tally.exchanges % 3 != 0)
            trouble.emplace(tally.exchanges % 3 == 1 ? come_late : hold_up,
                            static_cast<unsigned>(tally.exchanges));
        try {
            tally.add(stream_->exchange(wave), layout);
        } catch (const device::DeviceError& error) {
            std::cout << "refused: " << error.what() << "; ";
            ++tally.refused;
            stream_.reset();
            stream_ = device_->start({});
        }
    }
    std::cout << fmt::format(
        "{} exchanges, {} lost frames, {} of these unnoticed; {} doubted, {} refused\n",
        tally.exchanges, tally.lossy, tally.unnoticed, tally.doubted, tally.refused);
    EXPECT_GT(tally.lossy, 0) << "nothing was lost that could have been noticed";
    EXPECT_EQ(tally.unnoticed, 0);
}

/// Kilobytes of memory in use, without what was given back and is only kept at hand.
long resident_kb() {
    ::malloc_trim(0);
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    return 0;
}

long open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
}

TEST_F(Soak, ExchangesLeaveNothingBehind) {
    const int exchanges = setting("OHMLOOP_SOAK_EXCHANGES", 25);
    const auto wave = signal::render(signal::place(
        rate,
        {{signal::Tones{{{tone, DbFs(-10)}}}, signal::Drive::both, Seconds(0), Seconds(0.18)}}));
    long memory = 0;
    long descriptors = 0;
    for (int done = 1; done <= exchanges; ++done) {
        (void)stream_->exchange(wave);
        if (done != std::max(5, exchanges / 10)) continue;
        memory = resident_kb();
        descriptors = open_descriptors();
    }
    const long grown = resident_kb() - memory;
    std::cout << fmt::format("{} exchanges: {:+} kB, {:+} descriptors\n", exchanges, grown,
                             open_descriptors() - descriptors);
    // Threads come and go, and the heap's ends with them. An exchange kept whole would be 400 kB.
    EXPECT_LT(grown, 1024);
    EXPECT_EQ(open_descriptors(), descriptors);
}

}  // namespace
}  // namespace ohmloop::virtual_bench
