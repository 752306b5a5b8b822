#include "ohmloop/session/level_check.hpp"

#include "session/guarded_stream.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::session {

namespace {

/// The input should see the loudest here: room for a resonance and for hum, and noise far below.
constexpr double wanted_dbfs = -3;
constexpr double highest_dbfs = -1;
constexpr double lowest_dbfs = -20;

}  // namespace

bool InputLevel::is_good() const {
    return loudest_dbfs && !missing_channel && !too_strong && *loudest_dbfs >= lowest_dbfs;
}

Decibels InputLevel::turn() const {
    if (!loudest_dbfs || (!too_strong && *loudest_dbfs >= lowest_dbfs)) return Decibels(0);
    return Decibels(std::round(wanted_dbfs - *loudest_dbfs));
}

InputLevel input_level(const std::vector<measure::StepReading>& steps, signal::Wiring wiring,
                       DbFs ceiling) {
    InputLevel level;
    const auto gain = measure::heard_gain_db(steps);
    if (!gain) return level;
    const bool clipped = steps.back().input_clipped;
    const double played =
        clipped ? ceiling.value() : std::min(ceiling.value(), steps.back().level_dbfs);
    level.loudest_dbfs = *gain + played;
    if (wiring == signal::Wiring::stereo) level.missing_channel = steps.back().missing_channel;
    level.too_strong = clipped || *level.loudest_dbfs > highest_dbfs;
    return level;
}

InputLevel check_input_level(device::RunningStream& stream, signal::Wiring wiring, DbFs ceiling) {
    GuardedStream guarded(stream);
    std::vector<measure::StepReading> steps;
    for (auto next = measure::next_step(steps, ceiling).next; next;
         next = measure::next_step(steps, ceiling).next) {
        const auto layout = measure::step_layout(stream.rates(), wiring, *next);
        steps.push_back(measure::read_step(guarded.exchange(layout, ceiling), layout));
    }
    return input_level(steps, wiring, ceiling);
}

}  // namespace ohmloop::session
