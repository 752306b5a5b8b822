#include "audio_io/whole_file.hpp"

#include "ohmloop/audio_io/sound_file.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace ohmloop::audio_io {

namespace {

std::string temporary_name(const std::filesystem::path& path) {
    static std::atomic<unsigned> count{0};
    const auto name = fmt::format(".{}.{}-{}.tmp", path.filename().string(), ::getpid(), ++count);
    return (path.parent_path() / name).string();
}

// Renaming onto /dev/null as root would replace the device for everybody.
bool is_replaceable(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

void sync_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    const int descriptor =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;  // the file itself is safe; not every folder can be opened
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

WholeFile::WholeFile(const std::string& path) : path_(path), temporary_(temporary_name(path)) {
    if (!is_replaceable(path)) {
        throw SoundFileError(fmt::format("{}: cannot write: not a regular file", path));
    }
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) refuse("cannot write");
}

WholeFile::~WholeFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

void WholeFile::sync() const {
    if (::fsync(descriptor_) != 0) refuse("cannot store");
}

void WholeFile::commit() {
    sync();
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) refuse("cannot store");
    ::close(descriptor_);
    descriptor_ = -1;
    sync_folder_of(path_);
}

void WholeFile::refuse(const char* what) const {
    throw SoundFileError(fmt::format("{}: {}: {}", path_, what, std::strerror(errno)));
}

}  // namespace ohmloop::audio_io
