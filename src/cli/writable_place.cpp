#include "cli/writable_place.hpp"

#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace ohmloop::cli {

void require_writable(const std::string& path) {
    namespace fs = std::filesystem;
    if (path.empty()) throw store::StoreError("cannot write a file without a name");
    std::error_code unknown;
    const fs::path place(path);
    if (fs::is_directory(place, unknown)) {
        throw store::StoreError(fmt::format("cannot write {}: it is a folder", path));
    }
    const bool exists = fs::exists(place, unknown);
    const fs::path folder = place.has_parent_path() ? place.parent_path() : fs::path(".");
    const fs::path checked = exists ? place : folder;
    if (access(checked.c_str(), W_OK) == 0) return;
    throw store::StoreError(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

}  // namespace ohmloop::cli
