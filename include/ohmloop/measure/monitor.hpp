#pragma once

#include "ohmloop/measure/inspection.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace ohmloop::measure {

/// How strong a channel is; full scale = 1.
struct LevelReading {
    double rms = 0;           ///< of everything but the mean, in the time the level is taken over
    double peak = 0;          ///< largest |sample| in that time
    double held = 0;          ///< and in the last three seconds
    std::uint64_t clips = 0;  ///< since the start: times it stayed at full scale for two frames
};

/// By how much the recorder's clock runs faster than the one that makes the tone it hears.
struct ClockReading {
    double ppm = 0;
    double uncertainty_ppm = 0;  ///< standard
};

/// A tone made at `played` Hz is heard at played / (1 + offset) by a recorder that runs fast. None
/// where the tone is another one, off by more than 0.1 %, or its frequency not known to 5 ppm.
[[nodiscard]] std::optional<ClockReading> clock_offset(const ToneInspection& tone, Hertz played);

struct MonitoredChannel {
    LevelReading level;
    std::vector<double> spectrum;             ///< mean square in each band, full scale = 1
    std::optional<ChannelInspection> second;  ///< none before a second without a gap was heard
};

struct MonitorReading {
    double heard_s = 0;
    std::uint64_t gaps = 0;
    std::uint64_t reports = 0;          ///< losses the host reported: hints, not proof
    std::vector<double> band_edges_hz;  ///< of the spectra: one more than they have bands
    std::vector<MonitoredChannel> channels;
    std::optional<ClockReading> clock;  ///< of the channel that tells it best, unless it jumps
};

struct MonitorSettings {
    Hertz rate{48000};
    Seconds level_over{0.3};  ///< the time a level is taken over
    Hertz played{997};        ///< the tone that tells the clock's offset
};

/// What comes in, listened to without end. Levels are of the last moments, the spectrum of the last
/// second or what there is of it; each second is inspected once as a whole, since it takes some
/// 50 ms a channel: above 96 kHz each 96000 frames. A gap starts the second anew.
class Monitor {
  public:
    explicit Monitor(const MonitorSettings& settings);
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    ~Monitor();

    /// The next frames of two channels, and the gaps before them; `overruns` of the recording are
    /// what the host reported.
    void hear(const signal::Recording& block, std::uint32_t gaps = 0);
    /// Inspects a channel of a second that is complete; false when there is none left. Called after
    /// hear() until then: a reading shows what was inspected.
    bool inspect_channel();
    [[nodiscard]] MonitorReading reading() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ohmloop::measure
