#include "ohmloop/store/finder.hpp"

#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/store/file.hpp"
#include "ohmloop/store/spoken_names.hpp"
#include "ohmloop/store/store_error.hpp"
#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace ohmloop::store {

namespace fs = std::filesystem;
using profiles::NamedText;
using profiles::SettingsError;

namespace {

constexpr std::string_view extension = ".toml";

/// An absolute path of the environment, or empty.
fs::path absolute_from(const char* variable) {
    const char* value = std::getenv(variable);
    const fs::path path = value ? value : "";
    return path.is_absolute() ? path : fs::path();
}

fs::path folder_from(const char* variable, const char* below_home) {
    if (const auto base = absolute_from(variable); !base.empty()) return base / "ohmloop";
    if (const auto home = absolute_from("HOME"); !home.empty())
        return home / below_home / "ohmloop";
    return {};
}

std::string_view noun_of(std::string_view kind) {
    using Noun = std::pair<std::string_view, std::string_view>;
    constexpr std::array<Noun, 7> nouns{{{"virtual-ports", "simulated port"},
                                         {"loads", "load box"},
                                         {"soundcards", "sound card profile"},
                                         {"plans", "plan"},
                                         {"headphones", "headphone profile"},
                                         {"ports", "file of port populations"},
                                         {"limits", "limits file"}}};
    const auto* const found = std::ranges::find(nouns, kind, &Noun::first);
    expects(found != nouns.end(), "a known kind of settings file");
    return found->second;
}

bool is_file_name(std::string_view name) {
    return name.find('/') != std::string_view::npos || name.ends_with(extension);
}

NamedText read_settings(std::string_view kind, const fs::path& path) {
    try {
        return {std::string(kind), path.stem().string(),
                read_text_file(path.string(), settings_limit), path.string()};
    } catch (const StoreError& error) {
        throw SettingsError(error.what());
    }
}

void add_names_in(const fs::path& folder, std::vector<std::string>& names) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto& path = entry->path();
        const bool hidden = path.filename().string().starts_with('.');
        std::error_code unknown;
        if (!hidden && path.extension() == extension && entry->is_regular_file(unknown))
            names.push_back(path.stem().string());
    }
}

/// Throws where nothing or several are meant.
std::string headphone_meant(std::string_view typed, const std::vector<std::string>& names) {
    const auto meant = names_meant(typed, names);
    if (meant.size() == 1) return meant.front();
    if (meant.size() > 1)
        throw SettingsError(fmt::format("'{}' may mean {} headphone profiles, name one: {}", typed,
                                        meant.size(), fmt::join(meant, ", ")));
    const auto near = names_resembling(typed, names);
    throw SettingsError(
        fmt::format("no headphone profile is named '{}' ({})", typed,
                    near.empty() ? "'ohmloop list headphones' names them"
                                 : fmt::format("did you mean {}?", fmt::join(near, " or "))));
}

}  // namespace

SearchFolders search_folders() {
    return {folder_from("XDG_CONFIG_HOME", ".config"), folder_from("XDG_DATA_HOME", ".local/share"),
            "/etc/ohmloop"};
}

Finder::Finder(SearchFolders folders) : folders_(std::move(folders)) {}

std::vector<fs::path> Finder::folders_of(std::string_view kind) const {
    std::vector<fs::path> folders;
    if (!folders_.config.empty()) folders.push_back(folders_.config / kind);
    if (!folders_.data.empty() && kind == "soundcards") folders.push_back(folders_.data / kind);
    if (!folders_.system.empty()) folders.push_back(folders_.system / kind);
    return folders;
}

NamedText Finder::find(std::string_view kind, std::string_view name) const {
    const auto noun = noun_of(kind);
    if (is_file_name(name)) return read_settings(kind, name);
    for (const auto& folder : folders_of(kind)) {
        const auto path = folder / fmt::format("{}{}", name, extension);
        std::error_code error;
        if (fs::exists(path, error)) return read_settings(kind, path);
    }
    if (auto built_in = profiles::find_built_in(kind, name)) return *std::move(built_in);
    if (kind == "headphones") return find(kind, headphone_meant(name, names(kind)));
    throw SettingsError(
        fmt::format("no {} is named '{}'{}", noun, name, suggestion(name, names(kind))));
}

std::vector<std::string> Finder::names(std::string_view kind) const {
    auto names = profiles::built_in_names(kind);
    for (const auto& folder : folders_of(kind)) add_names_in(folder, names);
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

}  // namespace ohmloop::store
