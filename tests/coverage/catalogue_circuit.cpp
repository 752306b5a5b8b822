#include "coverage/catalogue_circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::test {

namespace {

using result::PortClass;

constexpr double headphone_ohm = 33;

double most_volts(const CatalogueCircuit& circuit) {
    const double rail = circuit.habits.rail_peak_v.value_or(1e9) / std::numbers::sqrt2;
    return std::min(circuit.full_scale_v, rail);
}

/// rms, into a headphone at the full level.
double amperes(const CatalogueCircuit& circuit) {
    const double limit = circuit.habits.current_peak_ma.value_or(1e9) / 1e3 / std::numbers::sqrt2;
    return std::min(most_volts(circuit) / (circuit.ohm + headphone_ohm), limit);
}

/// What a headphone leaves of the level, dB, by the divider and by the current's limit.
double pulled_down_db(const CatalogueCircuit& circuit) {
    return 20 * std::log10(amperes(circuit) * headphone_ohm / most_volts(circuit));
}

bool between(double value, double low, double high) { return value >= low && value <= high; }

/// An instrument's pickup (5 kohm and up), a loudspeaker's power stage, an input's leakage.
bool is_other(const CatalogueCircuit& circuit) {
    const double volts = most_volts(circuit);
    return circuit.ohm >= 8000 || (volts >= 15 && circuit.ohm <= 0.2) || volts <= 0.01;
}

/// Changes its EMF with the load; or 1.8 V, 10 to 60 ohm, 5 mA into 32 ohm.
bool is_hybrid(const CatalogueCircuit& circuit) {
    if (!circuit.habits.sensed.empty()) return true;
    return most_volts(circuit) >= 2.1 && between(circuit.ohm, 13, 45) && amperes(circuit) > 0.010 &&
           pulled_down_db(circuit) > -8;
}

/// More current than any line input can use: the most there is, 10 V into 600 ohm, is 17 mA.
constexpr double beyond_line_inputs_a = 0.020;

/// A power stage; an old receiver's, far over line level behind a resistor; or a player limited to
/// 150 mV, too little for line inputs and more than enough for earphones.
bool is_headphone(const CatalogueCircuit& circuit) {
    const double volts = most_volts(circuit);
    const bool strong = amperes(circuit) > beyond_line_inputs_a;
    const bool power_stage = strong && circuit.ohm <= 8 && pulled_down_db(circuit) > -6;
    const bool receiver = strong && volts >= 10 && circuit.ohm >= 100;
    const bool limited_player = between(volts, 0.1, 0.2) && pulled_down_db(circuit) > -2;
    return power_stage || receiver || limited_player;
}

/// At line level, which a current limit allows to be a studio's; a headphone leaves a fifth of it.
bool is_line(const CatalogueCircuit& circuit) {
    const double volts = most_volts(circuit);
    const double line_level_v = circuit.habits.current_peak_ma ? 12.3 : 4.5;
    return between(volts, 0.3, line_level_v) && amperes(circuit) < beyond_line_inputs_a &&
           pulled_down_db(circuit) < -14;
}

/// Both a line driver and a power stage could be built so: headphones pull it down to a half or a
/// quarter and get a current few line inputs use; or it has more than line level, but not far more;
/// or it gives such a current through a capacitor that a line output does without.
bool is_inside_boundaries(const CatalogueCircuit& circuit) {
    const bool unlimited = !circuit.habits.current_peak_ma && !circuit.habits.rail_peak_v;
    const bool half_pulled_down =
        between(pulled_down_db(circuit), -12, -7) && between(amperes(circuit), 0.008, 0.020);
    const bool headphones_capacitor = unlimited && circuit.habits.coupling_uf.value_or(0) >= 100 &&
                                      between(amperes(circuit), 0.008, 0.020);
    const bool over_line_level =
        unlimited && between(most_volts(circuit), 5, 8) && between(circuit.ohm, 100, 470);
    return half_pulled_down || over_line_level || headphones_capacitor;
}

std::string optional_line(const char* key, std::optional<double> value) {
    return value ? fmt::format("{} = {}\n", key, *value) : "";
}

std::string sensed_lines(const std::vector<Habits::Group>& groups) {
    std::string text;
    std::optional<double> below;
    for (const auto& group : groups) {
        text += fmt::format("[[sensed_load]]\nabove_ohm = {}\nemf_v = {}\n", group.above_ohm,
                            group.emf_v);
        text += optional_line("below_ohm", below);
        below = group.above_ohm;
    }
    return text;
}

std::vector<CatalogueCircuit> headphone_outputs() {
    const Habits receiver{
        .second_harmonic_percent = 0.02, .harmonics_at_v = 5, .noise_density_nv = 2000};
    return {
        {"PhoneAdapter", 1.0, 0.5, {.current_peak_ma = 60}},
        {"PlayerLimitedTo150Millivolts", 0.15, 1},
        {"LimitedPlayerOf5Ohms", 0.15, 5},
        {"DesktopAmplifier", 4, 0.1},
        {"DesktopAmplifierThatClips", 5, 0.1, {.rail_peak_v = 6}},
        {"StrongDesktopAmplifier", 7.5, 0.5, {.current_peak_ma = 800}},
        {"AmplifierOfFeedback", 3, 0.05, {.current_peak_ma = 300}},
        {"PortableAmplifier", 2, 1, {.current_peak_ma = 120}},
        {"SmallPortableAmplifier", 1.5, 2, {.current_peak_ma = 80}},
        {"HissingAmplifier", 2, 5, {.current_peak_ma = 100, .noise_density_nv = 500}},
        {"PlayerBehind100Microfarad", 1.0, 3, {.coupling_uf = 100}},
        {"PlayerBehind220Microfarad", 1.1, 8, {.coupling_uf = 220}},
        {"PlayerBehind10Microfarad", 0.9, 8, {.coupling_uf = 10}},
        {"ReceiverBehind220Ohms", 10, 220, receiver},
        {"ReceiverBehind330Ohms", 12, 330, receiver},
        {"ReceiverBehind470Ohms", 15, 470, receiver},
        {"TubeWithoutTransformer",
         12,
         120,
         {.second_harmonic_percent = 2, .harmonics_at_v = 5, .noise_density_nv = 1000}},
    };
}

std::vector<CatalogueCircuit> line_outputs() {
    return {
        {"Converter", 2.1, 213, {.current_peak_ma = 8, .coupling_uf = 10}},
        {"HalfAnOhmThatSags", 2, 0.5, {.current_peak_ma = 5}},
        {"OneOhmThatSags", 2, 1, {.current_peak_ma = 8}},
        {"FiveOhmsThatDistort", 2, 5, {.current_peak_ma = 4, .second_harmonic_percent = 0.01}},
        {"TenOhmsThatSag", 2, 10, {.current_peak_ma = 8}},
        {"CodecOf47Ohms", 1, 47, {.current_peak_ma = 5}},
        {"FiftyOhmsThatSag", 2.4, 50, {.current_peak_ma = 10}},
        {"MotherboardThatSags", 1.2, 75, {.current_peak_ma = 6}},
        {"StudioThatSags", 8.7, 100, {.current_peak_ma = 25}},
        {"SaggingBehind220Microfarad", 1.9, 100, {.current_peak_ma = 10, .coupling_uf = 220}},
        {"Unlimited470OhmsBehind220Microfarad", 1.9, 470, {.coupling_uf = 220}},
        {"StudioOf150Ohms", 4, 150, {.current_peak_ma = 20}},
        {"UnlimitedOf220Ohms", 2, 220},
        {"BalancedOf300Ohms", 4.2, 300, {.current_peak_ma = 15}},
        {"UnlimitedOf330Ohms", 2, 330, {.coupling_uf = 47}},
        {"UnlimitedOf470Ohms", 2, 470},
        {"StudioOf600Ohms", 4, 600},
        {"FaintOf600Ohms", 0.5, 600},
        {"UsbCard", 1, 680},
        {"PlayerOf1000Ohms", 2, 1000},
        {"OldTapeDeck", 0.6, 1000},
    };
}

std::vector<CatalogueCircuit> hybrids_and_others() {
    return {
        {"InterfaceOf15Ohms", 4, 15},
        {"InterfaceOf20Ohms", 2.2, 20},
        {"StrongInterfaceOf20Ohms", 3, 20, {.current_peak_ma = 120}},
        {"InterfaceOf30Ohms", 2.2, 30},
        {"InterfaceOf40Ohms", 2.5, 40},
        {"SocketOfThreeGroups",
         1.0,
         0.5,
         {.sensed = {{1000, 1.0}, {150, 3.0}, {0, 1.25}}},
         "open,4.7k,600,300,100,33"},
        {"SocketOfTwoGroups",
         2.0,
         1.2,
         {.sensed = {{2000, 2.0}, {0, 0.8}}},
         "open,10k,600,300,32,16"},
        {"GuitarPedal", 1, 10000},
        {"Pickup", 0.2, 15000},
        {"LoudspeakerAmplifier", 20, 0.05},
        {"LoudspeakerAmplifierThatClips", 30, 0.08, {.rail_peak_v = 42}},
        {"MicrophoneInput", 0.001, 2200, {.noise_density_nv = 20}},
    };
}

}  // namespace

