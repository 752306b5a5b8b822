#include "cli/listening.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ohmloop::cli {

namespace {

constexpr double longest_step_s = 0.1;  ///< a stop is noticed between two

void withhold_second(measure::MonitorReading& reading) {
    for (auto& channel : reading.channels) channel.second.reset();
    reading.clock.reset();
}

}  // namespace

void listen(device::InputStream& input, const Listening& listening,
            const measure::MonitorSettings& settings,
            const std::function<bool(const measure::MonitorReading&)>& show) {
    const auto frames_in = [&](Seconds time) {
        return static_cast<std::uint64_t>(std::llround(time.value() * input.rate().value()));
    };
    const auto every = std::max<std::uint64_t>(1, frames_in(listening.every));
    const auto end = listening.duration ? frames_in(*listening.duration)
                                        : std::numeric_limits<std::uint64_t>::max();
    const auto step = frames_in(Seconds(longest_step_s));
    measure::Monitor monitor(settings);
    const auto steady_second = frames_in(listening.steady_from) + frames_in(Seconds(1));
    std::uint64_t heard = 0;
    std::uint64_t inspected = 0;  ///< so much was heard when the second that is told ended
    for (auto next = std::min(every, end); heard < end; next = std::min(next + every, end)) {
        while (heard < next) {
            const auto piece = input.read(std::min(step, next - heard));
            monitor.hear(piece.recording, piece.gaps);
            heard += piece.recording.frames();
            for (; monitor.inspect_channel(); inspected = heard) input.tend();
        }
        // Who was late shows what there is now, not what there was.
        next += (heard - next) / every * every;
        auto reading = monitor.reading();
        if (inspected < steady_second) withhold_second(reading);
        if (!show(reading)) return;
    }
}

}  // namespace ohmloop::cli
