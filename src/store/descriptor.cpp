#include "store/descriptor.hpp"

#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ohmloop::store {

Descriptor::~Descriptor() {
    if (is_open()) ::close(number_);
}

bool Descriptor::close() { return ::close(std::exchange(number_, -1)) == 0; }

void refuse_errno(std::string_view verb, const std::string& path, int error) {
    throw StoreError(fmt::format("cannot {} {}: {}", verb, path,
                                 std::error_code(error, std::generic_category()).message()));
}

namespace {

void expect_regular(int file, const std::string& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0) refuse_errno("read", path, errno);
    if (S_ISREG(status.st_mode)) return;
    const auto* what = S_ISDIR(status.st_mode) ? "a folder" : "not a regular file";
    throw StoreError(fmt::format("cannot read {}: it is {}", path, what));
}

}  // namespace

int open_regular_file(const std::string& path) {
    // A pipe without a writer would block an open for reading.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) refuse_errno("read", path, errno);
    try {
        expect_regular(file, path);
    } catch (...) {
        ::close(file);
        throw;
    }
    return file;
}

std::size_t read_some(const Descriptor& file, char* buffer, std::size_t size,
                      const std::string& path) {
    for (;;) {
        const auto count = ::read(file.number(), buffer, size);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) refuse_errno("read", path, errno);
    }
}

}  // namespace ohmloop::store
