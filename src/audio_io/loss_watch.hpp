#pragma once

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include <chrono>
#include <cstdint>

namespace ohmloop::audio_io {

/// How often a waiting control thread looks at its streams.
inline constexpr std::chrono::milliseconds poll_interval{5};

/// Notices that the host has stopped calling back: no frame for `least`, or for four periods where
/// these are longer. A stream that vanished mostly looks like one that ended well (PortAudio 19.6
/// reports success), so frames are counted instead of believing the host.
class LossWatch {
  public:
    LossWatch(const realtime::DuplexTransfer& transfer, Hertz rate,
              std::chrono::steady_clock::duration least);

    /// Called every poll_interval or so.
    [[nodiscard]] bool is_lost();

  private:
    [[nodiscard]] std::chrono::steady_clock::duration period() const;

    const realtime::DuplexTransfer& transfer_;
    Hertz rate_;
    std::chrono::steady_clock::duration least_;
    std::uint64_t passed_;
    std::chrono::steady_clock::time_point looked_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::duration waited_{0};
};

}  // namespace ohmloop::audio_io
