#pragma once

#include "cli/run_settings.hpp"

#include "ohmloop/audio_io/simulated_input.hpp"
#include "ohmloop/cli/command.hpp"
#include "ohmloop/cli/input_settings.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/input_stream.hpp"
#include "ohmloop/device/load_switch.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/result/result.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ohmloop::cli {

/// What a measurement works with: devices, a way to change loads, and what is known of the input.
struct TestBench {
    std::unique_ptr<device::AudioDevice> device;
    std::unique_ptr<device::LoadSwitch> load_switch;
    InputKnowledge input;
    std::optional<result::CalibrationUse> calibration;
    device::StreamSettings stream;
    std::optional<std::string> simulated_port;
    std::optional<std::uint64_t> seed;
    bool guided = false;  ///< a person changes the loads, and can be asked and told

    [[nodiscard]] bool simulated() const { return simulated_port.has_value(); }
};

/// A simulated bench with --simulate, else one of PortAudio's devices.
[[nodiscard]] TestBench set_up(const Options& options, const StimulusSettings& stimulus,
                               const std::vector<profiles::Load>& loads, Console& console);

/// What is listened to, and what is known of it.
struct ListeningPost {
    std::unique_ptr<device::InputStream> stream;
    InputKnowledge input;
    std::optional<std::string> simulated_port;
    Seconds steady_from{0};  ///< what is heard before may hold the tone while it climbs
};

/// The card of a simulated bench, whose port plays `tone` into an open jack, with --simulate; else
/// the input of one of PortAudio's devices, while it, or another, plays the tone with --tone.
/// Throws UsageError and DeviceError.
[[nodiscard]] ListeningPost set_up_to_listen(const Options& options, Hertz rate,
                                             const audio_io::PlayedTone& tone);

}  // namespace ohmloop::cli
