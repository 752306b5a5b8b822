#include "ohmloop/store/whole_file.hpp"

#include "store/descriptor.hpp"

#include "ohmloop/store/identity.hpp"
#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ohmloop::store {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const char* why) {
    throw StoreError(fmt::format("cannot write {}: {}", path, why));
}

/// The name that is written to, once what is there may be replaced. Renaming onto /dev/null as
/// root would replace the device for everybody.
fs::path target_of(const std::string& path) {
    if (path.empty()) throw StoreError("cannot write a file without a name");
    std::error_code error;
    const auto status = fs::status(path, error);
    if (fs::is_directory(status)) refuse(path, "it is a folder");
    if (path.back() == '/') refuse(path, "there is no such folder");
    if (!fs::exists(status)) return path;
    if (!fs::is_regular_file(status)) refuse(path, "it is not a regular file");
    auto target = fs::canonical(path, error);
    if (error) refuse_errno("write", path, error.value());
    return target;
}

fs::path folder_of(const fs::path& target) {
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// The name in the folder must outlast a power cut too. Some file systems cannot sync a folder;
/// the file itself is safe then, so that is no error.
void sync_folder(const fs::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) ::fsync(opened.number());
}

}  // namespace

WholeFile::WholeFile(const std::string& path) : path_(path), target_(target_of(path)) {
    temporary_ = folder_of(target_) / fmt::format(".{}.tmp", new_uuid());
    // Opened with the ordinary mode so that the kernel applies the umask, which mkstemp would not.
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) refuse_errno("write", path, errno);
}

WholeFile::~WholeFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

void WholeFile::sync() const {
    if (::fsync(descriptor_) != 0) refuse_errno("write", path_, errno);
}

void WholeFile::commit() {
    sync();
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) refuse_errno("write", path_, errno);
    // Synced already: closing has nothing left to fail with.
    ::close(std::exchange(descriptor_, -1));
    sync_folder(folder_of(target_));
}

}  // namespace ohmloop::store