std::string CatalogueCircuit::toml() const {
    std::string text = fmt::format(
        "kind = \"virtual-port\"\nversion = 1\ndescription = \"{}\"\n"
        "source_resistance_ohm = {}\nnoise_density_nv = {}\nflicker_corner_hz = 50\n"
        "second_harmonic_percent = {}\nthird_harmonic_percent = 0.0005\nharmonics_at_v = {}\n",
        name, ohm, habits.noise_density_nv, habits.second_harmonic_percent, habits.harmonics_at_v);
    if (habits.sensed.empty()) text += optional_line("full_scale_v", full_scale_v);
    text += optional_line("current_peak_ma", habits.current_peak_ma);
    text += optional_line("rail_peak_v", habits.rail_peak_v);
    text += optional_line("coupling_capacitance_uf", habits.coupling_uf);
    return text + sensed_lines(habits.sensed);
}

std::optional<PortClass> class_by_definition(const CatalogueCircuit& circuit) {
    if (is_inside_boundaries(circuit)) return PortClass::undecided;
    if (is_other(circuit)) return PortClass::other;
    if (is_hybrid(circuit)) return PortClass::hybrid;
    if (is_headphone(circuit)) return PortClass::headphone;
    if (is_line(circuit)) return PortClass::line;
    return std::nullopt;
}

std::vector<CatalogueCircuit> circuits_away_from_boundaries() {
    std::vector<CatalogueCircuit> all;
    for (auto& group : {headphone_outputs(), line_outputs(), hybrids_and_others()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

std::vector<CatalogueCircuit> circuits_inside_boundaries() {
    return {
        {"CodecOf90Ohms", 1.2, 90},
        {"UnlimitedBehind220Microfarad", 1.9, 150, {.coupling_uf = 220}},
        {"CodecOf62Ohms", 1.8, 62},
        {"CodecOf75Ohms", 2.0, 75},
        {"StageOf100Ohms", 5, 100},
        {"StageOfTheStandard", 5, 120},
        {"StrongerStageOfTheStandard", 5.5, 120},
        {"ReceiverOfSixVolts", 6, 220, {.noise_density_nv = 2000}},
    };
}

}  // namespace ohmloop::test
