#pragma once

#include "audio_io/simulated_converter.hpp"
#include "audio_io/simulated_fault.hpp"

#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/simulation/bench.hpp"
#include "ohmloop/simulation/random.hpp"
#include "ohmloop/simulation/resampler.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ohmloop::audio_io {

/// The slow gain change of a card: a random walk in dB, one step a second.
class GainDrift {
  public:
    GainDrift(double db_a_minute, double rate, std::uint64_t seed);
    /// Multiplies the next frames of all channels, each by the same.
    void apply(std::vector<std::vector<double>>& channels);

  private:
    void next_second();
    double step_db_;
    std::uint64_t second_;  ///< frames
    std::uint64_t frame_ = 0;
    simulation::Random random_;
    double from_ = 1;
    double to_ = 1;
};

/// The bench as one endless stream: what is played at one clock, recorded at another, through the
/// card's latency, gain and converter. The device and the load switch share it.
class SimulatedSession {
  public:
    /// `setup`: with true loads and the card's full scale resolved.
    SimulatedSession(const SimulatedSetup& setup, std::vector<Fault> faults, Hertz rate);

    [[nodiscard]] signal::Recording exchange(const signal::Waveform& play);
    /// What is recorded while this is played, and no longer: the next piece of the stream.
    [[nodiscard]] signal::Recording pass(const signal::Waveform& play);
    /// Takes a second, in silence.
    void change_load(const std::string& name);
    [[nodiscard]] Hertz rate() const { return rate_; }
    [[nodiscard]] bool one_clock() const { return offset_ == 0 && wander_frames_ == 0; }

  private:
    [[nodiscard]] std::size_t frames_to_play(std::size_t stimulus) const;
    [[nodiscard]] std::vector<std::vector<double>> run(const signal::Waveform& play);
    void record(std::vector<std::vector<double>>& channels);
    [[nodiscard]] double position(double recorded) const;
    [[nodiscard]] signal::Recording play_through(signal::Waveform play, std::size_t stimulus);
    [[nodiscard]] signal::Recording converted(AnalogueTake take, std::size_t asked);

    SimulatedSetup setup_;
    std::vector<Fault> faults_;
    Hertz rate_;
    simulation::Bench bench_;
    simulation::Resampler stream_;
    simulation::Random random_;
    GainDrift drift_;
    SimulatedConverter converter_;
    double offset_;  ///< of the recorder's clock, 1e-6 x ppm
    double wander_frames_ = 0;
    double latency_frames_;  ///< between the bench's output and the recording
    double take_gain_ = 1;   ///< drawn at every change of load
    double match_ = 1;       ///< the second input's gain re the first's
    std::int64_t played_ = 0;
    std::int64_t recorded_ = 0;
};

}  // namespace ohmloop::audio_io
