#include "ohmloop/audio_io/device_lock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace ohmloop::audio_io {

using device::DeviceError;
using device::DeviceInfo;

namespace {

std::string folder() {
    for (const char* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
        const char* value = std::getenv(name);
        if (value && *value == '/') return value;
    }
    return "/tmp";
}

/// One name a device: what no file name may hold is written as its number.
std::string path_of(const DeviceInfo& device) {
    std::string file = fmt::format("ohmloop-{}-", getuid());
    for (const char c : device.host_api + "-" + device.name) {
        const auto byte = static_cast<unsigned char>(c);
        file += std::isalnum(byte) || c == '-' ? std::string(1, c) : fmt::format("%{:02x}", byte);
    }
    return fmt::format("{}/{}.lock", folder(), file.substr(0, 240));  // names end at 255
}

std::string holder_in(int file) {
    char text[128] = {};
    const auto count = ::pread(file, text, sizeof text - 1, 0);
    const std::string holder(text, count > 0 ? static_cast<std::size_t>(count) : 0);
    return holder.empty() ? "another process" : holder;
}

void write_holder(int file) {
    std::tm now{};
    const std::time_t seconds = std::time(nullptr);
    localtime_r(&seconds, &now);
    const auto holder = fmt::format("process {}, since {:%H:%M:%S}", getpid(), now);
    // Only for the sentence that names the holder: what cannot be written is not missed.
    if (::ftruncate(file, 0) == 0) (void)!::pwrite(file, holder.data(), holder.size(), 0);
}

}  // namespace

DeviceLock::DeviceLock(const DeviceInfo& device) {
    const auto path = path_of(device);
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file_ < 0) {
        throw DeviceError(fmt::format("'{}' cannot be reserved: {}: {}", device.name, path,
                                      std::strerror(errno)));
    }
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
        write_holder(file_);
        return;
    }
    const auto holder = holder_in(file_);
    ::close(file_);
    throw DeviceError(
        fmt::format("'{}' is in use by another run of ohmloop ({}): wait for it, or "
                    "end it first",
                    device.name, holder));
}

DeviceLock::DeviceLock(DeviceLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

DeviceLock& DeviceLock::operator=(DeviceLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

// The file stays: whoever removed it could take it from under one that just opened it.
DeviceLock::~DeviceLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace ohmloop::audio_io
