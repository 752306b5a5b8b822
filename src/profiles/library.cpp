#include "ohmloop/profiles/library.hpp"

#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/profiles/populations.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ohmloop::profiles {

namespace {

void check_sound_card(const NamedText& file) {
    if (is_simulated_card(file.text))
        static_cast<void>(parse_simulated_card(file.text, file.path));
    else
        static_cast<void>(parse_sound_card(file.text, file.path));
}

}  // namespace

std::span<const std::string> known_kinds() {
    static const std::array<std::string, 7> kinds{"virtual-ports", "loads", "soundcards", "plans",
                                                  "headphones",    "ports", "limits"};
    return kinds;
}

std::optional<NamedText> find_built_in(std::string_view kind, std::string_view name) {
    const auto files = built_in_files();
    const auto found = std::ranges::find_if(
        files, [&](const auto& file) { return file.kind == kind && file.name == name; });
    if (found == files.end()) return std::nullopt;
    return NamedText{std::string(kind), std::string(name), std::string(found->text),
                     fmt::format("built-in {}/{}.toml", kind, name)};
}

std::vector<std::string> built_in_names(std::string_view kind) {
    std::vector<std::string> names;
    for (const auto& file : built_in_files())
        if (file.kind == kind) names.emplace_back(file.name);
    std::ranges::sort(names);
    return names;
}

void check(const NamedText& file) {
    if (file.kind == "virtual-ports")
        return static_cast<void>(parse_virtual_port(file.text, file.path));
    if (file.kind == "loads") return static_cast<void>(parse_load_box(file.text, file.path));
    if (file.kind == "plans") return static_cast<void>(parse_plan(file.text, file.path));
    if (file.kind == "headphones") return static_cast<void>(parse_headphone(file.text, file.path));
    if (file.kind == "ports") return static_cast<void>(parse_populations(file.text, file.path));
    expects(file.kind == "soundcards", "a kind of settings file that has a parser");
    check_sound_card(file);
}

}  // namespace ohmloop::profiles
