#include "session/guarded_stream.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::session {

namespace {

double peak_of(const signal::Waveform& waveform) {
    double peak = 0;
    for (const auto& channel : waveform.channels)
        for (const double x : channel) peak = std::max(peak, std::abs(x));
    return peak;
}

}  // namespace

signal::Recording GuardedStream::exchange(const signal::Layout& layout, DbFs ceiling) {
    const auto waveform = signal::render(layout);
    expects(peak_of(waveform) <= peak_amplitude(ceiling) * (1 + 1e-9),
            "nothing is played above the ceiling");
    signal::Recording recording = stream_.exchange(waveform);
    if (recording.overruns + recording.underruns > 0) unbroken_ = false;
    return recording;
}

bool GuardedStream::kept_delay() { return std::exchange(unbroken_, true) && stream_.one_clock(); }

}  // namespace ohmloop::session
