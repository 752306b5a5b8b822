#pragma once

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include <chrono>
#include <cstdint>

namespace ohmloop::audio_io {

/// How often a waiting control thread looks at its streams.
inline constexpr std::chrono::milliseconds poll_interval{5};

/// Notices that the host has stopped calling back: no frame for half a second, or for four periods
/// where these are longer. A stream's first second may begin with a pause of two: a sound server
/// fills its buffers. A stream that vanished mostly looks like one that ended well (PortAudio 19.6
/// reports success), so frames are counted instead of believing the host.
class LossWatch {
  public:
    /// `first`: the transfer's frames when the stream was started.
    LossWatch(const realtime::DuplexTransfer& transfer, Hertz rate, std::uint64_t first);

    /// Called every poll_interval or so.
    [[nodiscard]] bool is_lost();

  private:
    [[nodiscard]] bool is_starting() const;
    [[nodiscard]] std::chrono::steady_clock::duration period() const;

    const realtime::DuplexTransfer& transfer_;
    Hertz rate_;
    std::uint64_t first_;
    std::uint64_t passed_;
    std::chrono::steady_clock::time_point looked_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::duration waited_{0};
};

}  // namespace ohmloop::audio_io
