#include "ohmloop/store/file.hpp"

#include "store/descriptor.hpp"

#include "ohmloop/store/identity.hpp"
#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ohmloop::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = 1U << 16U;

/// False with errno set. A partial write is continued, so that a full disk says so itself.
bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// Removes the file it names unless that has been renamed.
class TemporaryName {
  public:
    explicit TemporaryName(fs::path path) : path_(std::move(path)) {}
    TemporaryName(const TemporaryName&) = delete;
    TemporaryName& operator=(const TemporaryName&) = delete;
    ~TemporaryName() {
        if (!renamed_) ::unlink(path_.c_str());
    }

    [[nodiscard]] const char* c_str() const { return path_.c_str(); }
    [[nodiscard]] bool rename_to(const fs::path& target) {
        renamed_ = std::rename(path_.c_str(), target.c_str()) == 0;
        return renamed_;
    }

  private:
    fs::path path_;
    bool renamed_ = false;
};

fs::path folder_of(const fs::path& target) {
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// The name in the folder must outlast a power cut too. Some file systems cannot sync a folder;
/// the file itself is safe then, so that is no error.
void sync_folder(const fs::path& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) ::fsync(opened.number());
}

/// What is neither a file nor a folder has no name to be replaced by: /dev/stdout, a pipe.
void write_as_it_is(const std::string& path, std::string_view bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!file.is_open() || !write_all(file.number(), bytes) || !file.close())
        refuse_errno("write", path, errno);
}

void replace(const fs::path& target, const std::string& path, std::string_view bytes) {
    const auto folder = folder_of(target);
    // Opened with the ordinary mode so that the kernel applies the umask, which mkstemp would not.
    TemporaryName temporary(folder / fmt::format(".{}.tmp", new_uuid()));
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open()) refuse_errno("write", path, errno);
    if (!write_all(file.number(), bytes) || ::fsync(file.number()) != 0 || !file.close() ||
        !temporary.rename_to(target))
        refuse_errno("write", path, errno);
    sync_folder(folder);
}

}  // namespace

std::string read_text_file(const std::string& path, std::size_t limit) {
    const Descriptor file(open_regular_file(path));
    std::string text;
    for (;;) {
        const auto before = text.size();
        text.resize(before + piece);
        const auto count = read_some(file, text.data() + before, piece, path);
        text.resize(before + count);
        if (text.size() > limit)
            throw StoreError(
                fmt::format("cannot read {}: it is larger than {} kB", path, limit / 1024));
        if (count == 0) return text;
    }
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (path.empty()) throw StoreError("cannot write a file without a name");
    if (fs::is_directory(status))
        throw StoreError(fmt::format("cannot write {}: it is a folder", path));
    if (path.back() == '/')
        throw StoreError(fmt::format("cannot write {}: there is no such folder", path));
    if (fs::exists(status) && !fs::is_regular_file(status)) return write_as_it_is(path, bytes);
    // A symbolic link stays one: what it points to is replaced.
    const auto target = fs::exists(status) ? fs::canonical(path, error) : fs::path(path);
    if (error && fs::exists(status)) refuse_errno("write", path, error.value());
    replace(target, path, bytes);
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        throw StoreError(fmt::format("cannot make the folder {}: {}", path, error.message()));
    if (!fs::is_directory(path, error))
        throw StoreError(fmt::format("cannot make the folder {}: it is a file", path));
}

}  // namespace ohmloop::store
