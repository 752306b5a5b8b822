#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/signal/layout.hpp"

namespace ohmloop::session {

/// Every exchange of a run goes through here: nothing louder than allowed ever does, and a host
/// that lost samples has also lost the common delay.
class GuardedStream {
  public:
    explicit GuardedStream(device::RunningStream& stream) : stream_(stream) {}

    [[nodiscard]] signal::Recording exchange(const signal::Layout& layout, DbFs ceiling);
    [[nodiscard]] signal::Rates rates() const { return stream_.rates(); }

    /// What comes may be late against what came.
    void break_delay() { unbroken_ = false; }
    void double_latency() { stream_.double_latency(); }
    /// Whether one clock and one delay held since this was asked last.
    [[nodiscard]] bool kept_delay();

  private:
    device::RunningStream& stream_;
    bool unbroken_ = true;
};

}  // namespace ohmloop::session
