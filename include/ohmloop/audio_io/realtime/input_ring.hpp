#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ohmloop::audio_io::realtime {

/// Frames of two channels on their way from the host's callback to one reader, without an end and
/// without a gap: at a gap what is still unread is dropped, and the gap counted.
///
/// Threads: mark_gap(), note_report() and push() belong to the callback, the rest to the reader.
/// Neither waits for the other; nothing is allocated after construction.
class InputRing {
  public:
    using Frame = std::array<double, 2>;

    explicit InputRing(std::size_t frames) : frames_(frames) {}

    /// Something was lost before what is pushed next.
    void mark_gap() noexcept { marks_.fetch_add(1); }

    /// The host says that it lost something: a hint that is counted, no more.
    void note_report() noexcept { reports_.fetch_add(1); }

    /// `frame(n)` is the n-th of them. Where there is no room for all, all are lost: a gap.
    template <class Frames>
    void push(std::size_t frames, const Frames& frame) noexcept {
        const auto end = written_.load();
        if (end + frames - read_.load() > frames_.size()) {
            if (!is_dropping_) mark_gap();
            is_dropping_ = true;
            return;
        }
        is_dropping_ = false;
        for (std::size_t n = 0; n < frames; ++n) frames_[(end + n) % frames_.size()] = frame(n);
        written_.store(end + frames);
    }

    /// Frames that can be read, nothing lost among them nor since those read last, but for the
    /// gaps that take_gaps() then counts.
    [[nodiscard]] std::size_t readable() noexcept;
    /// Gaps since it was asked last.
    [[nodiscard]] std::uint32_t take_gaps() noexcept;
    /// Reports since it was asked last.
    [[nodiscard]] std::uint32_t take_reports() noexcept { return reports_.exchange(0); }
    /// The next frames, as many as are readable at most.
    [[nodiscard]] std::vector<std::vector<double>> read(std::size_t frames);

  private:
    std::vector<Frame> frames_;
    std::atomic<std::uint64_t> written_{0};  ///< frames so far
    std::atomic<std::uint64_t> read_{0};
    std::atomic<std::uint32_t> marks_{0};
    std::atomic<std::uint32_t> reports_{0};
    bool is_dropping_ = false;      ///< the callback's
    std::uint32_t seen_marks_ = 0;  ///< the reader's
    std::uint32_t counted_gaps_ = 0;
};

}  // namespace ohmloop::audio_io::realtime
