#include "cli/inspection_text.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::cli {

namespace {

const char* format_name(signal::SampleFormat format) {
    switch (format) {
        case signal::SampleFormat::int16:
            return "16 bit";
        case signal::SampleFormat::int24:
            return "24 bit";
        case signal::SampleFormat::int32:
            return "32 bit";
        case signal::SampleFormat::float32:
            return "float";
        case signal::SampleFormat::float64:
            return "double";
    }
    return "";
}

std::string band_text(const measure::Inspection& inspection) {
    return fmt::format("{:g} Hz-{:g} kHz", inspection.band_low.value(),
                       inspection.band_high.value() / 1e3);
}

/// "-94.27 ± 0.03 dB": the value and half its 95 % interval; "< -140.30" for a bound.
std::string reading_text(const measure::Reading& reading) {
    constexpr double normal_95 = 1.96;
    if (reading.kind == result::Kind::not_measured) return "none";
    if (reading.kind == result::Kind::upper_bound) return fmt::format("< {:.2f} dB", reading.db);
    constexpr double last_decimal = 0.01;
    return fmt::format("{:.2f} ± {:.2f} dB", reading.db,
                       std::max(last_decimal, normal_95 * reading.uncertainty_db));
}

/// To a tenth, without its interval: for rows of many.
std::string short_text(const measure::Reading& reading) {
    if (reading.kind == result::Kind::not_measured) return "none";
    return fmt::format("{}{:.1f}", reading.kind == result::Kind::upper_bound ? "<" : "",
                       reading.db);
}

std::string tone_text(const measure::ToneInspection& tone, const std::string& band) {
    std::string text = fmt::format("  tone        {:.10g} Hz at {:.2f} dBFS\n",
                                   std::round(tone.frequency_hz * 1e4) / 1e4, tone.level.db);
    if (tone.harmonics.empty())
        text += "  THD         not measured: no harmonic lies below 0.48 of the rate\n";
    else
        text += fmt::format("  THD         {} (harmonics {})\n", reading_text(tone.thd),
                            counted_harmonics(tone));
    text +=
        fmt::format("  THD+N       {} ({}, re the fundamental)\n", reading_text(tone.thd_n), band);
    text += fmt::format("  SNR         {} ({})\n", reading_text(tone.snr), band);
    if (tone.harmonics.empty()) return text;
    text += "  harmonics  ";
    for (std::size_t n = 0; n < tone.harmonics.size(); ++n) {
        text += fmt::format(" H{} {}", n + 2, short_text(tone.harmonics[n]));
    }
    return text + " dB\n";
}

std::string hum_text(const measure::HumInspection& hum) {
    std::string text =
        fmt::format("  hum         {:g} Hz comb {:.1f} dBFS:", hum.mains_hz, hum.level.db);
    for (std::size_t n = 0; n < hum.harmonics.size(); ++n) {
        text += fmt::format(" {:g} Hz {}", static_cast<double>(n + 1) * hum.mains_hz,
                            short_text(hum.harmonics[n]));
    }
    return text + "\n";
}

std::string tones_text(const std::vector<measure::ShareOfTones>& tones) {
    std::string text = "  tone        not one, but several:";
    for (const auto& tone : tones)
        text += fmt::format(" {:.6g} Hz at {:.2f} dBFS{}", tone.frequency_hz, tone.level_dbfs,
                            &tone == &tones.back() ? "" : ",");
    return text + "; no THD+N is given\n";
}

std::string channel_text(const measure::ChannelInspection& channel, const std::string& band) {
    if (channel.level.kind == result::Kind::not_measured) {
        return channel.mean == 0 ? "  digital silence: every sample is 0\n"
                                 : fmt::format(
                                       "  digital silence: every sample is the same, {:.4g} "
                                       "% of full scale (DC)\n",
                                       100 * channel.mean);
    }
    std::string text =
        fmt::format("  level       {:.2f} dBFS rms, peak {:.2f} % of full scale, mean {:.3f} %\n",
                    channel.level.db, 100 * channel.peak, 100 * channel.mean);
    if (channel.tone)
        text += tone_text(*channel.tone, band);
    else if (!channel.several.empty())
        text += tones_text(channel.several);
    else
        text += "  tone        none stands out: noise, or a signal that is no steady tone\n";
    text += fmt::format("  noise       {}FS ({}), {}FS A-weighted, {}FS CCIR-RMS\n",
                        reading_text(channel.noise), band, reading_text(channel.noise_a),
                        reading_text(channel.noise_ccir_rms));
    if (channel.hum) text += hum_text(*channel.hum);
    for (const auto& top : channel.flat_tops) {
        text += "  clipping    " + measure::describe(top) + "\n";
    }
    if (!channel.phase_jumps.empty())
        text += "  samples     " + measure::describe(channel.phase_jumps) + "\n";
    return text;
}

}  // namespace

std::string counted_harmonics(const measure::ToneInspection& tone) {
    const std::string all = fmt::format("2 to {}", tone.harmonics.size() + 1);
    if (tone.harmonics_in_band == tone.harmonics.size()) return all;
    if (tone.harmonics_in_band == 0) return all + "; THD+N counts none of them";
    return fmt::format("{}; THD+N counts none above {}", all, tone.harmonics_in_band + 1);
}

std::string channel_name(std::size_t index, std::size_t count) {
    if (count == 1) return "mono";
    if (index > 1) return fmt::format("channel{}", index + 1);
    return index == 0 ? "left" : "right";
}

void print_inspection(std::ostream& out, const std::string& path,
                      const signal::Recording& recording, const measure::Inspection& inspection) {
    const std::size_t count = inspection.channels.size();
    fmt::print(out, "{}: {:g} kHz, {}, {} channel{}, {:.3g} s\n", path,
               recording.rate.value() / 1e3, format_name(recording.format), count,
               count == 1 ? "" : "s",
               static_cast<double>(recording.frames()) / recording.rate.value());
    out << "Levels in dBFS: a full-scale sine is 0.\n";
    for (std::size_t n = 0; n < count; ++n) {
        out << '\n' << channel_name(n, count) << '\n';
        out << channel_text(inspection.channels[n], band_text(inspection));
    }
}

}  // namespace ohmloop::cli
