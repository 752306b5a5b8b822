#include "cli/finish.hpp"

#include <ostream>

namespace ohmloop::cli {

namespace {

std::string first_spoiling(const result::Result& result) {
    for (const auto& doubt : result.doubts) {
        if (doubt.severity != result::Severity::spoils) continue;
        const std::string load = doubt.load ? " [" + *doubt.load + "]" : "";
        return doubt.text + load + "; " + doubt.remedy;
    }
    return "nothing of the stimulus could be found in them";
}

}  // namespace

int finish(const AnalysedRun& run, const ResultOutputs& outputs, Console& console) {
    const int code = show(run.result, outputs, console);
    if (run.result.simulated && outputs.wanted) {
        console.err << "SIMULATED: this number is of a simulated port\n";
    }
    if (run.supports_a_result) return code;
    console.out.flush();
    console.err << "ohmloop: the recordings support no result: " << first_spoiling(run.result)
                << '\n';
    return exit_code::invalid_measurement;
}

}  // namespace ohmloop::cli
