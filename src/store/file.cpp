#include "ohmloop/store/file.hpp"

#include "store/descriptor.hpp"

#include "ohmloop/store/store_error.hpp"
#include "ohmloop/store/whole_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
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

/// What is neither a file nor a folder has no name to be replaced by: /dev/stdout, a pipe.
void write_as_it_is(const std::string& path, std::string_view bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!file.is_open() || !write_all(file.number(), bytes) || !file.close())
        refuse_errno("write", path, errno);
}

std::string read_all(const Descriptor& file, const std::string& path, std::size_t limit) {
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

}  // namespace

std::string read_text_file(const std::string& path, std::size_t limit) {
    return read_all(Descriptor(open_regular_file(path)), path, limit);
}

std::string read_text_from(const std::string& path, std::size_t limit) {
    const bool is_input = path == "-";
    // Of standard input a copy: it stays open behind this.
    const Descriptor file(is_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                   : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    const std::string name = is_input ? "standard input" : path;
    if (!file.is_open()) refuse_errno("read", name, errno);
    return read_all(file, name, limit);
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
    std::error_code unknown;
    const auto status = fs::status(path, unknown);
    if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
        return write_as_it_is(path, bytes);
    WholeFile file(path);
    if (!write_all(file.descriptor(), bytes)) refuse_errno("write", path, errno);
    file.commit();
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
