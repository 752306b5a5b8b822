#include "take_polarity.hpp"

#include "measure/take/integrity.hpp"
#include "source_doubts.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/signal/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;

/// Cosine of the least turn that counts as half a circle.
constexpr double turned = -0.5;

/// Null where the take is not usable or the channel was silent in it.
ChannelObservations* usable_channel(Take& take, int channel) {
    for (auto& seen : take.observations.channels)
        if (take.usable && seen.output_channel == channel && !seen.dead) return &seen;
    return nullptr;
}

std::optional<Complex> reference_gain(const ChannelObservations& seen, signal::Drive drive) {
    for (const auto& tones : seen.tones)
        for (const auto& tone : tones.tones)
            if (tones.drive == drive && tone.frequency_hz == reference_hz && tone.level_dbfs > -60)
                return tone.gain;
    return std::nullopt;
}

bool is_inverted(const ChannelObservations& first, const ChannelObservations& seen) {
    bool any = false;
    for (const auto& tones : seen.tones) {
        if (signal::drive_sign(tones.drive, seen.output_channel) == 0) continue;
        const auto before = reference_gain(first, tones.drive);
        const auto after = reference_gain(seen, tones.drive);
        if (!before || !after) continue;
        if (std::cos(std::arg(*after / *before)) > turned) return false;
        any = true;
    }
    return any;
}

void turn_back(ChannelObservations& seen) {
    for (auto& tones : seen.tones)
        for (auto& tone : tones.tones) tone.gain = -tone.gain;
    for (auto& ramp : seen.ramps)
        for (auto& point : ramp.points) point.gain = -point.gain;
    for (auto& sweep : seen.sweeps)
        for (auto& value : sweep.response) value = -value;
}

result::Doubt doubt_of(const Take& take, int channel, const std::string& others) {
    return {"polarity_differs",
            result::Severity::weakens,
            channel_name(channel),
            take.load.name,
            fmt::format("{} comes back with {} in the polarity opposite to that with {}: something "
                        "between port and recording was turned round; its sign is taken back",
                        channel_name(channel), take.load.name, others),
            "record every load through the same cable and input, and leave polarity switches "
            "alone"};
}

}  // namespace

std::vector<Take> of_one_polarity(std::vector<Take> takes, Findings& findings) {
    for (const int channel : observed_channels(takes)) {
        std::vector<Take*> same;
        std::vector<Take*> inverted;
        for (auto& take : takes) {
            const auto* seen = usable_channel(take, channel);
            if (seen == nullptr) continue;
            const bool turn =
                !same.empty() && is_inverted(*usable_channel(*same.front(), channel), *seen);
            (turn ? inverted : same).push_back(&take);
        }
        // The odd ones are the fewer; of two takes the later.
        if (inverted.size() > same.size()) std::swap(same, inverted);
        for (auto* take : inverted) {
            turn_back(*usable_channel(*take, channel));
            findings.doubts.push_back(doubt_of(*take, channel, same.front()->load.name));
        }
    }
    return takes;
}

}  // namespace ohmloop::measure
