#include "audio_io/reconstruction.hpp"

#include "ohmloop/simulation/resampler.hpp"
#include "ohmloop/units/expects.hpp"

#include <cmath>

namespace ohmloop::audio_io {

signal::Waveform reconstructed(const signal::Waveform& play, Hertz rate) {
    expects(play.channels.size() == 2, "a converter plays two channels");
    if (play.rate == rate) return play;
    const double step = play.rate / rate;
    const auto frames =
        static_cast<std::size_t>(std::ceil(static_cast<double>(play.frames()) / step));
    simulation::Resampler between;
    between.push(play.channels[0], play.channels[1]);
    const std::vector<double> silence(2 * simulation::Resampler::reach, 0.0);
    between.push(silence, silence);
    signal::Waveform out{rate, {std::vector<double>(frames), std::vector<double>(frames)}};
    for (std::size_t n = 0; n < frames; ++n) {
        const double place = static_cast<double>(n) * step;
        const double whole = std::floor(place);
        const auto value = between.at(static_cast<std::int64_t>(whole), place - whole);
        out.channels[0][n] = value[0];
        out.channels[1][n] = value[1];
    }
    return out;
}

}  // namespace ohmloop::audio_io
