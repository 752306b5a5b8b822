#include "heard_channels.hpp"

#include <algorithm>
#include <variant>

namespace ohmloop::measure {

namespace {

/// Jack channels that any steady segment drives.
std::vector<int> driven_channels(const signal::Layout& layout) {
    std::vector<int> driven;
    for (const int channel : {0, 1}) {
        const bool any =
            std::any_of(layout.segments.begin(), layout.segments.end(), [&](const auto& segment) {
                return std::holds_alternative<signal::Tones>(segment.spec.stimulus) &&
                       signal::drive_sign(segment.spec.drive, channel) != 0;
            });
        if (any) driven.push_back(channel);
    }
    return driven;
}

}  // namespace

std::vector<ObservedChannel> heard_channels(const RawTake& raw, const Alignment& alignment) {
    const auto& recorded = raw.recording.channels;
    std::vector<ObservedChannel> heard;
    for (const int channel : driven_channels(raw.layout)) {
        const std::size_t index = recorded.size() == 1 ? 0 : static_cast<std::size_t>(channel);
        if (index >= recorded.size() || (recorded.size() == 1 && !heard.empty())) break;
        heard.push_back({recorded[index], raw.layout, alignment, channel});
    }
    return heard;
}

}  // namespace ohmloop::measure
