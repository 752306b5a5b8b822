#include "ohmloop/report/text.hpp"

#include "report/capability_table.hpp"
#include "report/confidence.hpp"
#include "report/criteria_table.hpp"
#include "report/headphone_table.hpp"
#include "report/key_figures.hpp"
#include "report/load_group_text.hpp"
#include "report/paragraph.hpp"

#include "ohmloop/result/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <sstream>
#include <tuple>

namespace ohmloop::report {
namespace {

using result::Answer;
using result::Criterion;
using result::Doubt;
using result::Result;
using result::Severity;
using result::Verdict;

enum class Ink { bold, green, yellow, red };

/// Colours whole words only, after their width has been counted.
class Page {
  public:
    Page(std::ostream& out, const TextStyle& style) : out_(out), style_(style) {}

    [[nodiscard]] std::size_t width() const { return style_.columns; }
    [[nodiscard]] std::string hanging(std::string_view lead, std::string_view text) const {
        return report::hanging(lead, text, width());
    }

    [[nodiscard]] std::string inked(Ink ink, const std::string& text) const {
        if (!style_.colour) return text;
        const char* code = ink == Ink::bold     ? "1"
                           : ink == Ink::green  ? "1;32"
                           : ink == Ink::yellow ? "33"
                                                : "1;31";
        return fmt::format("\033[{}m{}\033[0m", code, text);
    }
    /// A paragraph whose first `mark` is coloured.
    void paragraph(Ink ink, const std::string& mark, const std::string& rest) const {
        std::string text = hanging(mark, rest);
        out_ << inked(ink, mark) << text.substr(mark.size());
    }
    void print(std::string_view text) const { out_ << text; }
    void heading(const std::string& text) const {
        out_ << "\n";
        for (const std::string& line : wrapped(text, width()))
            out_ << inked(Ink::bold, line) << "\n";
    }

