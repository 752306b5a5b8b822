#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/load_switch.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"
#include "ohmloop/simulation/bench.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ohmloop::audio_io {

class SimulatedSession;

/// What a simulated session is made of. `loads` are as declared; the true ones are drawn from
/// their tolerances and the seed.
struct SimulatedSetup {
    profiles::VirtualPort port;
    profiles::SimulatedCard card;
    std::vector<profiles::Load> loads;
    simulation::Wiring wiring = simulation::Wiring::stereo;
    std::uint64_t seed = 1;
    std::string fault;  ///< empty, or names of known_faults() with commas between
};

/// Names of what can go wrong on purpose; `explain_fault` says in a sentence what it does.
[[nodiscard]] std::vector<std::string> known_faults();
[[nodiscard]] std::string explain_fault(const std::string& name);

/// What is really on the bench: for tests, never for the analysis.
struct SimulatedTruth {
    std::vector<profiles::Load> loads;  ///< as drawn, in the order declared
    profiles::SimulatedCard card;       ///< full scale resolved
};

/// The simulated port as a device and as the switch of its loads; runs as fast as it computes.
/// Adds the card's converter, latency, clock offset, gain repeatability per load change, faults.
///
/// One endless stream: exchanges stand back to back, and changing a load takes a second of
/// silence. The latency is the card's, but at least what the simulation itself takes (about 300
/// frames). The bench runs at the recorder's rate; a stream may play at another, which its
/// converter makes continuous. Gain drift is a random walk of `drift_db` standard deviation a
/// minute.
struct SimulatedBench {
    std::unique_ptr<device::AudioDevice> device;
    std::unique_ptr<device::LoadSwitch> load_switch;
    /// The card's profile as the analysis gets it: true values moved within the tolerances by the
    /// seed, the input's noise as measured over the profile's averaging time.
    profiles::SoundCard profile;
    SimulatedTruth truth;
    std::shared_ptr<SimulatedSession> session;  ///< for make_simulated_input
};

/// Throws DeviceError for an unknown fault, naming the nearest known ones.
[[nodiscard]] SimulatedBench make_simulated_bench(const SimulatedSetup& setup, Hertz rate);

}  // namespace ohmloop::audio_io
