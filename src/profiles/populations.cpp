#include "ohmloop/profiles/populations.hpp"

#include "profiles/toml.hpp"

#include "ohmloop/profiles/library.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

namespace ohmloop::profiles {

namespace {

constexpr Range counts{0, 1e6, Range::Lower::excluded};

PortKind read_port(TomlTable& table) {
    static_cast<void>(table.text("what"));
    PortKind kind;
    kind.weight = table.number("weight", above(0, 1));
    kind.median_ohm = table.number("median_ohm", between(1e-3, 1e7));
    kind.ohm_decades = table.number("ohm_decades", between(0.02, 4));
    kind.median_v = table.number("median_v", between(1e-4, 1e3));
    kind.v_decades = table.number("v_decades", between(0.02, 4));
    kind.devices = table.number("devices", counts);
    kind.ohm_devices = table.number("ohm_devices", counts);
    kind.v_devices = table.number("v_devices", counts);
    return kind;
}

DriverKind read_driver(TomlTable& table) {
    static_cast<void>(table.text("what"));
    DriverKind kind;
    kind.weight = table.number("weight", above(0, 1));
    kind.median_ma = table.number("median_ma", between(1e-3, 1e6));
    kind.ma_decades = table.number("ma_decades", between(0.02, 4));
    kind.growth = table.number("growth", between(0, 2), 0);
    kind.devices = table.number("devices", counts);
    return kind;
}

PublishedCounts read_counts(TomlTable& table) {
    PublishedCounts counted;
    counted.fixed_of = table.number("fixed_of", counts);
    counted.fixed = table.number("fixed", between(0, counted.fixed_of));
    counted.balanced_of = table.number("balanced_of", counts);
    counted.balanced = table.number("balanced", between(0, counted.balanced_of));
    counted.snr_of = table.number("snr_of", counts);
    counted.snr_low_db = table.number("snr_low_db", between(0, 200));
    counted.snr_high_db = table.number("snr_high_db", between(counted.snr_low_db, 200));
    return counted;
}

JackPairs read_pairs(TomlTable& table) {
    const Range none_or_more = between(0, 1e6);
    JackPairs pairs;
    pairs.one_of_each = table.number("one_of_each", none_or_more);
    pairs.two_line = table.number("two_line", none_or_more);
    pairs.two_headphone = table.number("two_headphone", none_or_more);
    return pairs;
}

template <class Kind>
void make_whole(std::vector<Kind>& kinds) {
    double sum = 0;
    for (const Kind& kind : kinds) sum += kind.weight;
    for (Kind& kind : kinds) kind.weight /= sum;
}

template <class Kind>
std::vector<Kind> read_kinds(TomlTable& table, const std::string& key, Kind (*read)(TomlTable&)) {
    std::vector<Kind> kinds;
    table.each(key, [&](TomlTable& row) { kinds.push_back(read(row)); });
    if (kinds.empty()) table.refuse(key, fmt::format("a class needs at least one [[{}]]", key));
    make_whole(kinds);
    return kinds;
}

ClassPopulation read_class(TomlTable& table, const std::string& name) {
    return {
        read_kinds(table, name, read_port), read_kinds(table, name + "_driver", read_driver), {}};
}

template <class Read>
void read_one(TomlTable& table, const std::string& key, Read read) {
    int rows = 0;
    table.each(key, [&](TomlTable& row) {
        read(row);
        ++rows;
    });
    if (rows != 1) table.refuse(key, fmt::format("there is one [[{}]]", key));
}

/// The class with what is counted of it.
ClassPopulation read_counted_class(TomlTable& table, const std::string& name) {
    ClassPopulation population = read_class(table, name);
    read_one(table, name + "_published",
             [&](TomlTable& row) { population.published = read_counts(row); });
    return population;
}

}  // namespace

Populations parse_populations(std::string_view toml, const std::string& file) {
    Populations populations;
    read_toml(toml, file, "port-populations", [&](TomlTable& table) {
        populations.sharpness = table.number("sharpness", between(0.5, 2), 1);
        populations.judged_decades = table.number("judged_decades", between(0, 2));
        populations.line = read_counted_class(table, "line");
        populations.headphone = read_counted_class(table, "headphone");
        populations.other = read_class(table, "other");
        read_one(table, "jack_pairs",
                 [&](TomlTable& row) { populations.jack_pairs = read_pairs(row); });
    });
    return populations;
}

const Populations& built_in_populations() {
    static const Populations populations = [] {
        const auto file = find_built_in("ports", "populations");
        expects(file.has_value(), "the populations of ports are compiled in");
        return parse_populations(file->text, file->path);
    }();
    return populations;
}

}  // namespace ohmloop::profiles
