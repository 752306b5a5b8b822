#include "ohmloop/report/classified_ports.hpp"

#include "report/capability_table.hpp"
#include "report/headphone_table.hpp"
#include "report/paragraph.hpp"
#include "report/strength.hpp"

#include "ohmloop/result/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

namespace ohmloop::report {
namespace {

using result::ClassifiedPort;
using result::Criterion;
using result::PortClass;
using result::Verdict;

constexpr std::array classes{PortClass::line, PortClass::headphone, PortClass::hybrid,
                             PortClass::other};

double probability(const Verdict& verdict, PortClass port_class) {
    const auto at = verdict.probabilities.find(std::string(result::name_of(port_class)));
    return at == verdict.probabilities.end() ? 0 : at->second;
}

/// "impedance +++ headphone", strongest first.
std::vector<std::string> deciding(const Verdict& verdict) {
    std::vector<const Criterion*> speaking;
    for (const auto& criterion : verdict.criteria)
        if (!criterion.points_to.empty()) speaking.push_back(&criterion);
    std::ranges::stable_sort(speaking, std::ranges::greater{}, &Criterion::strength);
    std::vector<std::string> texts;
    for (const auto* criterion : speaking) {
        std::string name = criterion->name;
        std::ranges::replace(name, '_', ' ');
        texts.push_back(
            fmt::format("{} {} {}", name, signs_of(criterion->strength), criterion->points_to));
    }
    return texts;
}

/// "headphone 74 %, line 16 %", likeliest first, without what rounds to nothing.
std::string odds(const Verdict& verdict) {
    std::vector<PortClass> order(classes.begin(), classes.end());
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](PortClass each) { return probability(verdict, each); });
    std::vector<std::string> texts;
    for (const PortClass each : order)
        if (probability(verdict, each) >= 0.005)
            texts.push_back(fmt::format("{} {:.0f} %", result::name_of(each),
                                        100 * probability(verdict, each)));
    return fmt::format("{}", fmt::join(texts, ", "));
}

void print_one(std::ostream& out, const ClassifiedPort& port, std::size_t width) {
    const auto& verdict = port.verdict;
    out << (port.name.empty() ? plain(port.id) + '\n'
                              : hanging(plain(port.id) + "  ", plain(port.name), width));
    if (!port.error.empty()) {
        out << hanging("      ", "not judged: " + plain(port.error), width);
        return;
    }
    const auto reasons = deciding(verdict);
    const std::string odds_text = glued(odds(verdict));
    if (verdict.port_class == PortClass::undecided)
        out << hanging("      ", fmt::format("{}. {}", odds_text, verdict.summary), width);
    else
        out << hanging("      ",
                       fmt::format("{}; {}", odds_text,
                                   reasons.empty() ? "nothing speaks for it but how usual it is"
                                                   : fmt::format("{}", fmt::join(reasons, ", "))),
                       width);
    const auto can = verdict.capability ? capability_line(*verdict.capability) : "";
    if (!can.empty()) out << hanging("      ", "full level: " + with_glued_units(can), width);
}

/// Where headphones were asked for: whether there were any.
bool print_headphones(std::ostream& out, const ClassifiedPort& port, std::size_t width) {
    constexpr std::string_view indent = "      ";
    const auto lines = headphone_table(asked_headphones(port.verdict), width - indent.size());
    for (const auto& line : lines) out << indent << line << '\n';
    return !lines.empty();
}

/// As RFC 4180 wants it; a field a spreadsheet would take for a formula gets a blank before it.
std::string field(std::string text) {
    if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos)
        text.insert(text.begin(), ' ');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

/// class to summary
std::vector<std::string> verdict_fields(const Verdict& verdict) {
    std::vector<std::string> fields{std::string(result::name_of(verdict.port_class))};
    for (const PortClass each : classes)
        fields.push_back(fmt::format("{:.4f}", probability(verdict, each)));
    fields.emplace_back(result::name_of(verdict.serves_as_line.answer));
    fields.emplace_back(result::name_of(verdict.serves_as_headphone.answer));
    fields.push_back(field(fmt::format("{}", fmt::join(deciding(verdict), "; "))));
    fields.push_back(field(verdict.summary));
    return fields;
}

}  // namespace

void print_classified(std::ostream& out, std::span<const ClassifiedPort> ports,
                      const TextStyle& style) {
    bool rated = false;
    for (const auto& port : ports) {
        print_one(out, port, style.columns);
        rated = print_headphones(out, port, style.columns) || rated;
    }
    if (rated) out << "Music: at full level, 15 dB below the clean peak; no test to EN 50332.\n";
    std::vector<std::string> counts;
    for (const PortClass each : {PortClass::line, PortClass::headphone, PortClass::hybrid,
                                 PortClass::other, PortClass::undecided}) {
        const auto count = std::ranges::count_if(ports, [&](const auto& port) {
            return port.error.empty() && port.verdict.port_class == each;
        });
        if (count > 0) counts.push_back(fmt::format("{} {}", count, result::name_of(each)));
    }
    const auto refused =
        std::ranges::count_if(ports, [](const auto& port) { return !port.error.empty(); });
    if (refused > 0) counts.push_back(fmt::format("{} not judged", refused));
    out << fmt::format("{} port{}: {}\n", ports.size(), ports.size() == 1 ? "" : "s",
                       fmt::join(counts, ", "));
}

void print_pair(std::ostream& out, const result::PairVerdict& pair, const TextStyle& style) {
    for (std::string sentence : pair.sentences) {
        if (!sentence.empty() && sentence.front() >= 'a' && sentence.front() <= 'z' &&
            std::ranges::none_of(pair.jacks,
                                 [&](const auto& jack) { return sentence.starts_with(jack); }))
            sentence.front() = static_cast<char>(sentence.front() - 'a' + 'A');
        out << hanging("- ", plain(sentence) + ".", style.columns);
    }
}

void print_classified_csv(std::ostream& out, std::span<const ClassifiedPort> ports) {
    out << "id,name,class,line,headphone,hybrid,other,serves_as_line,serves_as_headphone,deciding,"
           "summary,error\n";
    for (const auto& port : ports) {
        std::vector<std::string> fields{field(port.id), field(port.name)};
        const auto told =
            port.error.empty() ? verdict_fields(port.verdict) : std::vector<std::string>(9);
        fields.insert(fields.end(), told.begin(), told.end());
        fields.push_back(field(port.error));
        out << fmt::format("{}\n", fmt::join(fields, ","));
    }
}

}  // namespace ohmloop::report
