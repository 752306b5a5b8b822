#include "ohmloop/audio_io/portaudio_device.hpp"

#include "audio_io/portaudio_input.hpp"
#include "audio_io/portaudio_library.hpp"
#include "audio_io/portaudio_stream.hpp"

#include "ohmloop/audio_io/device_lock.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace ohmloop::audio_io {

using device::DeviceError;
using device::DeviceInfo;

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool contains(const std::string& whole, const std::string& part) {
    return lower(whole).find(lower(part)) != std::string::npos;
}

std::optional<int> as_index(const std::string& name) {
    int index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    const bool is_number = error == std::errc() && end == name.data() + name.size();
    return is_number && index >= 0 ? std::optional(index) : std::nullopt;
}

using Candidates = std::vector<const ListedDevice*>;

Candidates on_host(const std::vector<ListedDevice>& devices, const std::string& host_api) {
    Candidates result;
    for (const auto& device : devices) {
        if (contains(device.info.host_api, host_api)) result.push_back(&device);
    }
    return result;
}

template <class Predicate>
Candidates chosen(const Candidates& from, Predicate is_meant) {
    Candidates result;
    std::copy_if(from.begin(), from.end(), std::back_inserter(result), is_meant);
    return result;
}

// The first of index, exact name, part of a name that means anything.
Candidates meant_by(const std::string& name, const Candidates& devices) {
    if (const auto index = as_index(name)) {
        auto result = chosen(devices, [&](auto* d) { return d->index == *index; });
        if (!result.empty()) return result;
    }
    auto exact = chosen(devices, [&](auto* d) { return d->info.name == name; });
    if (!exact.empty()) return exact;
    return chosen(devices, [&](auto* d) { return contains(d->info.name, name); });
}

std::string listed(const Candidates& devices) {
    std::string text;
    for (const auto* device : devices) {
        text += fmt::format("{}{} '{}' ({})", text.empty() ? "" : ", ", device->index,
                            device->info.name, device->info.host_api);
    }
    return text;
}

std::vector<std::string> names_of(const Candidates& devices) {
    std::vector<std::string> names;
    for (const auto* device : devices) names.push_back(device->info.name);
    return names;
}

[[noreturn]] void refuse_host(const std::vector<ListedDevice>& devices,
                              const std::string& host_api) {
    std::vector<std::string> known;
    for (const auto& device : devices) {
        const auto& name = device.info.host_api;
        if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    }
    throw DeviceError(
        fmt::format("no device of host API '{}'{}", host_api, suggestion(host_api, known)));
}

class PortAudioDevice : public device::AudioDevice {
  public:
    PortAudioDevice(std::shared_ptr<PortAudioLibrary> library, ListedDevice output,
                    ListedDevice input)
        : library_(std::move(library)), output_(std::move(output)), input_(std::move(input)) {
        locks_.emplace_back(output_.info);
        if (input_.index != output_.index) locks_.emplace_back(input_.info);
    }

    [[nodiscard]] DeviceInfo output_info() const override { return output_.info; }
    [[nodiscard]] DeviceInfo input_info() const override { return input_.info; }
    std::unique_ptr<device::RunningStream> start(const device::StreamSettings& settings) override {
        if (output_.index == input_.index) return start_duplex_stream(library_, output_, settings);
        return open_stream_pair(library_, output_, input_, settings);
    }

  private:
    std::shared_ptr<PortAudioLibrary> library_;
    ListedDevice output_;
    ListedDevice input_;
    std::vector<DeviceLock> locks_;
};

ListedDevice default_device(const std::vector<ListedDevice>& devices, int index) {
    for (const auto& device : devices) {
        if (device.index == index) return device;
    }
    throw DeviceError("there is no default sound device; name one (see 'ohmloop devices')");
}

void require_output(const DeviceInfo& info) {
    if (info.output_channels > 0) return;
    throw DeviceError(
        fmt::format("'{}' ({}) has no output: it cannot play", info.name, info.host_api));
}

void require_input(const DeviceInfo& info) {
    if (info.input_channels > 0) return;
    throw DeviceError(
        fmt::format("'{}' ({}) has no input: it cannot record", info.name, info.host_api));
}

ListedDevice resolve(const std::vector<ListedDevice>& devices, const std::string& name,
                     const std::string& host_api, int default_index) {
    if (devices.empty()) throw DeviceError("there are no sound devices");
    if (name.empty() && host_api.empty()) return default_device(devices, default_index);
    return find_device(devices, name, host_api);
}

/// One of the two names may be left out: then it is the other's device.
std::pair<ListedDevice, ListedDevice> resolve_both(const std::vector<ListedDevice>& devices,
                                                   const DeviceChoice& choice) {
    const auto& output_name = choice.output.empty() ? choice.input : choice.output;
    const auto& input_name = choice.input.empty() ? choice.output : choice.input;
    const int usual = Pa_GetDefaultOutputDevice();
    const auto output = resolve(devices, output_name, choice.host_api, usual);
    const auto input = resolve(devices, input_name, choice.host_api, usual);
    require_output(output.info);
    require_input(input.info);
    return {output, input};
}

}  // namespace

std::vector<ListedDevice> list_devices(HostMessageEcho echo, const std::string& host_api) {
    const auto devices = PortAudioLibrary::shared(echo)->devices();
    std::vector<ListedDevice> listed;
    for (const auto* device : on_host(devices, host_api)) listed.push_back(*device);
    if (listed.empty() && !host_api.empty()) refuse_host(devices, host_api);
    return listed;
}

const ListedDevice& find_device(const std::vector<ListedDevice>& devices, const std::string& name,
                                const std::string& host_api) {
    const auto candidates = on_host(devices, host_api);
    if (candidates.empty()) refuse_host(devices, host_api);
    const auto matches = meant_by(name, candidates);
    if (matches.size() == 1) return *matches.front();
    if (matches.empty()) {
        throw DeviceError(
            fmt::format("no device '{}'{}", name, suggestion(name, names_of(candidates))));
    }
    throw DeviceError(
        fmt::format("'{}' could be any of: {}; give the index", name, listed(matches)));
}

std::unique_ptr<device::AudioDevice> open_portaudio_device(const DeviceChoice& choice) {
    auto library = PortAudioLibrary::shared(choice.echo);
    const auto [output, input] = resolve_both(library->devices(), choice);
    return std::make_unique<PortAudioDevice>(std::move(library), output, input);
}

std::unique_ptr<device::InputStream> open_portaudio_input(const DeviceChoice& choice,
                                                          const device::StreamSettings& settings) {
    auto library = PortAudioLibrary::shared(choice.echo);
    const auto input =
        resolve(library->devices(), choice.input, choice.host_api, Pa_GetDefaultInputDevice());
    require_input(input.info);
    return start_input_stream(std::move(library), input, settings);
}

std::unique_ptr<device::InputStream> open_portaudio_input(const DeviceChoice& choice,
                                                          const device::StreamSettings& settings,
                                                          const EndlessPlay& play) {
    auto library = PortAudioLibrary::shared(choice.echo);
    const auto [output, input] = resolve_both(library->devices(), choice);
    return start_playing_input_stream(std::move(library), output, input, settings, play);
}

}  // namespace ohmloop::audio_io
