#pragma once

#include "ohmloop/measure/monitor.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ohmloop::measure {

/// The level of one channel, in pieces of 50 ms whatever the cutting of what it hears.
class LevelMeter {
  public:
    /// `level_over`: the time of the rms and of the peak.
    LevelMeter(Hertz rate, Seconds level_over);

    void hear(const std::vector<double>& samples);
    /// Of whole pieces; nothing before the first.
    [[nodiscard]] LevelReading reading() const;

  private:
    struct Piece {
        double sum = 0;
        double squares = 0;
        double peak = 0;
        std::size_t frames = 0;

        void add(double x);
        void add(const Piece& other);
    };

    void watch_for_clips(double x);
    [[nodiscard]] Piece last(std::size_t pieces) const;

    std::size_t piece_frames_;
    std::size_t level_pieces_;
    std::size_t held_pieces_;
    std::deque<Piece> pieces_;  ///< whole ones, oldest first
    Piece open_;
    std::size_t frames_at_full_scale_ = 0;  ///< in a row
    std::uint64_t clips_ = 0;
};

}  // namespace ohmloop::measure
