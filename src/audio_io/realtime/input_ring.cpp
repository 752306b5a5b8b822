#include "ohmloop/audio_io/realtime/input_ring.hpp"

#include "ohmloop/units/expects.hpp"

#include <utility>

namespace ohmloop::audio_io::realtime {

std::size_t InputRing::readable() noexcept {
    // In this order: the callback marks a gap before it publishes what follows, so that no frame
    // from beyond a mark that is not yet seen is among these.
    const auto end = written_.load();
    const auto marks = marks_.load();
    if (marks == seen_marks_) return static_cast<std::size_t>(end - read_.load());
    counted_gaps_ += marks - seen_marks_;
    seen_marks_ = marks;
    read_.store(written_.load());
    return 0;
}

std::uint32_t InputRing::take_gaps() noexcept { return std::exchange(counted_gaps_, 0); }

std::vector<std::vector<double>> InputRing::read(std::size_t frames) {
    const auto from = read_.load();
    expects(from + frames <= written_.load(), "only what is readable is read");
    std::vector<std::vector<double>> channels(2, std::vector<double>(frames));
    for (std::size_t n = 0; n < frames; ++n) {
        const Frame& frame = frames_[(from + n) % frames_.size()];
        for (std::size_t c = 0; c < frame.size(); ++c) channels[c][n] = frame[c];
    }
    read_.store(from + frames);
    return channels;
}

}  // namespace ohmloop::audio_io::realtime
