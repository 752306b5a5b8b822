#include "audio_io/portaudio_library.hpp"

#include "ohmloop/audio_io/host_report.hpp"

#include <portaudio.h>

#include <memory>
#include <optional>

namespace ohmloop::audio_io {

namespace {

std::string name_of(PaDeviceIndex index) {
    const auto* device = index == paNoDevice ? nullptr : Pa_GetDeviceInfo(index);
    return device && device->name ? device->name : "";
}

std::vector<HostApiReport> host_apis() {
    std::vector<HostApiReport> found;
    for (PaHostApiIndex index = 0; index < Pa_GetHostApiCount(); ++index) {
        const auto* api = Pa_GetHostApiInfo(index);
        if (!api) continue;
        found.push_back({api->name ? api->name : "", api->deviceCount,
                         name_of(api->defaultOutputDevice), name_of(api->defaultInputDevice)});
    }
    return found;
}

/// All channels of one direction of a device; nothing where it has none.
std::optional<PaStreamParameters> all_channels(PaDeviceIndex index, int channels) {
    if (channels == 0) return std::nullopt;
    const auto latency = Pa_GetDeviceInfo(index)->defaultHighOutputLatency;
    return PaStreamParameters{index, channels, paFloat32, latency, nullptr};
}

/// The question opens a device; owned by the call, which may outlive a host that hangs.
bool takes(PortAudioLibrary& library, const ListedDevice& device, Hertz rate) {
    const auto input = all_channels(device.index, device.info.input_channels);
    const auto output = all_channels(device.index, device.info.output_channels);
    return library.attempt([input, output, rate] {
        return Pa_IsFormatSupported(input ? &*input : nullptr, output ? &*output : nullptr,
                                    rate.value());
    });
}

}  // namespace

HostReport examine_hosts(HostMessageEcho echo) {
    const auto library = PortAudioLibrary::shared(echo);
    HostReport report{Pa_GetVersionText(), host_apis(), {}};
    for (const auto& device : library->devices()) {
        DeviceReport found{device, {}};
        for (const Hertz rate : usual_rates)
            if (takes(*library, device, rate)) found.rates.push_back(rate);
        report.devices.push_back(std::move(found));
    }
    return report;
}

}  // namespace ohmloop::audio_io
