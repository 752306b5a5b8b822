#include "integrity.hpp"
#include "measure/observe/separation.hpp"

#include "ohmloop/measure/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;
using signal::Drive;

/// Mean |gain| of the tones above -60 dBFS under a drive; nullopt when none was played.
std::optional<double> mean_gain(const ChannelObservations& channel, Drive drive) {
    double sum = 0;
    int count = 0;
    for (const auto& tones : channel.tones)
        for (const auto& tone : tones.tones)
            if (tones.drive == drive && tone.level_dbfs > -60) {
                sum += std::abs(tone.gain);
                ++count;
            }
    return count == 0 ? std::nullopt : std::optional(sum / count);
}

/// True when no tone above -60 dBFS stands clear of the noise.
bool hears_nothing(const ChannelObservations& channel) {
    for (const auto& tones : channel.tones)
        for (const auto& tone : tones.tones)
            if (tone.level_dbfs > -60 && tone.relative_uncertainty < 0.02) return false;
    return true;
}

double loudest_gain(const Take& take) {
    double loudest = 0;
    for (const auto& channel : take.observations.channels)
        for (const Drive drive : {Drive::both, Drive::opposite, Drive::left, Drive::right})
            loudest = std::max(loudest, mean_gain(channel, drive).value_or(0));
    return loudest;
}

void doubt_dead(Take& take) {
    const double loudest = loudest_gain(take);
    for (auto& channel : take.observations.channels) {
        const Drive own_side = channel.output_channel == 0 ? Drive::left : Drive::right;
        double own = 0;
        for (const Drive drive : {Drive::both, Drive::opposite, own_side})
            own = std::max(own, mean_gain(channel, drive).value_or(0));
        channel.dead = hears_nothing(channel) || own < 1e-3 * loudest;
        if (channel.dead)
            add_doubt(take, {"channel_dead", Severity::weakens,
                             channel_name(channel.output_channel), take.load.name,
                             fmt::format("the {} channel carries no trace of the stimulus",
                                         channel_name(channel.output_channel)),
                             "check that side's cable and the input's channel, or measure one "
                             "channel alone with --wiring"});
    }
    const auto& channels = take.observations.channels;
    if (std::all_of(channels.begin(), channels.end(), [](const auto& c) { return c.dead; }))
        add_doubt(take, {"no_signal", Severity::spoils, std::nullopt, take.load.name,
                         "the recording holds no signal",
                         "check that the right input is recorded, its switch and level are up, and "
                         "the jack plays"});
}

void doubt_summed(Take& take) {
    for (const auto& channel : take.observations.channels) {
        const auto together = mean_gain(channel, Drive::both);
        const auto opposite = mean_gain(channel, Drive::opposite);
        if (channel.dead || !together || !opposite || *opposite > 0.1 * *together) continue;
        add_doubt(take, {"summed_to_mono", Severity::spoils, std::nullopt, take.load.name,
                         "signals of opposite sign cancel: left and right are summed somewhere",
                         "use a stereo plug and cable, switch mono mixing off, or give --wiring "
                         "left"});
        return;
    }
}

void doubt_clipped(Take& take) {
    for (const auto& channel : take.observations.channels)
        if (channel.clipped_frames > 0)
            add_doubt(take, {"input_clipped", Severity::weakens,
                             channel_name(channel.output_channel), take.load.name,
                             fmt::format("the recording input clips from {:.1f} dBFS played on",
                                         std::min(channel.clip_level_dbfs, 0.0)),
                             "turn the input gain down or put a pad before it; figures above that "
                             "level are bounds"});
}

/// The phase of the reference tone, both channels driven alike; nullopt when none was played.
std::optional<std::complex<double>> common_gain(const ChannelObservations& channel) {
    for (const auto& tones : channel.tones)
        for (const auto& tone : tones.tones)
            if (tones.drive == Drive::both && tone.level_dbfs > -60) return tone.gain;
    return std::nullopt;
}

/// The reference tone's gain under a drive; nullopt when none was played or it drowns in noise.
std::optional<std::complex<double>> reference_gain(const ChannelObservations& channel,
                                                   Drive drive) {
    for (const auto& tones : channel.tones)
        for (const auto& tone : tones.tones)
            if (tones.drive == drive && tone.frequency_hz == reference_hz &&
                tone.level_dbfs > -60 && tone.relative_uncertainty < 0.02)
                return tone.gain;
    return std::nullopt;
}

/// Which side a take's channels are of; unknown where it plays nothing that tells.
enum class Sides { unknown, straight, swapped };

/// A channel alone comes back on its own side or on the other.
Sides sides_alone(const Take& take) {
    if (take.observations.channels.size() < 2) return Sides::unknown;
    const auto own = mean_gain(take.observations.channels[0], Drive::left);
    const auto other = mean_gain(take.observations.channels[1], Drive::left);
    if (!own || !other) return Sides::unknown;
    if (*other > 2 * *own) return Sides::swapped;
    return *own > 2 * *other ? Sides::straight : Sides::unknown;
}

