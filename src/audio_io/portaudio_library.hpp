#pragma once

#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/audio_io/portaudio_device.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ohmloop::audio_io {

/// Those a device is asked for.
inline constexpr std::array usual_rates{Hertz(44100), Hertz(48000),  Hertz(88200),
                                        Hertz(96000), Hertz(176400), Hertz(192000)};

/// PortAudio, initialised. One at a time in a process, shared by who needs it: its device list is
/// frozen while it lives. Control thread only.
class PortAudioLibrary {
  public:
    /// The living one, or a new one. Throws DeviceError.
    [[nodiscard]] static std::shared_ptr<PortAudioLibrary> shared(HostMessageEcho echo);

    PortAudioLibrary(const PortAudioLibrary&) = delete;
    PortAudioLibrary& operator=(const PortAudioLibrary&) = delete;
    ~PortAudioLibrary();

    [[nodiscard]] std::vector<ListedDevice> devices() const;

    /// Makes a call that returns a PaError, for at most 5 s. Throws DeviceError "DOING: why",
    /// quoting what the host printed meanwhile, unless it hangs or aborts. `call` owns what it
    /// touches.
    void require(const std::string& doing, std::function<int()> call);

    /// The same for destructors, 2 s: false when it failed or hangs. Once one hung or aborted
    /// none is made.
    bool attempt(std::function<int()> call) noexcept;

    HostMessages& messages() { return *messages_; }

  private:
    explicit PortAudioLibrary(HostMessageEcho echo);
    [[noreturn]] void leave(const std::string& doing);
    [[noreturn]] void refuse(const std::string& doing, int error);

    std::unique_ptr<HostMessages> messages_;
};

}  // namespace ohmloop::audio_io
