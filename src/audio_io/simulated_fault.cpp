#include "audio_io/simulated_fault.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmloop::audio_io {

namespace {

constexpr std::ptrdiff_t lost_frames = 64;  // a small host buffer

using Channel = std::vector<double>;

Fault on_setup(std::function<void(SimulatedSetup&)> change) {
    Fault fault;
    fault.setup = std::move(change);
    return fault;
}

Fault on_take(std::function<void(AnalogueTake&)> change) {
    Fault fault;
    fault.take = std::move(change);
    return fault;
}

Fault on_each_channel(void (*change)(Channel&, std::ptrdiff_t middle)) {
    return on_take([change](AnalogueTake& take) {
        if (!take.is_body()) return;
        for (auto& channel : take.channels)
            change(channel, static_cast<std::ptrdiff_t>(take.middle()));
    });
}

// What is lost is made up for at the end, in the silent tail: the host delivers what was asked.
void lose_frames(Channel& x, std::ptrdiff_t at) {
    x.erase(x.begin() + at, x.begin() + at + lost_frames);
    const Channel tail(x.end() - lost_frames, x.end());
    x.insert(x.end(), tail.begin(), tail.end());
}

void repeat_frames(Channel& x, std::ptrdiff_t at) {
    const Channel again(x.begin() + at, x.begin() + at + lost_frames);
    x.insert(x.begin() + at, again.begin(), again.end());
    x.resize(x.size() - static_cast<std::size_t>(lost_frames));
}

void zero_frames(Channel& x, std::ptrdiff_t at) { std::fill_n(x.begin() + at, lost_frames, 0.0); }

void leave_noise(Channel& x, AnalogueTake& take) {
    for (double& v : x) v = take.noise * take.random->normal();
}

Fault input_clip() {
    return on_setup([](SimulatedSetup& s) {
        s.card.full_scale = 0.1 * simulation::full_scale(s.card, s.port, s.loads);
    });
}

Fault low_level() {
    return on_setup([](SimulatedSetup& s) {
        s.card.full_scale = 300 * simulation::full_scale(s.card, s.port, s.loads);
    });
}

Fault wrong_rate() {
    return on_setup([](SimulatedSetup& s) { s.card.clock_offset = Ppm(1e6 * (44.1 / 48 - 1)); });
}

Fault wrong_load() {
    Fault fault;
    fault.loads = [](std::vector<profiles::Load>& loads) {
        for (auto& load : loads) load.resistance_ohm *= 2;
    };
    return fault;
}

Fault unchanged_load() {
    Fault fault;
    fault.switch_stuck = true;
    return fault;
}

// 0.5 frames over 6 s: at most 11 ppm.
Fault wander() {
    Fault fault;
    fault.wander_frames = 0.5;
    return fault;
}

Fault dropout() { return on_each_channel(lose_frames); }
Fault repeated_frame() { return on_each_channel(repeat_frames); }
Fault zeroed_block() { return on_each_channel(zero_frames); }

Fault dropout_once() {
    return on_take([done = false](AnalogueTake& take) mutable {
        if (done || !take.is_body()) return;
        done = true;
        for (auto& channel : take.channels)
            lose_frames(channel, static_cast<std::ptrdiff_t>(take.middle()));
    });
}

// Follows the peak of 10 ms towards -12 dBFS, 1 dB/s, at most 12 dB either way; holds in silence.
Fault agc() {
    return on_take([gain_db = 0.0](AnalogueTake& take) mutable {
        const auto block = static_cast<std::size_t>(0.01 * take.rate);
        for (std::size_t at = 0; at < take.channels[0].size(); at += block) {
            const std::size_t end = std::min(at + block, take.channels[0].size());
            const double gain = std::pow(10, gain_db / 20);
            double peak = 0;
            for (auto& channel : take.channels)
                for (std::size_t i = at; i < end; ++i) {
                    channel[i] *= gain;
                    peak = std::max(peak, std::abs(channel[i]));
                }
            if (peak < 0.003) continue;
            gain_db = std::clamp(gain_db + (peak < 0.25 ? 0.01 : -0.01), -12.0, 12.0);
        }
    });
}

Fault mixer_moved() {
    return on_take([bodies = 0](AnalogueTake& take) mutable {
        if (take.is_body()) ++bodies;
        if (bodies < 2) return;
        for (auto& channel : take.channels)
            for (double& v : channel) v *= 1.035;  // 0.3 dB
    });
}

Fault dead_channel() {
    return on_take([](AnalogueTake& take) { leave_noise(take.channels[1], take); });
}

Fault no_signal() {
    return on_take([](AnalogueTake& take) {
        for (auto& channel : take.channels) leave_noise(channel, take);
    });
}

Fault digital_silence() {
    return on_take([](AnalogueTake& take) {
        for (auto& channel : take.channels) std::fill(channel.begin(), channel.end(), 0.0);
    });
}

Fault swapped_channels() {
    return on_take([](AnalogueTake& take) { take.channels[0].swap(take.channels[1]); });
}

Fault mono_sum() {
    return on_take([](AnalogueTake& take) {
        for (std::size_t i = 0; i < take.channels[0].size(); ++i)
            take.channels[0][i] = take.channels[1][i] =
                0.5 * (take.channels[0][i] + take.channels[1][i]);
    });
}

Fault inverted_channel() {
    return on_take([](AnalogueTake& take) {
        for (double& v : take.channels[1]) v = -v;
    });
}

Fault ground_loop() {
    return on_take([phase = 0.0](AnalogueTake& take) mutable {
        const double turn = 2 * std::numbers::pi * 50 / take.rate;
        for (std::size_t i = 0; i < take.channels[0].size(); ++i, phase += turn)
            for (auto& channel : take.channels)
                channel[i] += 0.002 * (std::sin(phase) + 0.5 * std::sin(3 * phase));
        phase = std::fmod(phase, 2 * std::numbers::pi);
    });
}

// 20 ms of noise every 0.7 s, as a phone beside the cable gives.
Fault interference() {
    return on_take([](AnalogueTake& take) {
        const auto period = static_cast<std::size_t>(0.7 * take.rate);
        const auto burst = static_cast<std::size_t>(0.02 * take.rate);
        for (std::size_t i = 0; i < take.channels[0].size(); ++i)
            if (i % period < burst)
                for (auto& channel : take.channels) channel[i] += 0.003 * take.random->normal();
    });
}

// The port mutes after 0.2 s of digital zero and takes 0.3 s to come back, eating what is played.
Fault slow_unmute() {
    Fault fault;
    fault.play = [zeros = 0.0, waking = 0.0](signal::Waveform& play) mutable {
        const double frame = 1 / play.rate.value();
        for (std::size_t i = 0; i < play.frames(); ++i) {
            const bool silent = play.channels[0][i] == 0 && play.channels[1][i] == 0;
            if (!silent && zeros > 0.2) waking = 0.3;
            zeros = silent ? zeros + frame : 0;
            if (waking <= 0) continue;
            waking -= frame;
            play.channels[0][i] = play.channels[1][i] = 0;
        }
    };
    return fault;
}

Fault device_lost() {
    return on_take([bodies = 0](AnalogueTake& take) mutable {
        if (take.is_body() && ++bodies == 2)
            throw device::DeviceError("the simulated device was unplugged while it recorded");
    });
}

Fault short_recording() {
    return on_take([](AnalogueTake& take) {
        if (!take.is_body()) return;
        for (auto& channel : take.channels) channel.resize(channel.size() * 6 / 10);
    });
}

struct NamedFault {
    const char* name;
    Fault (*make)();
    const char* what;
};

constexpr NamedFault faults[] = {
    {"input_clip", input_clip, "the input's full scale is 20 dB too low"},
    {"low_level", low_level, "the input's full scale is 50 dB too high"},
    {"dropout", dropout, "64 frames are lost in the middle of every body"},
    {"dropout_once", dropout_once, "64 frames are lost in the middle of the first body only"},
    {"repeated_frame", repeated_frame, "64 frames come twice in the middle of every body"},
    {"zeroed_block", zeroed_block, "64 frames are zero in the middle of every body"},
    {"agc", agc, "the input's gain follows the level at 1 dB/s"},
    {"mixer_moved", mixer_moved, "the input's gain is 0.3 dB higher from the second body on"},
    {"wrong_rate", wrong_rate, "the recorder runs at 44.1/48 of the rate it states"},
    {"wander", wander, "the recorder's clock wanders by 11 ppm within 6 s"},
    {"dead_channel", dead_channel, "the right channel carries only the input's noise"},
    {"no_signal", no_signal, "both channels carry only the input's noise"},
    {"digital_silence", digital_silence, "both channels are exactly zero"},
    {"swapped_channels", swapped_channels, "left and right are swapped"},
    {"mono_sum", mono_sum, "both channels carry the sum"},
    {"inverted_channel", inverted_channel, "the right channel is inverted"},
    {"unchanged_load", unchanged_load, "the switch does not change the load"},
    {"wrong_load", wrong_load, "every resistor is twice what is declared"},
    {"ground_loop", ground_loop, "50 and 150 Hz at -54 and -60 dBFS, whatever is played"},
    {"interference", interference, "bursts of noise, 20 ms every 0.7 s"},
    {"slow_unmute", slow_unmute, "after 0.2 s of silence the port eats the first 0.3 s of sound"},
    {"device_lost", device_lost, "the device vanishes in the second body"},
    {"short_recording", short_recording, "only six tenths of every body are delivered"},
};

const NamedFault& find(std::string_view name) {
    const auto* found = std::find_if(std::begin(faults), std::end(faults),
                                     [&](const NamedFault& fault) { return name == fault.name; });
    if (found == std::end(faults))
        throw device::DeviceError(
            fmt::format("there is no fault \"{}\"{}", name, suggestion(name, known_faults())));
    return *found;
}

}  // namespace

std::vector<std::string> known_faults() {
    std::vector<std::string> names;
    for (const auto& fault : faults) names.emplace_back(fault.name);
    return names;
}

std::string explain_fault(const std::string& name) { return find(name).what; }

std::vector<Fault> make_faults(std::string_view names) {
    std::vector<Fault> made;
    while (!names.empty()) {
        const std::size_t comma = std::min(names.find(','), names.size());
        made.push_back(find(names.substr(0, comma)).make());
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return made;
}

}  // namespace ohmloop::audio_io
