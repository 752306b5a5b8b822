#pragma once

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/profiles/library.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ohmloop::testing {

inline profiles::VirtualPort built_in_port(const std::string& name) {
    const auto file = profiles::find_built_in("virtual-ports", name);
    return profiles::parse_virtual_port(file.value().text, file.value().path);
}

/// How a file is played and recorded.
struct Playback {
    std::string port = "phone-dongle";
    Ppm clock_offset{0};
    signal::SampleFormat format = signal::SampleFormat::int24;
};

/// Plays `file` out of a simulated port with each load in turn and writes what a recorder with a
/// clock of its own makes of it into `folder`/LOAD.wav.
inline void play_into_loads(const signal::Waveform& file, const std::vector<std::string>& loads,
                            const std::string& folder, const Playback& playback) {
    audio_io::SimulatedSetup setup;
    setup.port = built_in_port(playback.port);
    setup.card.clock_offset = playback.clock_offset;
    setup.card.full_scale = Volts(0);
    std::string list;
    for (const auto& load : loads) list += (list.empty() ? "" : ",") + load;
    setup.loads = profiles::parse_loads(list, 0);
    const auto bench = audio_io::make_simulated_bench(setup, file.rate);
    const auto stream = bench.device->start({.rates = file.rate});
    for (const auto& load : loads) {
        bench.load_switch->select(load);
        auto recording = stream->exchange(file);
        recording.format = playback.format;
        audio_io::write_sound_file(folder + "/" + load + ".wav", recording);
    }
}

inline signal::Waveform read_waveform(const std::string& path) {
    auto recording = audio_io::read_sound_file(path);
    return {recording.rate, std::move(recording.channels)};
}

}  // namespace ohmloop::testing
