#include "cli/inspection_text.hpp"
#include "cli/run_settings.hpp"

#include "ohmloop/cli/version.hpp"
#include "ohmloop/store/identity.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ohmloop::cli {

namespace {

/// Adds the figures of one channel to a result.
class ChannelFigures {
  public:
    ChannelFigures(result::Result& result, std::string channel, std::string band)
        : result_(result), channel_(std::move(channel)), band_(std::move(band)) {}

    void add(const measure::ChannelInspection& channel) {
        if (!std::isfinite(channel.level_dbfs)) {
            result_.figures.push_back(
                result::not_measured(key("level"), "dBFS", "digital silence"));
            return;
        }
        if (channel.tone)
            add_tone(*channel.tone, channel.noise_uncertainty_db);
        else
            add_value(key("level"), channel.level_dbfs, channel.noise_uncertainty_db, "dBFS");
        add_noise("none", channel.noise_dbfs, channel.noise_uncertainty_db);
        add_noise("a", channel.noise_a_dbfs, channel.noise_uncertainty_db);
        if (channel.hum) {
            auto hum = key("hum");
            hum.at_hz = channel.hum->mains_hz;
            add_value(hum, channel.hum->level_dbfs, channel.noise_uncertainty_db, "dBFS");
        }
        for (const auto& top : channel.flat_tops) add_doubt(top);
    }

  private:
    [[nodiscard]] result::FigureKey key(const char* quantity) const {
        result::FigureKey key;
        key.quantity = quantity;
        key.channel = channel_;
        return key;
    }

    void add_value(result::FigureKey key, double value, double uncertainty, const char* unit) {
        const result::Estimate estimate{
            value, {{"noise of the recording", uncertainty, result::Shape::normal, 0}}};
        auto figure = result::measured(std::move(key), estimate, unit);
        figure.conditions["band"] = band_;
        result_.figures.push_back(std::move(figure));
    }

    void add_tone(const measure::ToneInspection& tone, double noise_db) {
        // dB by which noise of this ratio to the fundamental may move its level.
        const double level_db = 8.686 * std::pow(10, -tone.snr_db / 20) / 100;
        const auto at = [&](const char* quantity) {
            auto figure = key(quantity);
            figure.at_hz = tone.frequency_hz;
            return figure;
        };
        add_value(at("level"), tone.level_dbfs, level_db, "dBFS");
        add_value(at("thd"), tone.thd_db, noise_db, "dB");
        add_value(at("thd_n"), tone.thd_n_db, noise_db, "dB");
        add_value(at("snr"), tone.snr_db, noise_db, "dB");
        for (std::size_t n = 0; n < tone.harmonics_db.size(); ++n) {
            auto harmonic = at("harmonic");
            harmonic.order = static_cast<int>(n) + 2;
            add_value(harmonic, tone.harmonics_db[n], noise_db, "dB");
        }
    }

    void add_noise(const char* weighting, double value, double uncertainty) {
        auto noise = key("noise");
        noise.weighting = weighting;
        add_value(noise, value, uncertainty, "dBFS");
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

    result::Result& result_;
    std::string channel_;
    std::string band_;
};

}  // namespace

result::Result inspection_result(const measure::Inspection& inspection) {
    result::Result result;
    result.id = store::new_uuid();
    result.program = version();
    result.started = now_utc();
    result.setup.input.source = "unknown";
    const std::string band =
        fmt::format("{:g} Hz-{:g} Hz", inspection.band_low.value(), inspection.band_high.value());
    for (std::size_t n = 0; n < inspection.channels.size(); ++n) {
        // A result knows no mono: a single channel is its left one.
        ChannelFigures(result, channel_name(n, inspection.channels.size() + 1), band)
            .add(inspection.channels[n]);
    }
    return result;
}

}  // namespace ohmloop::cli
