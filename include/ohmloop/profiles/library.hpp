#pragma once

#include "ohmloop/profiles/built_in.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// A settings file that has been found and read, not yet parsed.
struct NamedText {
    std::string kind;  ///< folder of calibration/: "virtual-ports", "plans", ...
    std::string name;
    std::string text;
    std::string path;  ///< for messages; "built-in plans/quick.toml" where nothing is on disk
};

/// The folders of calibration/, in the order they are listed to people. A kind may be empty.
[[nodiscard]] std::span<const std::string> known_kinds();

[[nodiscard]] std::optional<NamedText> find_built_in(std::string_view kind, std::string_view name);
/// Sorted.
[[nodiscard]] std::vector<std::string> built_in_names(std::string_view kind);

/// Parses `file` as what its folder holds and forgets the result. Throws SettingsError. A kind
/// without a parser is a programmer's error.
void check(const NamedText& file);

}  // namespace ohmloop::profiles
