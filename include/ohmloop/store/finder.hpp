#pragma once

#include "ohmloop/profiles/library.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::store {

/// Where settings files lie on this machine, each with a folder per kind below; an empty path is
/// not searched.
struct SearchFolders {
    std::filesystem::path config;  ///< $XDG_CONFIG_HOME/ohmloop or ~/.config/ohmloop
    std::filesystem::path data;    ///< $XDG_DATA_HOME/ohmloop or ~/.local/share/ohmloop
    std::filesystem::path system;  ///< /etc/ohmloop
};

/// From the environment; a relative XDG path is ignored, as the XDG base directory specification
/// demands, and without HOME there is no default.
[[nodiscard]] SearchFolders search_folders();

/// Finds settings files by name: in config, in data (sound cards only), in system, then among the
/// built-in ones; the first hit counts. What has a '/' or ends in ".toml" is a file.
class Finder {
  public:
    explicit Finder(SearchFolders folders = search_folders());

    /// `kind` is one of profiles::known_kinds(). A headphone may be named as people do: "HD 600".
    /// Throws profiles::SettingsError when there is no
    /// such name (with the nearest known ones), or the file cannot be read.
    [[nodiscard]] profiles::NamedText find(std::string_view kind, std::string_view name) const;

    /// Every name of a kind, sorted, each once; those of folders that cannot be read are left out.
    [[nodiscard]] std::vector<std::string> names(std::string_view kind) const;

  private:
    [[nodiscard]] std::vector<std::filesystem::path> folders_of(std::string_view kind) const;

    SearchFolders folders_;
};

}  // namespace ohmloop::store
