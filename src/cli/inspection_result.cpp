#include "cli/inspection_text.hpp"
#include "cli/run_settings.hpp"

#include "ohmloop/cli/version.hpp"
#include "ohmloop/store/identity.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace ohmloop::cli {

namespace {

result::Figure figure_of(result::FigureKey key, const measure::Reading& reading, const char* unit) {
    switch (reading.kind) {
        case result::Kind::measured:
            return result::measured(
                std::move(key),
                {reading.db,
                 {{"noise of the recording", reading.uncertainty_db, result::Shape::normal, 0}}},
                unit);
        case result::Kind::not_measured:
            return result::not_measured(std::move(key), unit,
                                        "nothing of it lies in the band of the recording");
        default:
            return result::bound(std::move(key), reading.kind, reading.db, unit,
                                 "does not stand out of the noise");
    }
}

/// The band of noise, and that band as a key where it is not the 20 Hz-20 kHz a figure without one
/// is taken for.
struct NoiseBand {
    std::string condition;
    std::optional<std::string> narrower;
};

NoiseBand noise_band(const measure::Inspection& inspection) {
    const double low = inspection.band_low.value();
    const double high = inspection.band_high.value();
    NoiseBand band{fmt::format("{:g} Hz-{:g} Hz", low, high), {}};
    if (high < 20000) band.narrower = fmt::format("{:g}-{:g}", low, high);
    return band;
}

/// Adds the figures of one channel to a result.
class ChannelFigures {
  public:
    ChannelFigures(result::Result& result, std::string channel, NoiseBand band)
        : result_(result), channel_(std::move(channel)), band_(std::move(band)) {}

    void add(const measure::ChannelInspection& channel) {
        if (channel.level.kind == result::Kind::not_measured) {
            result_.figures.push_back(
                result::not_measured(key("level"), "dBFS", "digital silence"));
            return;
        }
        if (channel.tone)
            add_tone(*channel.tone);
        else
            add_reading(key("level"), channel.level, "dBFS");
        add_noise("none", channel.noise);
        add_noise("a", channel.noise_a);
        add_noise("ccir_rms", channel.noise_ccir_rms);
        if (channel.hum) {
            auto hum = key("hum");
            hum.at_hz = channel.hum->mains_hz;
            add_reading(hum, channel.hum->level, "dBFS");
        }
        for (const auto& top : channel.flat_tops) add_doubt(top);
        if (!channel.phase_jumps.empty()) add_doubt(channel.phase_jumps);
    }

  private:
    [[nodiscard]] result::FigureKey key(const char* quantity) const {
        result::FigureKey key;
        key.quantity = quantity;
        key.channel = channel_;
        return key;
    }

    result::Figure& add_reading(result::FigureKey key, const measure::Reading& reading,
                                const char* unit) {
        result_.figures.push_back(figure_of(std::move(key), reading, unit));
        return result_.figures.back();
    }

    void add_in_band(result::FigureKey key, const measure::Reading& reading, const char* unit) {
        key.band = band_.narrower;
        add_reading(std::move(key), reading, unit).conditions["band"] = band_.condition;
    }

    void add_tone(const measure::ToneInspection& tone) {
        const auto at = [&](const char* quantity) {
            auto figure = key(quantity);
            figure.at_hz = tone.frequency_hz;
            return figure;
        };
        add_reading(at("level"), tone.level, "dBFS");
        auto& thd = add_reading(at("thd"), tone.thd, "dB");
        if (!tone.harmonics.empty()) thd.conditions["harmonics"] = counted_harmonics(tone);
        add_in_band(at("thd_n"), tone.thd_n, "dB");
        add_in_band(at("snr"), tone.snr, "dB");
        for (std::size_t n = 0; n < tone.harmonics.size(); ++n) {
            auto harmonic = at("harmonic");
            harmonic.order = static_cast<int>(n) + 2;
            add_reading(harmonic, tone.harmonics[n], "dB");
        }
    }

    void add_noise(const char* weighting, const measure::Reading& reading) {
        auto noise = key("noise");
        noise.weighting = weighting;
        add_in_band(noise, reading, "dBFS");
    }

    void add_doubt(const measure::FlatTop& top) {
        result_.doubts.push_back({"input_clipped",
                                  result::Severity::spoils,
                                  channel_,
                                  {},
                                  measure::describe(top),
                                  top.at_full_scale
                                      ? "lower the recording level"
                                      : "look for the stage before the converter that limits"});
    }

    void add_doubt(const std::vector<measure::PhaseJump>& jumps) {
        result_.doubts.push_back({"lost_samples",
                                  result::Severity::spoils,
                                  channel_,
                                  {},
                                  measure::describe(jumps),
                                  "close other programs, use a larger buffer and record again"});
    }

    result::Result& result_;
    std::string channel_;
    NoiseBand band_;
};

}  // namespace

result::Result inspection_result(const measure::Inspection& inspection) {
    result::Result result;
    result.id = store::new_uuid();
    result.program = version();
    result.started = now_utc();
    result.setup.input.source = "unknown";
    const auto band = noise_band(inspection);
    for (std::size_t n = 0; n < inspection.channels.size(); ++n) {
        // A result knows no mono: a single channel is its left one.
        ChannelFigures(result, channel_name(n, inspection.channels.size() + 1), band)
            .add(inspection.channels[n]);
    }
    return result;
}

}  // namespace ohmloop::cli
