#include "ohmloop/measure/sound_breaks.hpp"

#include "measure/take/breaks.hpp"
#include "measure/take/gain_track.hpp"
#include "measure/take/heard_channels.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double same_place_s = 0.05;

}  // namespace

std::vector<SoundBreak> find_sound_breaks(const RawTake& raw, const Alignment& alignment) {
    std::vector<SoundBreak> found;
    for (const auto& in : heard_channels(raw, alignment))
        for (const auto& segment : raw.layout.segments) {
            const double start = static_cast<double>(segment.start) / raw.layout.rate.value();
            const auto track = track_gain(in.samples, in.layout, segment, in.alignment, in.channel);
            for (const auto& each : find_breaks(track))
                found.push_back({in.channel, start + each.seconds, each.frames_skipped != 0});
        }
    return found;
}

bool at_the_same_places(const std::vector<SoundBreak>& earlier,
                        const std::vector<SoundBreak>& later) {
    return std::all_of(later.begin(), later.end(), [&](const SoundBreak& each) {
        return std::any_of(earlier.begin(), earlier.end(), [&](const SoundBreak& before) {
            return before.channel == each.channel &&
                   std::abs(before.seconds - each.seconds) < same_place_s;
        });
    });
}

}  // namespace ohmloop::measure
