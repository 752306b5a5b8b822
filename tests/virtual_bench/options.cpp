#include "options.hpp"

#include "ohmloop/profiles/library.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace ohmloop::virtual_bench {

namespace {

bool is_file(const std::string& name) {
    return name.find('/') != std::string::npos || name.ends_with(".toml");
}

std::string contents_of(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

profiles::NamedText find(const std::string& kind, const std::string& name) {
    if (is_file(name)) return {kind, name, contents_of(name), name};
    if (auto built_in = profiles::find_built_in(kind, name)) return *built_in;
    throw std::invalid_argument(fmt::format("no {} '{}'", kind, name));
}

}  // namespace

Options parse_options(int argc, char** argv) {
    Options options;
    const std::map<std::string, std::string*> texts{
        {"--name", &options.name},        {"--port", &options.port},
        {"--card", &options.card},        {"--loads", &options.loads},
        {"--select", &options.select},    {"--control", &options.control},
        {"--recorder", &options.recorder}};
    for (int i = 1; i < argc; i += 2) {
        const std::string option = argv[i];
        if (i + 1 == argc) throw std::invalid_argument(option + " needs a value");
        const auto text = texts.find(option);
        if (text != texts.end()) {
            *text->second = argv[i + 1];
        } else if (option == "--clock-offset") {
            options.clock_offset_ppm = std::stod(argv[i + 1]);
        } else if (option == "--seed") {
            options.seed = std::stoull(argv[i + 1]);
        } else {
            throw std::invalid_argument("unknown option " + option);
        }
    }
    if (options.control.empty()) throw std::invalid_argument("--control is needed");
    if (options.port.empty() && options.select.empty()) {
        throw std::invalid_argument("--port or --select is needed");
    }
    return options;
}

profiles::VirtualPort load_port(const std::string& name) {
    const auto file = find("virtual-ports", name);
    return profiles::parse_virtual_port(file.text, file.path);
}

profiles::SimulatedCard load_card(const std::string& name) {
    const auto file = find("soundcards", name);
    return profiles::parse_simulated_card(file.text, file.path);
}

}  // namespace ohmloop::virtual_bench
