#include "audio_io/simulated_stream.hpp"

#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmloop::audio_io {

namespace {

constexpr double tail_s = 0.25;   // of silence after a stimulus, beside the latency
constexpr double changing_s = 1;  // what it takes to change a load
constexpr double wander_period_s = 6;
constexpr std::size_t piece = 4800;  // frames between two looks at the stop request

double ratio(double db) { return std::pow(10, db / 20); }

}  // namespace

GainDrift::GainDrift(double db_a_minute, double rate, std::uint64_t seed)
    : step_db_(db_a_minute / std::sqrt(60.0)),
      second_(static_cast<std::uint64_t>(rate)),
      random_(seed, 13) {}

void GainDrift::next_second() {
    from_ = to_;
    to_ *= ratio(step_db_ * random_.normal());
}

void GainDrift::apply(std::vector<std::vector<double>>& channels) {
    if (step_db_ == 0) return;
    for (std::size_t i = 0; i < channels[0].size(); ++i, ++frame_) {
        if (frame_ % second_ == 0) next_second();
        const double part = static_cast<double>(frame_ % second_) / static_cast<double>(second_);
        const double gain = from_ + part * (to_ - from_);
        for (auto& channel : channels) channel[i] *= gain;
    }
}

SimulatedSession::SimulatedSession(const SimulatedSetup& setup, std::vector<Fault> faults,
                                   Hertz rate)
    : setup_(setup),
      faults_(std::move(faults)),
      rate_(rate),
      bench_(setup.port, setup.card, setup.loads, setup.wiring, rate, setup.seed),
      random_(setup.seed, 12),
      drift_(setup.card.drift_db, rate.value(), setup.seed),
      converter_{setup.card.bits},
      offset_(1e-6 * setup.card.clock_offset.value()) {
    for (const Fault& fault : faults_) wander_frames_ += fault.wander_frames;
    const double wanted =
        setup.card.latency.value() * rate.value() - static_cast<double>(bench_.delay_frames());
    const double least = static_cast<double>(simulation::Resampler::reach) + 1 + wander_frames_;
    latency_frames_ = std::max(wanted, least);
    // A whole number of frames but for rounding is meant to be one, and much quicker.
    const double whole = std::round(latency_frames_);
    if (std::abs(latency_frames_ - whole) < 1e-6) latency_frames_ = whole;
    take_gain_ = ratio(setup.card.repeatability_db * random_.normal());
    match_ = ratio(setup.card.channel_match_db * simulation::Random(setup.seed, 14).symmetric());
}

std::size_t SimulatedSession::frames_to_play(std::size_t stimulus) const {
    const double latency = latency_frames_ + static_cast<double>(bench_.delay_frames());
    const double tail = latency + tail_s * rate_.value();
    // A slow recorder delivers fewer frames than are played.
    const double needed = (static_cast<double>(stimulus) + tail) / std::min(1.0, 1 + offset_);
    return static_cast<std::size_t>(std::ceil(needed)) + 1;
}

std::vector<std::vector<double>> SimulatedSession::run(const signal::Waveform& play) {
    std::vector<std::vector<double>> recorded(2);
    std::vector<double> left(piece);
    std::vector<double> right(piece);
    const std::span<const double> in_left(play.channels[0]);
    const std::span<const double> in_right(play.channels[1]);
    for (std::size_t done = 0; done < in_left.size(); done += piece) {
        if (device::stop_requested()) throw device::Interrupted("stopped on request");
        const std::size_t n = std::min(piece, in_left.size() - done);
        const auto out_left = std::span(left).first(n);
        const auto out_right = std::span(right).first(n);
        bench_.process(in_left.subspan(done, n), in_right.subspan(done, n), out_left, out_right);
        stream_.push(out_left, out_right);
        played_ += static_cast<std::int64_t>(n);
        record(recorded);
    }
    drift_.apply(recorded);
    return recorded;
}

double SimulatedSession::position(double recorded) const {
    const double turn = 2 * std::numbers::pi / (wander_period_s * rate_.value());
    const double wander = wander_frames_ == 0 ? 0 : wander_frames_ * std::sin(turn * recorded);
    return recorded / (1 + offset_) - latency_frames_ + wander;
}

// All that the recorder's clock has reached by now.
void SimulatedSession::record(std::vector<std::vector<double>>& channels) {
    const auto end =
        static_cast<std::int64_t>(std::floor(static_cast<double>(played_) * (1 + offset_)));
    for (; recorded_ < end; ++recorded_) {
        const double place = position(static_cast<double>(recorded_));
        const double whole = std::floor(place);
        std::array<double, 2> frame{};  // silence before the stream began
        if (whole >= 0) frame = stream_.at(static_cast<std::int64_t>(whole), place - whole);
        channels[0].push_back(take_gain_ * frame[0]);
        channels[1].push_back(take_gain_ * match_ * frame[1]);
    }
    const double next = position(static_cast<double>(recorded_)) - 2 * wander_frames_;
    stream_.forget_before(static_cast<std::int64_t>(next) - 2);
}

signal::Recording SimulatedSession::converted(AnalogueTake take, std::size_t asked) {
    for (Fault& fault : faults_)
        if (fault.take) fault.take(take);
    signal::Recording recording;
    recording.rate = rate_;
    recording.format = converter_.format();
    recording.frames_asked = asked;
    recording.channels = std::move(take.channels);
    for (auto& channel : recording.channels) converter_.convert(channel);
    return recording;
}

signal::Recording SimulatedSession::play_through(signal::Waveform play, std::size_t stimulus) {
    for (Fault& fault : faults_)
        if (fault.play) fault.play(play);
    AnalogueTake take;
    take.channels = run(play);
    take.rate = rate_.value();
    take.played = stimulus;
    take.noise = setup_.card.noise_density * std::sqrt(0.5 * rate_.value()) /
                 (setup_.card.full_scale.value() * std::numbers::sqrt2);
    take.random = &random_;
    const std::size_t asked = take.channels[0].size();
    return converted(std::move(take), asked);
}

signal::Recording SimulatedSession::exchange(const signal::Waveform& stimulus) {
    expects(stimulus.channels.size() == 2, "a simulated port plays two channels");
    expects(stimulus.rate == rate_, "the stimulus has the stream's rate");
    signal::Waveform whole = stimulus;
    for (auto& channel : whole.channels) channel.resize(frames_to_play(stimulus.frames()), 0.0);
    return play_through(std::move(whole), stimulus.frames());
}

signal::Recording SimulatedSession::pass(const signal::Waveform& play) {
    expects(play.channels.size() == 2, "a simulated port plays two channels");
    expects(play.rate == rate_, "what is played has the stream's rate");
    return play_through(play, play.frames());
}

void SimulatedSession::change_load(const std::string& name) {
    std::vector<std::string> known;
    for (const auto& load : setup_.loads) known.push_back(load.name);
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
        throw device::DeviceError(
            fmt::format("the simulated bench has no load \"{}\"{}", name, suggestion(name, known)));
    const bool stuck = std::any_of(faults_.begin(), faults_.end(),
                                   [](const Fault& fault) { return fault.switch_stuck; });
    if (!stuck) bench_.select_load(static_cast<std::size_t>(found - known.begin()));
    const std::vector<double> silence(static_cast<std::size_t>(changing_s * rate_.value()), 0.0);
    static_cast<void>(run({rate_, {silence, silence}}));
    take_gain_ = ratio(setup_.card.repeatability_db * random_.normal());
}

}  // namespace ohmloop::audio_io
