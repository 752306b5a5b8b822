#include "ohmloop/profiles/virtual_port.hpp"

#include "profiles/toml.hpp"

#include <algorithm>
#include <limits>

namespace ohmloop::profiles {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double percent = 0.01;

constexpr Range emf_range = above(0, 100);
constexpr Range source_range = between(0, 1e6);

SensedLoad read_sensed_load(TomlTable& table) {
    SensedLoad zone;
    zone.above = Ohms(table.number("above_ohm", between(0, 1e7), 0));
    zone.below = Ohms(table.optional_number("below_ohm", above(0, 1e7)).value_or(infinite));
    zone.emf = Volts(table.number("emf_v", emf_range));
    if (const auto ohm = table.optional_number("source_resistance_ohm", source_range))
        zone.source_resistance = Ohms(*ohm);
    return zone;
}

/// Every load resistance must fall into exactly one zone.
void check_zones(const std::vector<SensedLoad>& zones, const TomlTable& table) {
    if (zones.empty()) return;
    bool whole = zones.front().above == Ohms(0) && zones.back().below == Ohms(infinite);
    for (std::size_t i = 1; i < zones.size(); ++i)
        whole = whole && zones[i].above == zones[i - 1].below && zones[i].above < zones[i].below;
    if (!whole)
        table.refuse("sensed_load",
                     "the [[sensed_load]] zones must follow each other from 0 ohm without gap or "
                     "overlap; the topmost has no below_ohm");
}

void read_sensing(TomlTable& table, VirtualPort& port) {
    table.each("sensed_load",
               [&](TomlTable& zone) { port.sensed_loads.push_back(read_sensed_load(zone)); });
    std::ranges::sort(port.sensed_loads, {}, &SensedLoad::above);
    check_zones(port.sensed_loads, table);
}

/// With sensing, full scale is that of the lightest zone, where nothing is plugged in.
void read_full_scale(TomlTable& table, VirtualPort& port) {
    if (port.sensed_loads.empty()) {
        port.full_scale = Volts(table.number("full_scale_v", emf_range));
        return;
    }
    if (table.has("full_scale_v"))
        table.refuse("full_scale_v",
                     "full_scale_v is not written where [[sensed_load]] gives emf_v");
    port.full_scale = port.sensed_loads.back().emf;
}

void read_source(TomlTable& table, VirtualPort& port) {
    port.source_resistance = Ohms(table.number("source_resistance_ohm", source_range));
    port.source_inductance =
        Henries(1e-6 * table.number("source_inductance_uh", between(0, 1e5), 0));
    if (const auto uf = table.optional_number("coupling_capacitance_uf", between(1e-3, 1e5)))
        port.coupling_capacitance = Farads(*uf / 1e6);
    port.shared_ground = Ohms(table.number("shared_ground_ohm", between(0, 100), 0));
    port.inverted = table.word("polarity", {"normal", "inverted"}) == "inverted";
    port.balance_db = table.number("balance_db", between(-60, 60), 0);
    port.volume_db = table.number("volume_db", between(-120, 0), 0);
    if (const auto seconds = table.optional_number("auto_mute_after_s", above(0, 3600)))
        port.auto_mute_after = Seconds(*seconds);
}

void read_limits(TomlTable& table, VirtualPort& port) {
    if (const auto volts = table.optional_number("rail_peak_v", above(0, 1000)))
        port.rail_peak = Volts(*volts);
    if (const auto ma = table.optional_number("current_peak_ma", above(0, 1e5)))
        port.current_peak = Amperes(*ma / 1e3);
    port.second_harmonic = percent * table.number("second_harmonic_percent", between(0, 50), 0);
    port.third_harmonic = percent * table.number("third_harmonic_percent", between(0, 50), 0);
    port.harmonics_at = Volts(table.number("harmonics_at_v", emf_range, 1));
}

void read_noise(TomlTable& table, VirtualPort& port) {
    port.noise_density = 1e-9 * table.number("noise_density_nv", between(0, 1e6), 0);
    port.flicker_corner = Hertz(table.number("flicker_corner_hz", between(0, 1e5), 0));
    port.hum = Volts(1e-6 * table.number("hum_uv", between(0, 1e6), 0));
    port.mains = Hertz(table.number("mains_hz", between(40, 70), 50));
}

}  // namespace

VirtualPort parse_virtual_port(std::string_view toml, const std::string& file) {
    VirtualPort port;
    port.name = name_of_file(file);
    read_toml(toml, file, "virtual-port", [&](TomlTable& table) {
        port.description = table.text("description");
        read_sensing(table, port);
        read_full_scale(table, port);
        read_source(table, port);
        read_limits(table, port);
        read_noise(table, port);
    });
    return port;
}

}  // namespace ohmloop::profiles
