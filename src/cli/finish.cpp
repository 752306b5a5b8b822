#include "cli/finish.hpp"

#include "ohmloop/result/catalogue.hpp"

#include <fmt/format.h>

#include <ostream>

namespace ohmloop::cli {

namespace {

std::string first_obstacle(const result::Result& result) {
    for (const auto& doubt : result.doubts) {
        if (doubt.severity != result::Severity::spoils) continue;
        const std::string load = doubt.load ? " [" + *doubt.load + "]" : "";
        return doubt.text + load + "; " + doubt.remedy;
    }
    for (const auto& figure : result.figures)
        if (figure.kind == result::Kind::not_measured && !figure.reason.empty())
            return fmt::format("{}: {}", result::find_quantity(figure.key.quantity)->title,
                               figure.reason);
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
    console.err << "ohmloop: the recordings support no result: " << first_obstacle(run.result)
                << '\n';
    return exit_code::invalid_measurement;
}

}  // namespace ohmloop::cli
