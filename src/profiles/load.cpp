#include "ohmloop/profiles/load.hpp"

#include "profiles/toml.hpp"

#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::profiles {

namespace {

constexpr double least_ohm = 0.1;
constexpr double most_ohm = 1e7;
constexpr std::string_view open_name = "open";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool means_open(std::string_view name) {
    return name == open_name || name == "OPEN" || name == "Open";
}

double checked_resistance(std::string_view name) {
    double ohm = 0;
    try {
        ohm = parse_ohms(name).value();
    } catch (const ParseError&) {
        throw SettingsError(
            fmt::format("load '{}' is neither open nor a positive resistance: write it like open, "
                        "33 or 4.7k:1%",
                        name));
    }
    if (!(ohm >= least_ohm && ohm <= most_ohm))
        throw SettingsError(
            fmt::format("load '{}' is out of range: allowed is 0.1 ohm to 10 Mohm", name));
    return ohm;
}

double checked_tolerance(std::string_view item, std::string_view tolerance) {
    try {
        return parse_tolerance(tolerance);
    } catch (const ParseError& error) {
        throw SettingsError(fmt::format("load '{}': {}", item, error.what()));
    }
}

Load parse_load(std::string_view item, double default_tolerance) {
    const auto colon = item.find(':');
    const auto name = trimmed(item.substr(0, colon));
    const bool has_tolerance = colon != std::string_view::npos;
    Load load;
    if (means_open(name)) {
        if (has_tolerance)
            throw SettingsError(fmt::format("load '{}': an open jack has no tolerance", item));
        load.name = open_name;
        return load;
    }
    load.name = name;
    load.resistance_ohm = checked_resistance(name);
    load.tolerance =
        has_tolerance ? checked_tolerance(item, item.substr(colon + 1)) : default_tolerance;
    return load;
}

void sort_lightest_first(std::vector<Load>& loads) {
    std::ranges::stable_sort(loads, std::greater{}, &Load::resistance_ohm);
}

/// One name per load and one load per name: results are keyed by it.
std::optional<std::string> find_duplicate(const std::vector<Load>& sorted) {
    for (std::size_t i = 1; i < sorted.size(); ++i)
        if (sorted[i].resistance_ohm == sorted[i - 1].resistance_ohm) return sorted[i].name;
    return std::nullopt;
}

std::optional<std::string> find_repeated_name(const std::vector<Load>& loads) {
    std::vector<std::string> names;
    names.reserve(loads.size());
    for (const auto& load : loads) names.push_back(load.name);
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    if (twice == names.end()) return std::nullopt;
    return *twice;
}

Load read_box_load(TomlTable& table) {
    Load load;
    load.name = table.text("name");
    load.resistance_ohm = table.number("resistance_ohm", between(least_ohm, most_ohm));
    load.tolerance = table.number("tolerance_percent", between(0, 50), 1) / 100;
    load.contact_ohm = table.number("contact_ohm", between(0, 10), 0);
    load.power_w = table.number("power_w", between(0.01, 1000), 0.25);
    const bool clean = load.name.find_first_of(",:/ ") == std::string::npos;
    if (!clean || means_open(load.name))
        table.refuse("name",
                     fmt::format("name = \"{}\" is not one: it is written in --loads, so it "
                                 "has no comma, colon, slash or blank and is not \"open\"",
                                 load.name));
    return load;
}

}  // namespace

std::vector<Load> parse_loads(std::string_view text, double default_tolerance) {
    std::vector<Load> loads;
    for (auto rest = text;;) {
        const auto comma = rest.find(',');
        const auto item = trimmed(rest.substr(0, comma));
        if (item.empty())
            throw SettingsError(fmt::format(
                "the list of loads '{}' has an empty place: write it like open,33", text));
        loads.push_back(parse_load(item, default_tolerance));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    sort_lightest_first(loads);
    if (const auto twice = find_duplicate(loads))
        throw SettingsError(fmt::format("load '{}' stands twice in '{}'", *twice, text));
    return loads;
}

LoadBox parse_load_box(std::string_view toml, const std::string& file) {
    LoadBox box;
    box.name = name_of_file(file);
    box.loads.push_back(Load{.name = std::string(open_name)});
    read_toml(toml, file, "load-box", [&](TomlTable& table) {
        const double scale = table.number("meter_uncertainty_percent", between(0, 10), 0) / 100;
        table.each("load", [&](TomlTable& load) {
            box.loads.push_back(read_box_load(load));
            box.loads.back().scale_uncertainty = scale;
        });
        if (box.loads.size() == 1) table.refuse("load", "a load box needs at least one [[load]]");
        if (const auto twice = find_repeated_name(box.loads))
            table.refuse("load", fmt::format("two loads are named \"{}\"", *twice));
    });
    sort_lightest_first(box.loads);
    return box;
}

}  // namespace ohmloop::profiles
