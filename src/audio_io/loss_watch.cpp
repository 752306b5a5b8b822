#include "audio_io/loss_watch.hpp"

#include <algorithm>

namespace ohmloop::audio_io {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

LossWatch::LossWatch(const realtime::DuplexTransfer& transfer, Hertz rate, std::uint64_t first)
    : transfer_(transfer), rate_(rate), first_(first), passed_(transfer.passed_frames()) {}

bool LossWatch::is_lost() {
    const auto now = Clock::now();
    // A suspended process must not take its own sleep for the device's.
    waited_ += std::min<Clock::duration>(now - looked_, 10 * poll_interval);
    looked_ = now;
    const auto passed = transfer_.passed_frames();
    if (passed != passed_) waited_ = Clock::duration::zero();
    passed_ = passed;
    const Clock::duration least = is_starting() ? 2s : 500ms;
    return waited_ > std::max(least, 4 * period());
}

bool LossWatch::is_starting() const {
    return static_cast<double>(passed_ - first_) < rate_.value();
}

Clock::duration LossWatch::period() const {
    const std::chrono::duration<double> seconds(transfer_.block_frames() / rate_.value());
    return std::chrono::duration_cast<Clock::duration>(seconds);
}

}  // namespace ohmloop::audio_io
