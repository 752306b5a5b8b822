#include "ohmloop/profiles/sound_card.hpp"

#include "profiles/toml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace ohmloop::profiles {

namespace {

constexpr std::string_view simulated_kind = "simulated-card";

constexpr Range tolerance_range = between(0, 50);
constexpr Range resistance_range = between(100, 1e8);
constexpr Range capacitance_range = between(0, 1e5);
constexpr Range full_scale_range = between(1e-3, 1000);
constexpr Range high_pass_range = between(0, 100);
constexpr Range averaging_range = above(0, 1e6);
constexpr Range thd_range = between(-180, -20);
constexpr Range repeatability_range = between(0, 3);
constexpr Range match_range = between(0, 3);
constexpr Range crosstalk_range = between(-180, -20);

std::optional<Toleranced> read_toleranced(TomlTable& table, const std::string& key,
                                          const std::string& tolerance_key, Range range) {
    const auto value = table.optional_number(key, range);
    const auto tolerance = table.optional_number(tolerance_key, tolerance_range);
    if (!value && tolerance)
        table.refuse(tolerance_key, tolerance_key + " is written without " + key);
    if (!value) return std::nullopt;
    return Toleranced{*value, tolerance.value_or(0) / 100};
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    const auto* begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    if (error != std::errc{} || end != begin + count || *begin == '-') return std::nullopt;
    return value;
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day) return false;
    return (std::chrono::year(*year) / *month / *day).ok();
}

std::string read_date(TomlTable& table) {
    auto date = table.text("date", "");
    if (!date.empty() && !is_date(date))
        table.refuse("date", "date = \"" + date + "\" is no date: write it like \"2026-01-31\"");
    return date;
}

void read_identity(TomlTable& table, SoundCard& card) {
    card.device = table.text("device", "");
    card.host_api = table.text("host_api", "");
    card.gain_note = table.text("gain_note", "");
    card.date = read_date(table);
    card.rate_hz = table.optional_number("rate_hz", between(1000, 1e6));
    card.valid_days = table.integer("valid_days", between(1, 36500), 365);
}

void read_input(TomlTable& table, SoundCard& card) {
    card.input_resistance_ohm = read_toleranced(
        table, "input_resistance_ohm", "input_resistance_tolerance_percent", resistance_range);
    card.input_capacitance_pf = read_toleranced(
        table, "input_capacitance_pf", "input_capacitance_tolerance_percent", capacitance_range);
    card.full_scale_v =
        read_toleranced(table, "full_scale_v", "full_scale_tolerance_percent", full_scale_range);
    card.high_pass_hz = table.optional_number("high_pass_hz", high_pass_range);
    const auto polarity = table.word("polarity", {"unknown", "normal", "inverted"});
    card.polarity_known = polarity != "unknown";
    card.polarity_inverted = polarity == "inverted";
}

void read_errors(TomlTable& table, SoundCard& card) {
    if (const auto uv = table.optional_number("noise_uv", between(0, 1e6)))
        card.noise_v = *uv / 1e6;
    card.noise_averaging_s = table.number("noise_averaging_s", averaging_range, 10);
    card.repeatability_db = table.number("repeatability_db", repeatability_range, 0);
    card.thd_db = table.optional_number("thd_db", thd_range);
    card.channel_match_db = table.optional_number("channel_match_db", match_range);
    card.crosstalk_db = table.optional_number("crosstalk_db", crosstalk_range);
}

void read_simulated_input(TomlTable& table, SimulatedCard& card) {
    card.input_resistance = Ohms(table.number("input_resistance_ohm", resistance_range));
    card.input_capacitance = Farads(table.number("input_capacitance_pf", capacitance_range) / 1e12);
    card.full_scale = Volts(table.number("full_scale_v", full_scale_range, 0));
    card.high_pass = Hertz(table.number("high_pass_hz", high_pass_range, 0));
    card.noise_density = 1e-9 * table.number("noise_density_nv", between(0, 1e6));
    card.second_harmonic = table.number("second_harmonic_percent", between(0, 50), 0) / 100;
    card.third_harmonic = table.number("third_harmonic_percent", between(0, 50), 0) / 100;
}

void read_simulated_converter(TomlTable& table, SimulatedCard& card) {
    card.bits = table.integer("bits", between(8, 32), 24);
    card.latency = Seconds(table.number("latency_ms", between(0, 2000)) / 1e3);
    card.clock_offset = Ppm(table.number("clock_offset_ppm", between(-1000, 1000), 0));
    card.repeatability_db = table.number("repeatability_db", repeatability_range, 0);
    card.drift_db = table.number("drift_db", between(0, 3), 0);
    card.channel_match_db = table.number("channel_match_db", match_range, 0);
}

void read_simulated_profile(TomlTable& table, SimulatedCard& card) {
    card.resistance_tolerance =
        table.number("input_resistance_tolerance_percent", tolerance_range, 0) / 100;
    card.capacitance_tolerance =
        table.number("input_capacitance_tolerance_percent", tolerance_range, 0) / 100;
    card.full_scale_tolerance =
        table.number("full_scale_tolerance_percent", tolerance_range, 0) / 100;
    card.noise_averaging = Seconds(table.number("noise_averaging_s", averaging_range, 10));
}

}  // namespace

SoundCard parse_sound_card(std::string_view toml, const std::string& file) {
    SoundCard card;
    card.name = name_of_file(file);
    read_toml(toml, file, "sound-card", [&](TomlTable& table) {
        read_identity(table, card);
        read_input(table, card);
        read_errors(table, card);
    });
    return card;
}

bool is_simulated_card(std::string_view toml) { return kind_of(toml) == simulated_kind; }

SimulatedCard parse_simulated_card(std::string_view toml, const std::string& file) {
    SimulatedCard card;
    read_toml(toml, file, simulated_kind, [&](TomlTable& table) {
        read_simulated_input(table, card);
        read_simulated_converter(table, card);
        read_simulated_profile(table, card);
    });
    return card;
}

}  // namespace ohmloop::profiles
