#pragma once

#include "result/archive.hpp"

#include "ohmloop/result/result.hpp"

// Which key of a result file holds what.
namespace ohmloop::result {

template <class Archive, MaybeConst<Term> T>
void fields(Archive& a, T& term) {
    a.always("source", term.source);
    a.always("cu", term.cu);
    a.always("shape", term.shape);
    a.unless_zero("degrees_of_freedom", term.degrees_of_freedom);
}

template <class Archive, MaybeConst<FigureKey> T>
void fields(Archive& a, T& key) {
    a.always("quantity", key.quantity);
    a.when_present("channel", key.channel);
    a.when_present("load", key.load);
    a.when_present("drive", key.drive);
    a.when_present("at_hz", key.at_hz);
    a.when_present("level_dbfs", key.level_dbfs);
    a.when_present("order", key.order);
    a.when_present("weighting", key.weighting);
    a.when_present("band", key.band);
}

template <class Archive, MaybeConst<Figure> T>
void fields(Archive& a, T& figure) {
    fields(a, figure.key);
    a.always("kind", figure.kind);
    a.nullable("value", figure.value);
    a.when_present("real_ohm", figure.real_ohm);
    a.when_present("imag_ohm", figure.imag_ohm);
    a.when_present("real_uncertainty_ohm", figure.real_uncertainty_ohm);
    a.when_present("imag_uncertainty_ohm", figure.imag_uncertainty_ohm);
    a.when_present("phase_deg", figure.phase_deg);
    a.when_present("phase_uncertainty_deg", figure.phase_uncertainty_deg);
    a.when_present("low", figure.low);
    a.when_present("high", figure.high);
    a.when_present("uncertainty", figure.uncertainty);
    a.always("unit", figure.unit);
    a.when_present("limited_by", figure.limited_by);
    a.when_present("reason", figure.reason);
    a.when_present("dominant", figure.dominant);
    a.when_present("terms", figure.terms);
    a.when_present("conditions", figure.conditions);
}

template <class Archive, MaybeConst<Curve> T>
void fields(Archive& a, T& curve) {
    a.always("quantity", curve.quantity);
    a.when_present("channel", curve.channel);
    a.when_present("load", curve.load);
    a.when_present("order", curve.order);
    a.when_present("at_hz", curve.at_hz);
    a.when_present("at_level_dbfs", curve.at_level_dbfs);
    a.always("unit", curve.unit);
    a.when_present("level_dbfs", curve.level_dbfs);
    if (curve.level_dbfs.empty()) a.always("frequency_hz", curve.frequency_hz);
    a.when_present("value", curve.value);
    a.when_present("real_ohm", curve.real_ohm);
    a.when_present("imag_ohm", curve.imag_ohm);
    a.when_present(curve.unit == "ohm" ? "uncertainty_ohm" : "uncertainty", curve.uncertainty);
    a.when_present("kind", curve.kind);
}

template <class Archive, MaybeConst<Doubt> T>
void fields(Archive& a, T& doubt) {
    a.always("code", doubt.code);
    a.always("severity", doubt.severity);
    a.when_present("channel", doubt.channel);
    a.when_present("load", doubt.load);
    a.always("text", doubt.text);
    a.always("remedy", doubt.remedy);
}

template <class Archive, MaybeConst<FigureName> T>
void fields(Archive& a, T& name) {
    a.always("quantity", name.quantity);
    a.when_present("channel", name.channel);
    a.when_present("load", name.load);
}

template <class Archive, MaybeConst<QuotedFigure> T>
void fields(Archive& a, T& figure) {
    a.always("name", figure.name);
    a.when_present("jack", figure.jack);
    a.always("kind", figure.kind);
    a.always("value", figure.value);
    a.when_present("low", figure.low);
    a.when_present("high", figure.high);
    a.always("unit", figure.unit);
    a.when_present("load_ohm", figure.load_ohm);
    a.always("origin", figure.origin);
    a.when_present("from", figure.from);
}

template <class Archive, MaybeConst<Fitness> T>
void fields(Archive& a, T& fitness) {
    a.always("answer", fitness.answer);
    a.always("reasons", fitness.reasons);
    a.when_present("figures", fitness.figures);
}

template <class Archive, MaybeConst<TableEntry> T>
void fields(Archive& a, T& entry) {
    a.always("text", entry.text);
    a.when_present("value", entry.value);
    a.when_present("low", entry.low);
    a.when_present("high", entry.high);
    a.when_present("unit", entry.unit);
}

template <class Archive, MaybeConst<Criterion> T>
void fields(Archive& a, T& criterion) {
    a.always("name", criterion.name);
    a.always("measured", criterion.measured);
    a.always("text", criterion.text);
    a.always("points_to", criterion.points_to);
    a.always("strength", criterion.strength);
    a.when_present("log_likelihood_ratio", criterion.log_likelihood_ratio);
    a.when_present("uncertainty", criterion.uncertainty);
    a.when_present("uncertainty_terms", criterion.uncertainty_terms);
    a.when_present("log_likelihood", criterion.log_likelihood);
    a.when_present("counted_in", criterion.counted_in);
    a.when_present("this_port", criterion.this_port);
    a.when_present("typical_line", criterion.typical_line);
    a.when_present("typical_headphone", criterion.typical_headphone);
}

template <class Archive, MaybeConst<LoadGroup> T>
void fields(Archive& a, T& group) {
    a.always("name", group.name);
    a.always("loads", group.loads);
    a.always("class", group.port_class);
    a.always("probabilities", group.probabilities);
    a.always("served", group.served);
    a.always("text", group.text);
}

template <class Archive, MaybeConst<HeadphoneFit> T>
void fields(Archive& a, T& fit) {
    a.always("name", fit.name);
    a.always("nominal_ohm", fit.nominal_ohm);
    a.always("impedance", fit.impedance);
    a.when_present("sensitivity", fit.sensitivity);
    a.when_present("rating", fit.rating);
    a.when_present("clean_peak_spl_db", fit.clean_peak_spl_db);
    a.when_present("spl_uncertainty_db", fit.spl_uncertainty_db);
    a.when_present("power_mw", fit.power_mw);
    a.when_present("headroom_over_85_db", fit.headroom_over_85_db);
    a.when_present("headroom_over_100_db", fit.headroom_over_100_db);
    a.when_present("damping", fit.damping);
    a.when_present("least_damping", fit.least_damping);
    a.when_present("response_change_db", fit.response_change_db);
    a.when_present("response_change_hz", fit.response_change_hz);
    a.when_present("bass_corner_hz", fit.bass_corner_hz);
    a.when_present("current_margin", fit.current_margin);
    a.when_present("lower_bounds", fit.lower_bounds);
    a.when_present("upper_bounds", fit.upper_bounds);
}

template <class Archive, MaybeConst<Advice> T>
void fields(Archive& a, T& advice) {
    a.always("topic", advice.topic);
    a.always("text", advice.text);
    a.when_present("figures", advice.figures);
    a.when_present("headphones", advice.headphones);
}

template <class Archive, MaybeConst<NominalReach> T>
void fields(Archive& a, T& reach) {
    a.always("nominal", reach.nominal);
    a.always("nominal_v", reach.nominal_v);
    a.always("reached", reach.reached);
    a.when_present("margin", reach.margin);
    a.when_present("snr", reach.snr);
}

template <class Archive, MaybeConst<LineInputReach> T>
void fields(Archive& a, T& reach) {
    a.always("input_ohm", reach.input_ohm);
    a.when_present("level", reach.level);
    a.when_present("loading_loss", reach.loading_loss);
    a.when_present("snr", reach.snr);
    a.always("nominals", reach.nominals);
}

template <class Archive, MaybeConst<HeadphoneReach> T>
void fields(Archive& a, T& reach) {
    a.always("load_ohm", reach.load_ohm);
    a.when_present("level", reach.level);
    a.when_present("power", reach.power);
    a.when_present("current", reach.current);
    a.when_present("thd_n", reach.thd_n);
    a.when_present("limited_by", reach.limited_by);
}

template <class Archive, MaybeConst<CapabilityGrid> T>
void fields(Archive& a, T& grid) {
    a.when_present("open", grid.open);
    a.always("line_inputs", grid.line_inputs);
    a.always("headphones", grid.headphones);
}

template <class Archive, MaybeConst<Verdict> T>
void fields(Archive& a, T& verdict) {
    a.always("class", verdict.port_class);
    a.when_present("or_class", verdict.or_class);
    a.always("probabilities", verdict.probabilities);
    a.when_present("priors", verdict.priors);
    a.when_present("hybrid_likelihood", verdict.hybrid_likelihood);
    a.always("summary", verdict.summary);
    a.always("serves_as_line", verdict.serves_as_line);
    a.always("serves_as_headphone", verdict.serves_as_headphone);
    a.always("criteria", verdict.criteria);
    a.when_present("load_groups", verdict.load_groups);
    a.when_present("capability", verdict.capability);
    a.always("advice", verdict.advice);
}

template <class Archive, MaybeConst<DeviceSetup> T>
void fields(Archive& a, T& device) {
    a.always("host_api", device.host_api);
    a.always("name", device.name);
    a.always("rate_asked_hz", device.rate_asked_hz);
    a.always("rate_obtained_hz", device.rate_obtained_hz);
    a.always("frames", device.frames);
}

template <class Archive, MaybeConst<LoadSetup> T>
void fields(Archive& a, T& load) {
    a.always("name", load.name);
    a.when_present("resistance_ohm", load.resistance_ohm);
    a.when_present("uncertainty_ohm", load.uncertainty_ohm);
}

template <class Archive, MaybeConst<InputSetup> T>
void fields(Archive& a, T& input) {
    a.when_present("resistance_ohm", input.resistance_ohm);
    a.when_present("capacitance_pf", input.capacitance_pf);
    a.when_present("full_scale_v", input.full_scale_v);
    a.when_present("source", input.source);
}

template <class Archive, MaybeConst<CalibrationUse> T>
void fields(Archive& a, T& calibration) {
    a.always("name", calibration.name);
    a.when_present("age", calibration.age);
    a.always("covers", calibration.covers);
}

template <class Archive, MaybeConst<Setup> T>
void fields(Archive& a, T& setup) {
    a.when_present("output_device", setup.output_device);
    a.when_present("input_device", setup.input_device);
    a.always("plan", setup.plan);
    a.always("volume", setup.volume);
    a.always("wiring", setup.wiring);
    a.always("source", setup.source);
    a.always("loads", setup.loads);
    a.nullable("calibration", setup.calibration);
    a.always("input", setup.input);
    a.when_present("simulated_port", setup.simulated_port);
    a.when_present("seed", setup.seed);
}

template <class Archive, MaybeConst<TakeRecord> T>
void fields(Archive& a, T& take) {
    a.always("load", take.load);
    a.always("order", take.order);
    a.when_present("file", take.file);
    a.when_present("sha256", take.sha256);
    a.always("frames_asked", take.frames_asked);
    a.always("frames_obtained", take.frames_obtained);
    a.when_present("clock_offset_ppm", take.clock_offset_ppm);
    a.when_present("latency_s", take.latency_s);
    a.always("xruns", take.xruns);
    a.always("retakes", take.retakes);
}

template <class Archive, MaybeConst<DutNote> T>
void fields(Archive& a, T& dut) {
    a.always("name", dut.name);
    a.when_present("port", dut.port);
    a.when_present("serial", dut.serial);
    a.when_present("note", dut.note);
}

template <class Archive, MaybeConst<Result> T>
void fields(Archive& a, T& result) {
    a.always("id", result.id);
    a.group("program", true, [&](auto& program) {
        program.always("version", result.program);
        program.always("conformance", result.conformance);
    });
    a.always("simulated", result.simulated);
    a.always("started", result.started);
    a.always("dut", result.dut);
    a.always("setup", result.setup);
    a.always("takes", result.takes);
    a.always("figures", result.figures);
    a.always("curves", result.curves);
    a.always("doubts", result.doubts);
    const bool judged = result.verdict || !result.channel_verdicts.empty();
    a.group("verdict", judged, [&](auto& verdict) {
        verdict.when_present("port", result.verdict);
        verdict.when_present("channels", result.channel_verdicts);
    });
}

}  // namespace ohmloop::result
