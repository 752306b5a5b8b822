#pragma once

#include <span>
#include <string_view>

namespace ohmloop::profiles {

/// A file of calibration/ compiled into the library.
struct BuiltInFile {
    std::string_view kind;  ///< folder: "virtual-ports", "loads", "soundcards", "plans", ...
    std::string_view name;  ///< file name without .toml
    std::string_view text;
};

[[nodiscard]] std::span<const BuiltInFile> built_in_files();

}  // namespace ohmloop::profiles
