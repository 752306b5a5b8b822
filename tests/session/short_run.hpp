#pragma once

#include "fake_port.hpp"

#include "ohmloop/session/run.hpp"

#include <string>
#include <vector>

namespace ohmloop::session {

/// 3 s of body: long enough for markers and tones, short enough for a test.
inline RunSettings short_run() {
    RunSettings settings;
    settings.plan.name = "short";
    settings.plan.impedance_tones_hz = {{997}};
    settings.plan.impedance_time = Seconds(0.3);
    settings.plan.tone_levels = {DbFs(-6)};
    settings.plan.tone_time = Seconds(0.3);
    settings.plan.live_ramp_time = Seconds(0.6);
    settings.plan.noise_time = Seconds(0.3);
    settings.loads = {profiles::Load{"open"}, profiles::Load{"33", 33}};
    return settings;
}

inline RunOutcome run_on(FakePort& port, const RunSettings& settings) {
    Heard progress;
    RunOutcome outcome;
    run(port, port, settings, progress, outcome);
    return outcome;
}

inline std::vector<std::string> loads_of(const RunOutcome& outcome) {
    std::vector<std::string> names;
    for (const auto& take : outcome.takes) names.push_back(take.load.name);
    return names;
}

}  // namespace ohmloop::session
