#include "ohmloop/classify/classify.hpp"
#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/version.hpp"
#include "ohmloop/result/explanation.hpp"
#include "ohmloop/store/identity.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>

namespace ohmloop::cli {

namespace {

/// Latency is what playing and recording on one running stream leave between them.
std::optional<double> latency_s(const measure::Take& take, bool one_clock) {
    if (!one_clock || take.frames_asked == 0) return {};
    return take.alignment.start / take.rate.value();
}

result::TakeRecord record_of(const measure::Take& take, const result::TakesManifest& manifest) {
    result::TakeRecord record;
    record.load = take.load.name;
    record.order = take.order;
    record.frames_asked = take.frames_asked;
    record.frames_obtained = take.frames_obtained;
    if (take.usable) {
        record.clock_offset_ppm = take.alignment.clock_offset_ppm();
        record.latency_s = latency_s(take, manifest.one_clock);
    }
    record.xruns = take.xruns;
    record.retakes = take.retakes;
    for (const result::KeptTake& kept : manifest.takes) {
        if (kept.order != take.order) continue;
        record.file = kept.file;
        record.sha256 = kept.sha256;
    }
    return record;
}

measure::AnalysisSetup analysis_setup(const result::TakesManifest& manifest) {
    measure::AnalysisSetup setup;
    setup.input = manifest.input;
    setup.wiring = wiring_of(manifest.head.setup.wiring);
    setup.contact_uncertainty_ohm = manifest.contact_uncertainty_ohm;
    setup.returned = manifest.returned;
    setup.one_clock = manifest.one_clock;
    return setup;
}

/// A run that was given up has its say before what the recordings show.
bool was_given_up(const result::TakesManifest& manifest) {
    return std::any_of(
        manifest.head.doubts.begin(), manifest.head.doubts.end(),
        [](const result::Doubt& doubt) { return doubt.severity == result::Severity::spoils; });
}

}  // namespace

AnalysedRun analyse(const RecordedRun& run, const classify::Question& question) {
    const auto takes = measure::observe_all(run.takes);
    auto findings = measure::evaluate(takes, analysis_setup(run.manifest));
    AnalysedRun analysed{run.manifest.head,
                         findings.supports_a_result && !was_given_up(run.manifest)};
    result::Result& result = analysed.result;
    result.id = store::new_uuid();
    result.program = version();
    for (const auto& take : takes) result.takes.push_back(record_of(take, run.manifest));
    result.figures = std::move(findings.figures);
    result.curves = std::move(findings.curves);
    expects(result::are_explained(findings.doubts), "the kinds of doubt are known");
    result.doubts.insert(result.doubts.end(), findings.doubts.begin(), findings.doubts.end());
    classify::add_verdict(result, question);
    return analysed;
}

}  // namespace ohmloop::cli
