#include "audio_io/loss_watch.hpp"

#include <algorithm>

namespace ohmloop::audio_io {

using Clock = std::chrono::steady_clock;

LossWatch::LossWatch(const realtime::DuplexTransfer& transfer, Hertz rate, Clock::duration least)
    : transfer_(transfer), rate_(rate), least_(least), passed_(transfer.passed_frames()) {}

bool LossWatch::is_lost() {
    const auto now = Clock::now();
    // A suspended process must not take its own sleep for the device's.
    waited_ += std::min<Clock::duration>(now - looked_, 10 * poll_interval);
    looked_ = now;
    const auto passed = transfer_.passed_frames();
    if (passed != passed_) waited_ = Clock::duration::zero();
    passed_ = passed;
    return waited_ > std::max<Clock::duration>(least_, 4 * period());
}

Clock::duration LossWatch::period() const {
    const std::chrono::duration<double> seconds(transfer_.block_frames() / rate_.value());
    return std::chrono::duration_cast<Clock::duration>(seconds);
}

}  // namespace ohmloop::audio_io
