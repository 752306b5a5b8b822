#include "audio_io/portaudio_library.hpp"

#include "audio_io/host_call.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <atomic>
#include <cstdlib>
#include <pa_jack.h>

namespace ohmloop::audio_io {

using device::DeviceError;
using namespace std::chrono_literals;

namespace {

// Long enough for a slow card to start or to play out its buffers, short enough for a person (and
// a bench) to wait: five seconds in all, what there is to say included.
constexpr auto start_limit = 4s;
constexpr auto stop_limit = 2s;

std::atomic<bool> host_hangs{false};

// A measurement must never start a server of its own; JACK reads this when a client opens.
void forbid_starting_servers() { ::setenv("JACK_NO_START_SERVER", "1", 1); }

std::string with_last_line(std::string sentence, HostMessages& messages) {
    const auto line = messages.last_line();
    return line.empty() ? sentence : fmt::format("{} ({})", sentence, line);
}

std::string host_error_text(int error) {
    if (error != paUnanticipatedHostError) return Pa_GetErrorText(error);
    const auto* info = Pa_GetLastHostErrorInfo();
    const bool has_text = info && info->errorText && *info->errorText;
    return has_text ? info->errorText : Pa_GetErrorText(error);
}

device::DeviceInfo info_of(const PaDeviceInfo& device) {
    const auto* api = Pa_GetHostApiInfo(device.hostApi);
    return {.host_api = api ? api->name : "",
            .name = device.name ? device.name : "",
            .input_channels = device.maxInputChannels,
            .output_channels = device.maxOutputChannels,
            .default_rate = Hertz(device.defaultSampleRate),
            .simulated = false};
}

}  // namespace

bool audio_host_hangs() noexcept { return host_hangs.load(); }

std::shared_ptr<PortAudioLibrary> PortAudioLibrary::shared(HostMessageEcho echo) {
    static std::weak_ptr<PortAudioLibrary> living;
    auto library = living.lock();
    if (!library) {
        library.reset(new PortAudioLibrary(echo));
        living = library;
    }
    return library;
}

PortAudioLibrary::PortAudioLibrary(HostMessageEcho echo) {
    if (audio_host_hangs()) throw DeviceError("the audio system no longer answers");
    forbid_starting_servers();
    messages_ = std::make_unique<HostMessages>(echo);
    require("the audio system cannot be started", [] {
        PaJack_SetClientName("ohmloop");
        return Pa_Initialize();
    });
}

PortAudioLibrary::~PortAudioLibrary() {
    attempt([] { return Pa_Terminate(); });
    // A thread that still hangs in the host keeps printing: its messages stay captured.
    if (audio_host_hangs()) (void)messages_.release();
}

std::vector<ListedDevice> PortAudioLibrary::devices() const {
    std::vector<ListedDevice> result;
    for (int index = 0; index < Pa_GetDeviceCount(); ++index) {
        if (const auto* device = Pa_GetDeviceInfo(index)) {
            result.push_back({index, info_of(*device)});
        }
    }
    return result;
}

void PortAudioLibrary::require(const std::string& doing, std::function<int()> call) {
    messages_->forget();
    const auto error = call_host(start_limit, std::move(call));
    if (!error) leave(doing);
    if (*error < 0) refuse(doing, *error);
}

void PortAudioLibrary::leave(const std::string& doing) {
    host_hangs.store(true);
    // Without what the host printed last, which need have nothing to do with it.
    throw DeviceError(fmt::format("{}: the audio system {}", doing,
                                  host_aborted()
                                      ? "broke down, as when its sound server goes away"
                                      : "does not answer, as when its sound server stands still"));
}

void PortAudioLibrary::refuse(const std::string& doing, int error) {
    throw DeviceError(
        with_last_line(fmt::format("{}: {}", doing, host_error_text(error)), *messages_));
}

bool PortAudioLibrary::attempt(std::function<int()> call) noexcept {
    if (audio_host_hangs()) return false;
    try {
        const auto error = call_host(stop_limit, std::move(call));
        if (!error) host_hangs.store(true);
        return error && *error >= 0;
    } catch (...) {  // no thread could be had
        return false;
    }
}

}  // namespace ohmloop::audio_io
