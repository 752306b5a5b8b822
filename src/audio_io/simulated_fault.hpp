#pragma once

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/simulation/random.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::audio_io {

/// What the recorder holds of one exchange before its converter: full scale = 1.
struct AnalogueTake {
    std::vector<std::vector<double>> channels;
    double rate = 0;
    std::size_t played = 0;  ///< frames of stimulus, without the tail
    double noise = 0;        ///< standard deviation of the card's own noise
    simulation::Random* random = nullptr;

    /// Faults that strike once strike a body, which the short exchanges of an approach are not.
    [[nodiscard]] bool is_body() const { return static_cast<double>(played) >= 1.5 * rate; }
    [[nodiscard]] std::size_t middle() const { return played / 2; }
};

/// Something that goes wrong; whatever is empty is in order. Faults compose: each hook of all of
/// them runs in the order asked for. The hooks keep their own state between exchanges.
struct Fault {
    std::function<void(SimulatedSetup&)> setup;               ///< before the bench is built
    std::function<void(std::vector<profiles::Load>&)> loads;  ///< the true ones
    std::function<void(signal::Waveform&)> play;              ///< on its way to the port
    std::function<void(AnalogueTake&)> take;                  ///< may throw DeviceError
    bool switch_stuck = false;
    double wander_frames = 0;  ///< amplitude of a slow sine in the recorder's position
};

/// The faults named, commas between; none for empty. Throws DeviceError for an unknown one.
[[nodiscard]] std::vector<Fault> make_faults(std::string_view names);

}  // namespace ohmloop::audio_io
