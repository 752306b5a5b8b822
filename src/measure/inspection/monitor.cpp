#include "ohmloop/measure/monitor.hpp"

#include "band_levels.hpp"
#include "level_meter.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr std::size_t bands = 60;  ///< six an octave
/// What is inspected at once takes a tenth of a second or two: who plays meanwhile must not stand
/// still for half a second.
constexpr std::size_t most_frames = 96000;
constexpr double widest_offset = 1e-3;
constexpr double least_known_ppm = 5;

std::size_t frames_in_a_second(Hertz rate) {
    return static_cast<std::size_t>(std::lround(rate.value()));
}

/// The end of a channel, `frames` long at most.
void append(std::vector<double>& recent, const std::vector<double>& more, std::size_t frames) {
    recent.insert(recent.end(), more.begin(), more.end());
    if (recent.size() <= frames) return;
    recent.erase(recent.begin(), recent.end() - static_cast<std::ptrdiff_t>(frames));
}

}  // namespace

std::optional<ClockReading> clock_offset(const ToneInspection& tone, Hertz played) {
    if (!(tone.frequency_hz > 0)) return std::nullopt;
    const double offset = played.value() / tone.frequency_hz - 1;
    const double uncertainty_ppm = 1e6 * tone.frequency_uncertainty_hz / tone.frequency_hz;
    if (std::abs(offset) > widest_offset || !(uncertainty_ppm <= least_known_ppm))
        return std::nullopt;
    return ClockReading{1e6 * offset, uncertainty_ppm};
}

struct Monitor::State {
    explicit State(const MonitorSettings& wanted)
        : settings(wanted),
          second_frames(std::min(most_frames, frames_in_a_second(wanted.rate))),
          edges_hz(band_edges_hz(bands, wanted.rate)),
          meters(2, LevelMeter(wanted.rate, wanted.level_over)) {}

    void forget_second() {
        for (auto& channel : recent) channel.clear();
        uninspected = 0;
        is_complete = false;
        inspected.clear();
    }

    /// The clock as told by the channel that knows its tone's frequency best.
    [[nodiscard]] std::optional<ClockReading> clock() const {
        std::optional<ClockReading> best;
        for (const auto& channel : inspected) {
            if (!channel.tone || !channel.phase_jumps.empty()) continue;
            const auto told = clock_offset(*channel.tone, settings.played);
            if (told && (!best || told->uncertainty_ppm < best->uncertainty_ppm)) best = told;
        }
        return best;
    }

    MonitorSettings settings;
    std::size_t second_frames;
    std::vector<double> edges_hz;
    std::vector<LevelMeter> meters;
    std::vector<std::vector<double>> recent{2};  ///< the last second of each channel
    std::size_t uninspected = 0;                 ///< frames since the last inspection
    bool is_complete = false;                    ///< a second, of which not all is inspected
    std::vector<ChannelInspection> inspected;    ///< of the second before, or of this one's begin
    std::uint64_t heard = 0;
    std::uint64_t gaps = 0;
    std::uint64_t reports = 0;
};

Monitor::Monitor(const MonitorSettings& settings) : state_(std::make_unique<State>(settings)) {}
Monitor::~Monitor() = default;

void Monitor::hear(const signal::Recording& block, std::uint32_t gaps) {
    expects(block.channels.size() == 2, "two channels are monitored");
    State& state = *state_;
    if (gaps > 0) state.forget_second();
    state.gaps += gaps;
    state.reports += block.overruns;
    state.heard += block.frames();
    state.uninspected += block.frames();
    for (std::size_t c = 0; c < block.channels.size(); ++c) {
        state.meters[c].hear(block.channels[c]);
        append(state.recent[c], block.channels[c], state.second_frames);
    }
    if (state.uninspected < state.second_frames) return;
    state.uninspected %= state.second_frames;
    state.is_complete = true;
    state.inspected.clear();
}

bool Monitor::inspect_channel() {
    State& state = *state_;
    if (!state.is_complete) return false;
    const auto& samples = state.recent[state.inspected.size()];
    const auto inspection = inspect({state.settings.rate, {}, {samples}});
    state.inspected.push_back(inspection.channels.front());
    state.is_complete = state.inspected.size() < state.recent.size();
    return true;
}

MonitorReading Monitor::reading() const {
    const State& state = *state_;
    MonitorReading reading;
    reading.heard_s = static_cast<double>(state.heard) / state.settings.rate.value();
    reading.gaps = state.gaps;
    reading.reports = state.reports;
    reading.band_edges_hz = state.edges_hz;
    reading.clock = state.clock();
    for (std::size_t c = 0; c < state.recent.size(); ++c) {
        MonitoredChannel channel;
        channel.level = state.meters[c].reading();
        channel.spectrum = band_levels(state.recent[c], state.settings.rate, state.edges_hz);
        if (c < state.inspected.size()) channel.second = state.inspected[c];
        reading.channels.push_back(std::move(channel));
    }
    return reading;
}

}  // namespace ohmloop::measure
