#include "cli/guide/wiring_drawing.hpp"

#include <fmt/format.h>

namespace ohmloop::cli {

namespace {

using signal::Wiring;

constexpr const char* resistor = "                                      [ R ]\n";

std::string wire(const char* contact, const char* end) {
    return fmt::format("  {:<16} o---------------------+--------------------o  {}\n", contact, end);
}

std::string names_of(const std::vector<profiles::Load>& loads) {
    std::string names;
    for (const auto& load : loads) {
        if (load.is_open()) continue;
        names += (names.empty() ? "" : ", ") + load.name;
    }
    return names;
}

}  // namespace

std::string wiring_drawing(Wiring wiring, const std::vector<profiles::Load>& loads,
                           const std::string& output, const std::string& input) {
    const bool left = wiring != Wiring::right;
    const bool right = wiring != Wiring::left;
    std::string text =
        fmt::format("Wire the jack of {} to {}:\n\n", output,
                    input == output ? "its own line input" : "the line input of " + input);
    if (left) text += wire("tip, left", "line in, left") + resistor;
    text += wire("sleeve, ground", "ground of both");
    if (right) text += resistor + wire("ring, right", "line in, right");
    text += fmt::format(
        "\n  R: {} ohm, {}none with \"open\"; the cable to the input stays.\n"
        "  Headphones off, loudspeakers unplugged: it gets as loud as the port can.\n",
        names_of(loads), left && right ? "one for each channel; " : "");
    return text;
}

}  // namespace ohmloop::cli
