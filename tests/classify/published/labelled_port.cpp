#include "classify/published/labelled_port.hpp"

#include "cli/published_table.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ohmloop::classify_tests {

namespace {

using classify::PublishedPort;
using result::PortClass;

std::string whole_text(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error("cannot read " + path);
    return lines;
}

/// Cells of a line with quotes around those that hold a comma.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

std::size_t column(const std::vector<std::string>& heading, const std::string& name) {
    const auto found = std::ranges::find(heading, name);
    if (found == heading.end()) throw std::runtime_error("no column " + name);
    return static_cast<std::size_t>(found - heading.begin());
}

/// "maker device", without what in brackets or after a comma tells variants apart.
std::string device_of(const std::string& maker, const std::string& device) {
    return maker + " " + device.substr(0, device.find_first_of(",("));
}

bool publishes(const PublishedPort& port, Known known) {
    if (known == Known::impedance) return port.impedance_ohm.has_value();
    if (known == Known::impedance_and_level) return port.impedance_ohm && port.unloaded_v;
    return port.impedance_ohm || port.unloaded_v || !port.loaded.empty();
}

PublishedPort as_known(const PublishedPort& port, Known known) {
    if (known == Known::all) return port;
    PublishedPort some;
    some.impedance_ohm = port.impedance_ohm;
    some.impedance_exactness = port.impedance_exactness;
    if (known == Known::impedance_and_level) some.unloaded_v = port.unloaded_v;
    return some;
}

}  // namespace

bool LabelledPort::is_line() const { return label == "line" || label == "balanced line"; }

bool LabelledPort::drives_headphones() const { return label == "headphone" || label == "hybrid"; }

bool LabelledPort::is_named_by(PortClass named) const {
    if (is_line()) return named == PortClass::line;
    if (!drives_headphones()) return named == PortClass::other;
    return named == PortClass::headphone || (label == "hybrid" && named == PortClass::hybrid);
}

LabelledPorts left_out_ports(const std::string& published, const std::string& folder) {
    const auto table = cli::read_published_table(published);
    const auto lines = lines_of(folder + "/folds.csv");
    LabelledPorts ports;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto cells = cells_of(lines[i]);
        const std::string path = folder + "/" + cells.at(2);
        LabelledPort one{table.ports.at(std::stoul(cells.at(0))), cells.at(1), cells.at(2), {}};
        one.settings.populations = profiles::parse_populations(whole_text(path), path);
        ports.push_back(std::move(one));
    }
    return ports;
}

LabelledPorts ports_of(const std::string& path) {
    const auto table = cli::read_published_table(path);
    expects(table.refused.empty(), "rows and ports go in step");
    const auto lines = lines_of(path);
    const auto heading = cells_of(lines.front());
    LabelledPorts ports;
    for (std::size_t i = 0; i < table.ports.size(); ++i) {
        const auto cells = cells_of(lines.at(i + 1));
        ports.push_back(
            {table.ports[i],
             cells.at(column(heading, "label_class")),
             device_of(cells.at(column(heading, "maker")), cells.at(column(heading, "device"))),
             {}});
    }
    return ports;
}

LabelledPorts those_with(const LabelledPorts& ports, Known known) {
    LabelledPorts some;
    std::ranges::copy_if(ports, std::back_inserter(some),
                         [&](const LabelledPort& one) { return publishes(one.port, known); });
    return some;
}

Opinion opinion(const LabelledPort& port, Known known, std::optional<double> decided_above) {
    classify::Settings settings = port.settings;
    settings.decided_above = decided_above.value_or(settings.decided_above);
    const auto verdict =
        classify::verdict_on(classify::facts_of(as_known(port.port, known)), {settings});
    const auto& p = verdict.probabilities;
    const double drives = p.at("headphone") + p.at("hybrid");
    Opinion result;
    result.named = verdict.port_class;
    result.for_line = p.at("line");
    result.certainty = std::max({p.at("line"), drives, p.at("other")});
    const double truth = port.is_line()             ? p.at("line")
                         : port.drives_headphones() ? drives
                                                    : p.at("other");
    result.likeliest_is_right = truth >= result.certainty;
    return result;
}

}  // namespace ohmloop::classify_tests
