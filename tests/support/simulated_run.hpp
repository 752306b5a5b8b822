#pragma once

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/profiles/library.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/session/run.hpp"

#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ohmloop::test {

struct Silent : session::Progress {
    void report(const std::string&, double) override {}
};

inline std::string built_in(const std::string& kind, const std::string& name) {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == kind && file.name == name) return std::string(file.text);
    throw std::runtime_error("no built-in " + kind + " " + name);
}

inline profiles::VirtualPort built_in_port(const std::string& name) {
    return profiles::parse_virtual_port(built_in("virtual-ports", name), name);
}

inline profiles::SimulatedCard built_in_card() {
    return profiles::parse_simulated_card(built_in("soundcards", "simulated"), "simulated");
}

/// A whole measurement of a simulated port: what was found, and what was on the bench.
struct SimulatedRun {
    measure::Findings findings;
    audio_io::SimulatedTruth truth;
    profiles::SoundCard profile;

    [[nodiscard]] const result::Figure& figure(const std::string& quantity,
                                               const std::string& load = "",
                                               double at_hz = 0) const {
        for (const auto& f : findings.figures)
            if (f.key.quantity == quantity && f.key.channel.value_or("left") == "left" &&
                (load.empty() || f.key.load == load) && (at_hz == 0 || f.key.at_hz == at_hz))
                return f;
        throw std::runtime_error("no figure " + quantity + " " + load);
    }
};

struct RunOptions {
    std::string plan = "standard";
    std::string plan_text = {};  ///< instead of a built-in one
    bool return_to_first = true;
    signal::Rates rates{Hertz(48000)};
    /// Last touch on the recordings before they are analysed.
    std::function<void(std::vector<measure::RawTake>&)> spoil = {};
    /// What else the analysis is told of the input.
    std::function<void(measure::InputModel&)> declare = {};
};

inline SimulatedRun run_simulated(const audio_io::SimulatedSetup& setup,
                                  const RunOptions& options = {}) {
    auto bench = audio_io::make_simulated_bench(setup, options.rates.recorded);
    const auto stream = bench.device->start({.rates = options.rates});
    session::RunSettings settings;
    settings.plan = profiles::parse_plan(
        options.plan_text.empty() ? built_in("plans", options.plan) : options.plan_text,
        options.plan);
    settings.wiring = setup.wiring;
    settings.loads = setup.loads;
    settings.return_to_first = options.return_to_first;
    session::RunOutcome outcome;
    Silent silent;
    session::run(*stream, *bench.load_switch, settings, silent, outcome);
    if (options.spoil) options.spoil(outcome.takes);
    measure::AnalysisSetup analysis;
    analysis.input = measure::input_model(bench.profile);
    if (options.declare) options.declare(analysis.input);
    analysis.wiring = setup.wiring;
    analysis.contact_uncertainty_ohm = 0;
    analysis.returned = outcome.returned;
    return {measure::evaluate(measure::observe_all(outcome.takes), analysis), bench.truth,
            bench.profile};
}

/// OHMLOOP_RUNS where it is set, else `usual`.
inline int runs(int usual) {
    const char* asked = std::getenv("OHMLOOP_RUNS");
    return asked != nullptr ? std::atoi(asked) : usual;
}

inline unsigned first_seed() {
    const char* asked = std::getenv("OHMLOOP_SEED");
    return asked != nullptr ? static_cast<unsigned>(std::atoi(asked)) : 1;
}

}  // namespace ohmloop::test
