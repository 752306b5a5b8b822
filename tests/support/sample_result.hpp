#pragma once

#include "ohmloop/result/result.hpp"

// A result made by hand, as a phone dongle measured by two loads could give it: every kind of
// figure and every part of the file occurs. Its numbers are plausible, not measured.
namespace ohmloop::testing {

inline result::FigureKey sample_key(const char* quantity, const char* channel,
                                    const char* load = nullptr) {
    result::FigureKey key;
    key.quantity = quantity;
    key.channel = channel;
    if (load != nullptr) key.load = load;
    return key;
}

inline result::Figure sample_figure(result::FigureKey key, double value, double u,
                                    const char* unit) {
    return result::measured(std::move(key),
                            {value, {{"gain repeatability", u, result::Shape::normal, 0}}}, unit);
}

inline void add_sample_channel(result::Result& r, const char* channel, double shift) {
    using result::Kind;
    const auto add = [&](result::FigureKey key, double value, double u, const char* unit) {
        r.figures.push_back(sample_figure(std::move(key), value, u, unit));
    };
    for (const double f : {20.0, 100.0, 997.0, 10000.0}) {
        result::FigureKey key = sample_key("output_impedance", channel);
        key.at_hz = f;
        result::Figure figure = sample_figure(key, 0.913 + shift / 1000, 0.023, "ohm");
        figure.real_ohm = 0.912;
        figure.imag_ohm = -0.03;
        figure.real_uncertainty_ohm = 0.045;
        figure.imag_uncertainty_ohm = 0.02;
        figure.terms.push_back({"33 ohm resistor", -0.002, result::Shape::rectangular, 0});
        figure.terms.push_back({"scatter", 0.001, result::Shape::normal, 4});
        figure.conditions["fit"] = "one linear source assumed, not tested";
        r.figures.push_back(figure);
    }
    result::FigureKey edge = sample_key("output_impedance", channel);
    edge.at_hz = 20000;
    r.figures.push_back(result::not_measured(edge, "ohm", "above 0.45 of the sample rate"));
    add(sample_key("load_drop", channel, "33"), -0.2372, 0.004, "dB");
    const struct {
        const char* load;
        double level, top, thd_n;
    } loads[] = {{"open", 0.912, 1.003, -92.4}, {"33", 0.887, 0.976, -78.13}};
    for (const auto& at : loads) {
        result::FigureKey level = sample_key("level", channel, at.load);
        level.level_dbfs = -1.0;
        level.drive = "both";
        add(level, at.level, 0.0031, "V");
        result::Figure top = sample_figure(sample_key("max_level", channel, at.load),
                                           at.top + shift / 1000, 0.0034, "V");
        top.key.drive = "both";
        top.limited_by = "digital_full_scale";
        r.figures.push_back(top);
        result::FigureKey thd_n = level;
        thd_n.quantity = "thd_n";
        add(thd_n, at.thd_n + shift, 0.1, "dB");
    }
    result::FigureKey power = sample_key("max_power", channel, "33");
    add(power, 0.0289, 0.0002, "W");
    add(sample_key("max_current", channel, "33"), 0.0296, 0.0001, "A");
    const auto add_noise = [&](const char* load, const char* weighting, double volts) {
        result::FigureKey noise = sample_key("noise", channel, load);
        noise.weighting = weighting;
        r.figures.push_back(result::bound(noise, Kind::upper_bound, volts, "V",
                                          "at or below the input's own noise"));
    };
    for (const char* load : {"open", "33"}) {
        add_noise(load, "none", load == std::string("open") ? 3.9e-6 : 3.8e-6);
        add_noise(load, "a", load == std::string("open") ? 3.1e-6 : 3.0e-6);
    }
}

inline result::HeadphoneFit typical_fit() {
    result::HeadphoneFit fit;
    fit.name = "typical 32 Ω";
    fit.nominal_ohm = 32;
    fit.impedance = "nominal";
    fit.sensitivity = "typical";
    fit.rating = "unsafe";
    fit.clean_peak_spl_db = 114.5;
    fit.spl_uncertainty_db = 10.0;
    fit.power_mw = 28.5;
    fit.headroom_over_85_db = 14.5;
    fit.headroom_over_100_db = -0.5;
    fit.damping = 35.05;
    fit.least_damping = 35.05;
    fit.response_change_db = 0.24;
    fit.bass_corner_hz = 1.5;
    fit.current_margin = 1.25;
    fit.lower_bounds = {"current_margin"};
    fit.upper_bounds = {"response_change_db"};
    return fit;
}

inline result::QuotedFigure quoted_peak() {
    return {.name = "clean_peak_spl",
            .value = 114,
            .unit = "dB SPL",
            .low = 104,
            .kind = result::Kind::lower_bound,
            .load_ohm = 32,
            .origin = result::Origin::computed,
            .from = {{"max_level", "left", "open"}, {"output_impedance", "left", {}}}};
}

inline result::Verdict sample_verdict() {
    using result::Answer;
    result::Verdict v;
    v.port_class = result::PortClass::headphone;
    v.probabilities = {{"headphone", 0.97}, {"hybrid", 0.02}, {"line", 0.01}, {"other", 0.0}};
    v.summary = "A headphone output: 0.91 Ω, and 30 mA into 33 Ω without strain.";
    v.serves_as_line = {Answer::yes, {"1.0 V open, loses less than 0.01 dB into 10 kΩ"}};
    v.serves_as_headphone = {Answer::yes, {"30 mA clean into 33 Ω"}};
    v.criteria = {
        {"signal_level", true, "1.00 V open at this position only", "", 0},
        {"amplification", true, "30 mA and 29 mW into 33 Ω", "headphone", 4.1},
        {"impedance", true, "0.91 Ω at 997 Hz", "headphone", 3.2},
        {"use_case", true, "drives headphone loads and line inputs", "headphone", 0.4},
        {"volume_control", false, "not measured: the volume was not moved", "", 0},
        {"load_handling", true, "falls 0.24 dB from open to 33 Ω", "headphone", 2.0},
        {"noise_level", false, "not measured: below the input's own noise", "", 0},
        {"power_output", true, "29 mW into 33 Ω", "headphone", 1.5},
        {"device_compatibility", true, "every line input; headphones from 16 Ω", "headphone", 0.2}};
    v.criteria[2].log_likelihood_ratio = -2.125;
    v.criteria[2].uncertainty = 1.25;
    v.criteria[2].uncertainty_terms = {{"figures", 0.75}, {"populations", 1.0}};
    v.criteria[2].log_likelihood = {
        {"line", -2.0}, {"headphone", 0.125}, {"hybrid", 0.125}, {"other", -4.5}};
    v.criteria[2].this_port = {.text = "0.91 Ω", .value = 0.91, .unit = "ohm"};
    v.criteria[2].typical_line = {.text = "48-640 Ω", .low = 48, .high = 640, .unit = "ohm"};
    v.criteria[2].typical_headphone = {.text = "0.2-31 Ω", .low = 0.2, .high = 31, .unit = "ohm"};
    v.criteria[7].counted_in = {"signal_level", "impedance"};
    v.advice = {{"", "Into 10 kΩ: 1.0 V, loses less than 0.01 dB.", {}},
                {"headphones",
                 "32 Ω headphones of 100 dB/mW: 114 dB peak, damping 35; unsafe at full level.",
                 {typical_fit()},
                 {quoted_peak()}}};
    v.serves_as_line.figures = {{.name = "input", .value = 10e3, .unit = "ohm"}};
    return v;
}

inline result::Result sample_result() {
    result::Result r;
    r.id = "00000000-0000-4000-8000-000000000001";
    r.program = "0.1.0";
    r.simulated = true;
    r.started = "2026-01-31T12:00:00Z";
    r.dut = {"Dongle \"A\"", "3.5 mm", "0042", "Größe\tneu"};
    r.setup.output_device = result::DeviceSetup{"simulated", "phone-dongle", 48000, 48000, 0};
    r.setup.input_device = r.setup.output_device;
    r.setup.plan = "standard";
    r.setup.volume = "max";
    r.setup.loads = {{"open", {}, {}}, {"33", 33.0, 0.31}};
    r.setup.input = {10000.0, 200.0, 2.0, "profile simulated card"};
    r.setup.calibration =
        result::CalibrationUse{"simulated card", "today", {"full scale", "noise"}};
    r.setup.simulated_port = "phone-dongle";
    r.setup.seed = 18446744073709551615U;
    r.takes = {{"open", 0, "take-0.wav", std::string(64, 'a'), 960000, 960000, 12.5, 0.0213, 0, 0},
               {"33", 1, "", "", 960000, 960000, {}, {}, 0, 1}};
    add_sample_channel(r, "left", 0.0);
    add_sample_channel(r, "right", 0.06);
    r.curves = {{"output_impedance",
                 "left",
                 {},
                 "ohm",
                 {20, 997.1, 20000},
                 {},
                 {0.9, 0.91, 1.0 / 3},
                 {0, -0.01, 0.2},
                 {0.05, 0.045, 0.06}},
                {"level", "left", "33", "V", {20, 20000}, {0.9, 0.89}, {}, {}, {0.001, 0.001}}};
    r.doubts = {{"linearity_not_tested",
                 result::Severity::note,
                 {},
                 {},
                 "Two loads: one linear source is assumed, not tested.",
                 "Measure a third load, such as 100 ohm."},
                {"contact_unstable", result::Severity::weakens, "left", "33",
                 "The level scatters by 0.03 dB while the load is connected.",
                 "Clean the plug and repeat."}};
    r.verdict = sample_verdict();
    r.channel_verdicts["left"] = sample_verdict();
    r.channel_verdicts["right"] = sample_verdict();
    return r;
}

}  // namespace ohmloop::testing
