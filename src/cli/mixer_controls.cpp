#include "cli/mixer_controls.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <sstream>

namespace ohmloop::cli {

namespace {

// Parts of control names as drivers write them, in lower case.
constexpr std::array spoilers{"auto gain", "agc",   "drc",     "dynamic", "limiter", "compress",
                              "enhance",   "boost", "tone",    "bass",    "treble",  "equalizer",
                              "3d",        "echo",  "noise s", "noise r", "surround"};

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

bool may_spoil(const std::string& name) {
    const auto written = lower(name);
    return std::any_of(spoilers.begin(), spoilers.end(),
                       [&](const char* part) { return written.find(part) != std::string::npos; });
}

/// What stands between the first `open` and the next `close`; nothing where there is none.
std::optional<std::string> between(const std::string& line, char open, char close) {
    const auto from = line.find(open);
    if (from == std::string::npos) return std::nullopt;
    const auto to = line.find(close, from + 1);
    if (to == std::string::npos) return std::nullopt;
    return line.substr(from + 1, to - from - 1);
}

/// The last of the brackets of a channel's line ("Mono: Capture 2 [65%] [20.00dB] [on]"), or the
/// item chosen; nothing for any other line.
std::optional<std::string> state_in(const std::string& line) {
    if (line.find("Item0:") != std::string::npos) return between(line, '\'', '\'');
    const auto last = line.rfind('[');
    if (last == std::string::npos) return std::nullopt;
    return between(line.substr(last), '[', ']');
}

bool is_off(const std::string& state) {
    const auto written = lower(state);
    constexpr std::array off{"off", "0%", "disabled", "disable", "none"};
    return std::find(off.begin(), off.end(), written) != off.end();
}

/// "20.00dB" says less than the percentage before it, and 0 dB of boost is none.
bool is_no_gain(const std::string& line) {
    return line.find("[0.00dB]") != std::string::npos && line.find("[on]") == std::string::npos;
}

}  // namespace

std::vector<MixerControl> spoiling_controls(std::string_view listing) {
    std::vector<MixerControl> found;
    std::istringstream lines{std::string(listing)};
    std::string name;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("Simple mixer control", 0) == 0) {
            name = between(line, '\'', '\'').value_or("");
            continue;
        }
        const auto state = state_in(line);
        if (name.empty() || !state) continue;
        if (may_spoil(name) && !is_off(*state) && !is_no_gain(line))
            found.push_back({name, *state});
        name.clear();  // one line a control says enough
    }
    return found;
}

}  // namespace ohmloop::cli
