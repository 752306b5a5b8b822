#include "classify/published/tables.hpp"

#include <fmt/format.h>

namespace ohmloop::classify_tests {

namespace {

void print(const std::string& name, const Ruling& ruling) {
    const Interval range = ruling.right.interval();
    fmt::print("  {:10}  decided {:5.1f} %  right among them {:5.1f} % ({:.0f} to {:.0f})\n", name,
               100 * ruling.decided.value(), 100 * ruling.right.value(), 100 * range.low,
               100 * range.high);
}

void print(const Calibration& table) {
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const Interval range = table.at(bin).interval();
        fmt::print("  given 0.{}-{}  {:3} ports, right {:5.1f} % ({:.0f} to {:.0f})\n", 5 + bin,
                   bin + 1 < bins ? fmt::format("0.{}", 6 + bin) : "1.0", table.at(bin).of,
                   100 * table.at(bin).value(), 100 * range.low, 100 * range.high);
    }
}

std::string shown(const std::optional<double>& figure) {
    return figure ? fmt::format("{:g}", *figure) : "?";
}

void print_wrong(const LabelledPorts& ports, Known known) {
    for (const LabelledPort& one : ports) {
        const Opinion said = opinion(one, known);
        if (said.named == result::PortClass::undecided || one.is_named_by(said.named)) continue;
        fmt::print("  wrong: {} is {}: {} ohm, {} V, {:.2f} for line\n", one.port.name, one.label,
                   shown(one.port.impedance_ohm), shown(one.port.unloaded_v), said.for_line);
    }
}

}  // namespace

Ruling show(const char* title, const LabelledPorts& ports, Known known) {
    fmt::print("\n{}: {} ports; in brackets what infinitely many may give, 95 %\n", title,
               ports.size());
    for (const double threshold : {0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95})
        print(fmt::format("above {:.2f}", threshold), ruling(ports, known, threshold));
    const Ruling shipped = ruling(ports, known);
    print("as shipped", shipped);
    Calibration table{};
    add(ports, known, table);
    print(table);
    print_wrong(ports, known);
    return shipped;
}

void compare(const char* title, const LabelledPorts& ports, const std::vector<double>& errors,
             const std::vector<Rival>& rivals) {
    const Interval own = bootstrap(ports, errors);
    fmt::print("  {}: {:.4f} ({:.4f} to {:.4f})\n", title, mean(errors), own.low, own.high);
    for (const Rival& rival : rivals) {
        std::vector<double> gain(errors.size());
        for (std::size_t i = 0; i < gain.size(); ++i) gain[i] = rival.errors[i] - errors[i];
        const Interval range = bootstrap(ports, gain);
        const char* verdict = range.low > 0    ? "better"
                              : range.high < 0 ? "worse"
                                               : "not told apart by so few ports";
        fmt::print("    {}: {:.4f}, gain over it {:+.4f} ({:+.4f} to {:+.4f}): {}\n", rival.name,
                   mean(rival.errors), mean(gain), range.low, range.high, verdict);
    }
}

bool reached(const std::string& goal, bool is_reached) {
    fmt::print("  {}: {}\n", is_reached ? "reached" : "NOT REACHED", goal);
    return is_reached;
}

}  // namespace ohmloop::classify_tests
