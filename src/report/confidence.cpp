#include "report/confidence.hpp"

#include "report/paragraph.hpp"

#include "ohmloop/result/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ohmloop::report {
namespace {

using result::Verdict;

std::string class_text(result::PortClass port_class) {
    switch (port_class) {
        case result::PortClass::line:
            return "LINE OUTPUT";
        case result::PortClass::headphone:
            return "HEADPHONE OUTPUT";
        case result::PortClass::hybrid:
            return "HYBRID: LINE AND HEADPHONE OUTPUT";
        case result::PortClass::other:
            return "NEITHER LINE NOR HEADPHONE OUTPUT";
        case result::PortClass::undecided:
            break;
    }
    return "UNDECIDED";
}

std::string percent(double probability) {
    if (probability > 0.995 && probability < 1) return "over 99 %";
    if (probability > 0 && probability < 0.005) return "under 1 %";
    return fmt::format("{:.0f} %", 100 * probability);
}

/// "95 %: headphone 50 %, hybrid 45 %; line 5 %" of two classes named together.
std::string pair_text(const Verdict& verdict) {
    const auto share = [&](result::PortClass port_class) {
        const auto found = verdict.probabilities.find(std::string(result::name_of(port_class)));
        return found == verdict.probabilities.end() ? 0 : found->second;
    };
    const double own = share(verdict.port_class);
    const double other = share(*verdict.or_class);
    return fmt::format("{}: {} {}, {} {}", percent(own + other),
                       result::name_of(verdict.port_class), percent(own),
                       result::name_of(*verdict.or_class), percent(other));
}

}  // namespace

std::string headline(const Verdict& verdict) {
    return verdict.or_class ? "HEADPHONE OR HYBRID OUTPUT" : class_text(verdict.port_class);
}

std::string confidence_text(const Verdict& verdict) {
    std::vector<std::pair<std::string, double>> others(verdict.probabilities.begin(),
                                                       verdict.probabilities.end());
    const std::string own(result::name_of(verdict.port_class));
    std::string text;
    std::erase_if(others, [&](const auto& entry) {
        if (entry.first == own)
            text = verdict.or_class ? pair_text(verdict) : percent(entry.second);
        const bool twin = verdict.or_class && entry.first == result::name_of(*verdict.or_class);
        return entry.first == own || twin || entry.second < 0.005;
    });
    std::stable_sort(others.begin(), others.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (!text.empty()) text += i == 0 ? "; " : ", ";
        text += plain(others[i].first) + " " + percent(others[i].second);
    }
    return text;
}

}  // namespace ohmloop::report
