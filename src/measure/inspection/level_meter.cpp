#include "level_meter.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double piece_s = 0.05;
constexpr double held_s = 3;
/// One step of 16 bits below: what some converters stop at.
constexpr double nearly_full_scale = 1 - 1.0 / (1 << 15);

std::size_t pieces_in(double seconds) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(seconds / piece_s)));
}

}  // namespace

void LevelMeter::Piece::add(double x) {
    sum += x;
    squares += x * x;
    peak = std::max(peak, std::abs(x));
    ++frames;
}

void LevelMeter::Piece::add(const Piece& other) {
    sum += other.sum;
    squares += other.squares;
    peak = std::max(peak, other.peak);
    frames += other.frames;
}

LevelMeter::LevelMeter(Hertz rate, Seconds level_over)
    : piece_frames_(static_cast<std::size_t>(std::lround(piece_s * rate.value()))),
      level_pieces_(pieces_in(level_over.value())),
      held_pieces_(std::max(level_pieces_, pieces_in(held_s))) {}

void LevelMeter::hear(const std::vector<double>& samples) {
    for (const double x : samples) {
        watch_for_clips(x);
        open_.add(x);
        if (open_.frames < piece_frames_) continue;
        pieces_.push_back(open_);
        open_ = {};
        if (pieces_.size() > held_pieces_) pieces_.pop_front();
    }
}

void LevelMeter::watch_for_clips(double x) {
    frames_at_full_scale_ = std::abs(x) >= nearly_full_scale ? frames_at_full_scale_ + 1 : 0;
    if (frames_at_full_scale_ == 2) ++clips_;
}

LevelMeter::Piece LevelMeter::last(std::size_t pieces) const {
    Piece all;
    const std::size_t count = std::min(pieces, pieces_.size());
    for (std::size_t n = pieces_.size() - count; n < pieces_.size(); ++n) all.add(pieces_[n]);
    return all;
}

LevelReading LevelMeter::reading() const {
    const Piece now = last(level_pieces_);
    if (now.frames == 0) return {0, 0, 0, clips_};
    const auto count = static_cast<double>(now.frames);
    const double mean = now.sum / count;
    const double mean_square = std::max(0.0, now.squares / count - mean * mean);
    return {std::sqrt(mean_square), now.peak, last(held_pieces_).peak, clips_};
}

}  // namespace ohmloop::measure
