#include "return_modes.hpp"

#include "measure/source/delay_fit.hpp"

#include "ohmloop/measure/needs.hpp"

#include <cmath>
#include <optional>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using signal::Drive;

/// Of a tone played in phase: louder, the port itself may bend.
constexpr double loudest_dbfs = -10;
constexpr double weakest_dbfs = -40;

/// 997 Hz as played by a drive; null where it was not.
const ToneReading* tone_of(const ChannelObservations& seen, Drive drive) {
    for (const auto& tones : seen.tones) {
        if (tones.drive != drive) continue;
        for (const auto& tone : tones.tones)
            if (tone.frequency_hz == reference_hz && tone.level_dbfs >= weakest_dbfs &&
                tone.level_dbfs <= loudest_dbfs && std::abs(tone.gain) > 0)
                return &tone;
    }
    return nullptr;
}

Drive alone(int channel) { return channel == 0 ? Drive::left : Drive::right; }

/// A ratio of two readings, and the relative standard uncertainty noise gives it.
struct Ratio {
    Complex value;
    double absolute_noise = 0;
};

std::optional<Ratio> ratio_of(const ToneReading* above, const ToneReading* below) {
    if (above == nullptr || below == nullptr) return std::nullopt;
    const Complex value = above->gain / below->gain;
    return Ratio{value, std::abs(value) *
                            std::hypot(above->relative_uncertainty, below->relative_uncertainty)};
}

class Modes {
  public:
    Modes(const ChannelPair& open, const ChannelPair& loaded, const std::array<Complex, 2>& sources,
          const InputModel& input)
        : open_(open),
          loaded_(loaded),
          sources_(sources),
          y_open_(admittance(open.take.load, input, reference_hz)),
          y_(admittance(loaded.take.load, input, reference_hz)) {}

    [[nodiscard]] std::optional<ReturnReading> silent(int channel) const {
        const auto share = [&](const ChannelPair& pair) {
            const auto drive = alone(1 - channel);
            return ratio_of(tone_of(pair.channel(channel), drive),
                            tone_of(pair.channel(1 - channel), drive));
        };
        const auto with_load = share(loaded_);
        const auto without = share(open_);
        if (!with_load || !without) return std::nullopt;
        const Complex s = loop(channel);
        Complex ohm = 0;
        // The lightest load shows a little of the return, too.
        for (int pass = 0; pass < 3; ++pass) {
            const Complex c = with_load->value - (without->value + ohm * y_open_);
            ohm = -c * s / (1.0 + c);
        }
        return ReturnReading{
            ohm, std::abs(s) * std::hypot(with_load->absolute_noise, without->absolute_noise),
            std::abs(without->value * sources_[static_cast<std::size_t>(channel)])};
    }

    /// How much less current a drive sends through the channel than opposite drive does, and how
    /// much more through the return.
    [[nodiscard]] std::optional<ReturnReading> driven(int channel, Drive drive) const {
        const auto re_opposite = [&](const ChannelPair& pair) {
            return ratio_of(tone_of(pair.channel(channel), drive),
                            tone_of(pair.channel(channel), Drive::opposite));
        };
        const auto with_load = re_opposite(loaded_);
        const auto without = re_opposite(open_);
        const auto* other = tone_of(loaded_.channel(1 - channel), drive);
        const auto* own_opposite = tone_of(loaded_.channel(channel), Drive::opposite);
        const auto* other_opposite = tone_of(loaded_.channel(1 - channel), Drive::opposite);
        if (!with_load || !without || other == nullptr || other_opposite == nullptr)
            return std::nullopt;
        const Complex fallen = with_load->value / without->value;
        const Complex opposite = own_opposite->gain;
        const Complex more = opposite * fallen + other->gain - (opposite - other_opposite->gain);
        if (std::abs(more) < 0.1 * std::abs(opposite)) return std::nullopt;
        const Complex per_fall = opposite / more * loop(channel);
        return ReturnReading{
            per_fall * (1.0 - fallen),
            std::abs(per_fall) * std::hypot(with_load->absolute_noise, without->absolute_noise)};
    }

  private:
    /// Zo + R.
    [[nodiscard]] Complex loop(int channel) const {
        return sources_[static_cast<std::size_t>(channel)] + 1.0 / y_;
    }

    const ChannelPair& open_;
    const ChannelPair& loaded_;
    const std::array<Complex, 2>& sources_;
    Complex y_open_;
    Complex y_;
};

}  // namespace

ReturnModes return_modes(const ChannelPair& open, const ChannelPair& loaded,
                         const std::array<Complex, 2>& sources, const InputModel& input) {
    const Modes modes(open, loaded, sources, input);
    ReturnModes found;
    const auto keep = [](std::vector<ReturnReading>& list, std::optional<ReturnReading> reading) {
        if (reading) list.push_back(*reading);
    };
    for (const int channel : {0, 1}) {
        keep(found.silent, modes.silent(channel));
        keep(found.alone, modes.driven(channel, alone(channel)));
        keep(found.in_phase, modes.driven(channel, Drive::both));
    }
    return found;
}

}  // namespace ohmloop::measure