  private:
    std::ostream& out_;
    TextStyle style_;
};

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string in_words(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    return plain(text);
}

// ---- banner and title

void print_banner(const Page& page, const Result& result) {
    if (!result.simulated) return;
    const std::string port = plain(result.setup.simulated_port.value_or("a simulated port"));
    page.print(page.inked(Ink::yellow, fmt::format("SIMULATED: {}, no hardware was measured",
                                                   wrapped(port, page.width() - 40).front())) +
               "\n");
}

std::string title(const Result& result) {
    std::string text = plain(result.dut.name);
    if (text.empty() && result.setup.simulated_port) text = plain(*result.setup.simulated_port);
    if (text.empty() && result.setup.output_device) text = plain(result.setup.output_device->name);
    if (text.empty()) text = "unnamed device";
    if (!result.dut.port.empty()) text += ", " + plain(result.dut.port);
    if (!result.dut.serial.empty()) text += ", serial " + plain(result.dut.serial);
    return text;
}

void print_title(const Page& page, const Result& result) {
    const bool named = !result.dut.name.empty() || !result.dut.port.empty();
    // What is simulated and has no other name is named by its banner.
    if (named || !result.setup.simulated_port) page.print(page.hanging("", title(result)));
    if (!result.dut.note.empty()) page.print(page.hanging("", plain(result.dut.note)));
}

// ---- verdict

/// As many reasons, gravest first, as two lines hold; all of them are in the JSON result.
void print_fitness(const Page& page, const std::string& question, const result::Fitness& fitness) {
    constexpr std::size_t most_lines = 2;
    std::string text = in_words(result::name_of(fitness.answer));
    const char* before = ": ";
    for (const std::string& reason : fitness.reasons) {
        const std::string longer = text + before + with_glued_units(plain(reason));
        const bool fits = wrapped(longer, page.width() - columns(question)).size() <= most_lines;
        if (!fits && before[0] == ';') break;
        text = longer;
        before = "; ";
    }
    page.print(page.hanging(question, text));
}

void print_verdict(const Page& page, const Result& result) {
    if (!result.verdict) {
        page.print("\n" + page.inked(Ink::bold, "No verdict was asked for or possible.") + "\n");
        return;
    }
    const Verdict& verdict = *result.verdict;
    page.print("\n");
    page.paragraph(verdict.port_class == result::PortClass::undecided ? Ink::yellow : Ink::green,
                   headline(verdict) + "  ", confidence_text(verdict));
    if (!verdict.summary.empty()) page.print(page.hanging("", plain(verdict.summary)));
    print_fitness(page, "As a line out:       ", verdict.serves_as_line);
    print_fitness(page, "As a headphone out:  ", verdict.serves_as_headphone);
    page.print(load_group_paragraphs(verdict, page.width()));
    for (const auto& [channel, own] : result.channel_verdicts)
        if (own.port_class != verdict.port_class)
            page.print(page.hanging(plain(channel) + " alone: ",
                                    fmt::format("{}, {}", in_words(result::name_of(own.port_class)),
                                                confidence_text(own))));
}

// ---- criteria

void print_criteria(const Page& page, const Verdict& verdict) {
    const CriteriaTable table = criteria_table(verdict, page.width());
    page.print("\n");
    for (const std::string& line : table.heading) page.print(page.inked(Ink::bold, line) + "\n");
    for (const std::string& line : table.rows) page.print(line + "\n");
}

// ---- what it can do

void print_table(const Page& page, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    page.print(page.inked(Ink::bold, lines.front()) + "\n");
    for (std::size_t i = 1; i < lines.size(); ++i) page.print(lines[i] + "\n");
}

void print_capability(const Page& page, const Verdict& verdict) {
    if (!verdict.capability) return;
    page.print("\n");
    print_table(page, line_input_table(*verdict.capability, page.width()));
    print_table(page, headphone_load_table(*verdict.capability, page.width()));
    if (!verdict.capability->open.empty())
        page.print(page.hanging("Line inputs and headphones: ", plain(verdict.capability->open)));
}

// ---- figures, doubts, advice, conditions

void print_figures(const Page& page, const Result& result) {
    if (result.figures.empty()) return;
    page.heading("Key figures (95 % intervals; channels that agree are shown as one)");
    page.print(source_paragraph(result, page.width()));
    for (const std::string& line : key_figure_table(result, page.width()))
        page.print("  " + line + "\n");
}

/// Doubts that differ in nothing but their channel, or their load, are one.
struct SharedDoubt {
    Doubt doubt;
    std::set<std::string> channels;
    std::vector<std::string> loads;
};

bool same_words(const Doubt& a, const Doubt& b) {
    return std::tie(a.code, a.severity, a.text, a.remedy) ==
           std::tie(b.code, b.severity, b.text, b.remedy);
}

std::vector<SharedDoubt> joined_channels(const std::vector<Doubt>& doubts) {
    std::vector<SharedDoubt> shared;
    for (const Doubt& doubt : doubts) {
        auto same = std::find_if(shared.begin(), shared.end(), [&](const SharedDoubt& other) {
            return same_words(other.doubt, doubt) && other.doubt.load == doubt.load;
        });
        if (same == shared.end()) same = shared.insert(shared.end(), {doubt, {}, {}});
        if (doubt.channel) same->channels.insert(plain(*doubt.channel));
    }
    return shared;
}

/// Gravest first.
std::vector<SharedDoubt> shared_doubts(std::vector<Doubt> doubts) {
    std::stable_sort(doubts.begin(), doubts.end(),
                     [](const Doubt& a, const Doubt& b) { return a.severity > b.severity; });
    std::vector<SharedDoubt> shared;
    for (const SharedDoubt& one : joined_channels(doubts)) {
        auto same = std::find_if(shared.begin(), shared.end(), [&](const SharedDoubt& other) {
            return same_words(other.doubt, one.doubt) && other.channels == one.channels &&
                   other.doubt.load.has_value() == one.doubt.load.has_value();
        });
        if (same == shared.end()) same = shared.insert(shared.end(), one);
        if (one.doubt.load) same->loads.push_back(plain(*one.doubt.load));
    }
    return shared;
}

/// "[left, open and 33] "; a doubt of both channels names none.
std::string place_of(const SharedDoubt& shared) {
    std::string place;
    if (shared.channels.size() == 1) place = *shared.channels.begin();
    if (!shared.loads.empty())
        place += fmt::format("{}{}", place.empty() ? "" : ", ", fmt::join(shared.loads, " and "));
    return place.empty() ? place : "[" + place + "] ";
}

std::string doubt_text(const SharedDoubt& shared) {
    std::string text = place_of(shared) + plain(shared.doubt.text);
    if (shared.doubt.remedy.empty()) return text;
    return text + " → " + plain(shared.doubt.remedy);
}

void print_doubts(const Page& page, const Result& result) {
    if (result.doubts.empty()) return;
    constexpr std::size_t most = 6;
    const std::vector<SharedDoubt> doubts = shared_doubts(result.doubts);
    page.heading("Doubts (→ what to do)");
    for (std::size_t i = 0; i < std::min(most, doubts.size()); ++i) {
        const Severity severity = doubts[i].doubt.severity;
        const Ink ink = severity == Severity::spoils    ? Ink::red
                        : severity == Severity::weakens ? Ink::yellow
                                                        : Ink::bold;
        page.paragraph(ink, padded("  " + std::string(result::name_of(severity)), 11),
                       doubt_text(doubts[i]));
    }
    if (doubts.size() > most)
        page.print(fmt::format("  and {} more in the JSON result\n", doubts.size() - most));
}

void print_headphones(const Page& page, const Verdict& verdict) {
    const auto fits = asked_headphones(verdict);
    if (fits.empty()) return;
    page.heading(
        "Headphones at full level (music: 15 dB below the clean peak; no test to EN 50332)");
    for (const std::string& line : headphone_table(fits, page.width() - 2))
        page.print("  " + line + "\n");
}

/// Whether a table above says the same.
bool is_tabled(const result::Advice& advice, const Verdict& verdict) {
    if (advice.topic == "headphone") return !advice.headphones.empty();
    if (!verdict.capability || verdict.capability->line_inputs.empty()) return false;
    if (!verdict.capability->line_inputs.front().level) return false;
    return advice.topic == "line_inputs" || advice.topic == "studio";
}

/// What no table shows.
std::vector<std::string> told_advice(const Verdict& verdict) {
    std::vector<std::string> sentences;
    for (const result::Advice& advice : verdict.advice)
        if (!is_tabled(advice, verdict)) sentences.push_back(advice.text);
    return sentences;
}

/// The first sentences, as far as the screen has room; all of them are in the JSON result.
void print_advice(const Page& page, const Verdict& verdict, std::size_t room) {
    const auto sentences = told_advice(verdict);
    if (sentences.empty()) return;
    constexpr std::size_t fewest = 2;
    constexpr std::size_t most = 4;
    page.heading("Advice");
    std::size_t lines = 0;
    for (std::size_t i = 0; i < std::min(most, sentences.size()); ++i) {
        const std::string text = page.hanging("  - ", with_glued_units(plain(sentences[i])));
        lines += lines_in(text);
        if (i >= fewest && lines > room) break;
        page.print(text);
    }
}

double khz_of(const std::optional<result::DeviceSetup>& device) {
    return device ? device->rate_obtained_hz / 1000 : 0;
}

std::string rate_text(const Result& result) {
    const double played = khz_of(result.setup.output_device);
    const double recorded = result.setup.input_device ? khz_of(result.setup.input_device) : played;
    if (recorded <= 0) return {};
    if (played <= 0 || played == recorded) return fmt::format(", {:g} kHz", recorded);
    return fmt::format(", played at {:g} kHz, recorded at {:g} kHz", played, recorded);
}

std::string input_text(const result::InputSetup& input) {
    std::string text;
    if (input.resistance_ohm) text += fmt::format("{:.4g} kΩ", *input.resistance_ohm / 1000);
    if (input.capacitance_pf) text += fmt::format(", {:.4g} pF", *input.capacitance_pf);
    if (text.empty()) return input.source.empty() ? "unknown" : plain(input.source);
    // But what the command line put in its place is not.
    const bool said_by_calibration = input.source.starts_with("profile ") &&
                                     input.source.find("command line") == std::string::npos;
    if (!input.source.empty() && !said_by_calibration)
        text += fmt::format(" ({})", plain(input.source));
    return text;
}

std::string scale_text(const result::Setup& setup) {
    if (setup.calibration)
        return fmt::format(
            "calibration {}{}", plain(setup.calibration->name),
            setup.calibration->age.empty() ? "" : ", " + plain(setup.calibration->age));
    if (setup.input.full_scale_v) return "volts nominal, not calibrated";
    return "no volts: levels re the input's full scale";
}

/// "priors: line 42 %, headphone 43 %, hybrid 9 %, other 6 %"
std::string prior_text(const Verdict& verdict) {
    std::string text = "priors:";
    for (const char* name : {"line", "headphone", "hybrid", "other"}) {
        const auto prior = verdict.priors.find(name);
        if (prior == verdict.priors.end()) continue;
        const auto share = fmt::format("{} {:.0f} %", name, 100 * prior->second);
        text += (text.back() == ':' ? " " : ", ") + glued(share);
    }
    if (!verdict.hybrid_likelihood.empty())
        text += "; hybrid's likelihood: " + verdict.hybrid_likelihood;
    return text;
}

void print_conditions(const Page& page, const Result& result) {
    const result::Setup& setup = result.setup;
    std::string text = fmt::format("plan {}{}, volume {}, wiring {}; input {}; {}",
                                   plain(setup.plan), rate_text(result), plain(setup.volume),
                                   plain(setup.wiring), input_text(setup.input), scale_text(setup));
    if (result.verdict && !result.verdict->priors.empty())
        text += "; " + prior_text(*result.verdict);
    text += fmt::format("; {}, ohmloop {}", plain(result.started), plain(result.program));
    page.print("\n" + page.hanging("Conditions: ", text));
}

}  // namespace

void print_summary(std::ostream& out, const Result& result, const TextStyle& style) {
    std::ostringstream above;
    std::ostringstream below;
    const Page upper(above, style);
    const Page lower(below, style);
    print_banner(upper, result);
    print_title(upper, result);
    print_verdict(upper, result);
    if (result.verdict) print_criteria(upper, *result.verdict);
    if (result.verdict) print_capability(upper, *result.verdict);
    print_figures(upper, result);
    if (result.verdict) print_headphones(upper, *result.verdict);
    print_doubts(upper, result);
    print_conditions(lower, result);
    print_banner(lower, result);
    constexpr std::size_t screen_lines = 45;
    constexpr std::size_t heading_lines = 2;
    const std::size_t taken = lines_in(above.str()) + lines_in(below.str()) + heading_lines;
    if (result.verdict)
        print_advice(upper, *result.verdict, screen_lines - std::min(screen_lines, taken));
    out << above.str() << below.str();
}

}  // namespace ohmloop::report