/// Where the two are driven with opposite signs, a channel comes back with its own sign or the
/// other's.
Sides sides_by_sign(const ChannelObservations& channel) {
    const auto alike = reference_gain(channel, Drive::both);
    const auto opposite = reference_gain(channel, Drive::opposite);
    if (channel.dead || !alike || !opposite) return Sides::unknown;
    const double cosine = std::real(*alike * std::conj(*opposite)) / std::abs(*alike * *opposite);
    if (std::abs(cosine) < 0.5) return Sides::unknown;
    return cosine < 0 ? Sides::swapped : Sides::straight;
}

Sides sides_of(const Take& take) {
    auto sides = sides_alone(take);
    for (const auto& channel : take.observations.channels)
        if (sides == Sides::unknown) sides = sides_by_sign(channel);
    return sides;
}

void doubt_swapped(Take& take) {
    if (sides_of(take) != Sides::swapped) return;
    add_doubt(take,
              {"channels_swapped", Severity::weakens, std::nullopt, take.load.name,
               "what is played left arrives right: the channels are swapped",
               "swap the plugs, or the two numbers of --inputs (1,2 where it was not given)"});
}

void doubt_inverted(Take& take) {
    const auto& channels = take.observations.channels;
    if (channels.size() < 2 || channels[0].dead || channels[1].dead) return;
    const auto left = common_gain(channels[0]);
    const auto right = common_gain(channels[1]);
    // Filters and unequal coupling capacitors turn the phase by less than 60 degrees.
    if (!left || !right || std::real(*left * std::conj(*right)) > -0.5 * std::abs(*left * *right))
        return;
    add_doubt(take, {"channels_opposed", Severity::weakens, std::nullopt, take.load.name,
                     "left and right come back with opposite polarity: one of them is inverted",
                     "check the cable (one side of a balanced pair?) and the input's polarity "
                     "switches"});
}

/// Below this peak the converter's steps and noise rule the small figures.
constexpr double low_peak = 0.01;

void doubt_low(Take& take) {
    double peak = 0;
    double played = -200;
    for (const auto& channel : take.observations.channels) {
        if (!channel.dead) peak = std::max(peak, channel.peak);
        for (const auto& tones : channel.tones)
            for (const auto& tone : tones.tones) played = std::max(played, tone.level_dbfs);
    }
    // Who asked for quiet playing knows it.
    if (peak <= 0 || peak > low_peak || played < -30) return;
    add_doubt(take, {"level_low", Severity::weakens, std::nullopt, take.load.name,
                     fmt::format("the recording peaks at {:.0f} dBFS: the input's own noise hides "
                                 "small figures",
                                 20 * std::log10(peak)),
                     "turn the input gain or the device's volume up, or use a more sensitive "
                     "input"});
}

/// Mean square per hertz beside the quietest lone tone; 0 where none was played.
double density_beside_tones(const ChannelObservations& channel, Hertz rate) {
    const auto band = audio_band(rate);
    const TonesObservation* quietest = nullptr;
    for (const auto& tones : channel.tones)
        if (tones.tones.size() == 1 && tones.noise.random > 0 &&
            (quietest == nullptr || tones.fundamental_rms < quietest->fundamental_rms))
            quietest = &tones;
    return quietest == nullptr ? 0 : quietest->noise.random / (band.high_hz - band.low_hz);
}

/// A record that stands still where noise beside the tones would move it.
void doubt_gate(Take& take) {
    for (auto& channel : take.observations.channels) {
        if (channel.dead) continue;
        const double beside = density_beside_tones(channel, take.rate);
        for (auto& noise : channel.noises) {
            if (!noise.frozen || beside <= noise.hidden_density) continue;
            noise.gated = true;
            noise.hidden_density = beside;
            add_doubt(take, {"noise_gated", Severity::weakens, channel_name(channel.output_channel),
                             take.load.name,
                             "the recording stands still where next to nothing is played, though "
                             "there is noise beside the tones: the input or the port gates it",
                             "switch noise suppression, gates and automatic muting off"});
        }
    }
}

}  // namespace

void refuse_some_swapped(std::vector<Take>& takes) {
    const auto straight = [](const Take& take) {
        return take.usable && sides_of(take) == Sides::straight;
    };
    if (std::none_of(takes.begin(), takes.end(), straight)) return;
    for (auto& take : takes)
        for (auto& doubt : take.doubts)
            if (doubt.code == "channels_swapped") {
                take.usable = false;
                doubt.severity = Severity::spoils;
                doubt.text += " here, and not with other loads";
            }
}

void doubt_channels(Take& take) {
    doubt_dead(take);
    doubt_inverted(take);
    doubt_low(take);
    doubt_gate(take);
    doubt_swapped(take);
    doubt_summed(take);
    doubt_clipped(take);
}

}  // namespace ohmloop::measure
