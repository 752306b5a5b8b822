#include "ohmloop/report/explanation.hpp"

#include "report/paragraph.hpp"

#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/result/explanation.hpp"

#include <fmt/format.h>

#include <ostream>

namespace ohmloop::report {

namespace {

using result::DoubtExplanation;
using result::QuantityInfo;

/// Headed paragraphs on a page, the empty ones left out.
class Page {
  public:
    Page(std::ostream& out, std::size_t columns) : out_(out), columns_(columns) {}

    void title(std::string_view text) { out_ << hanging("", text, columns_) << '\n'; }
    void paragraph(std::string_view head, std::string_view text) {
        if (text.empty()) return;
        out_ << hanging(padded(fmt::format("  {}", head), indent_), text, columns_);
    }

  private:
    std::ostream& out_;
    std::size_t columns_;
    std::size_t indent_ = 16;
};

std::string unit_text(const QuantityInfo& info) {
    if (info.unit.empty()) return "none";
    if (info.unit_without_volts.empty()) return std::string(info.unit);
    return fmt::format("{}; {} where volts are unknown", info.unit, info.unit_without_volts);
}

void print_quantity(Page page, const QuantityInfo& info) {
    page.title(fmt::format("{} ({}{})", info.title, info.name,
                           info.symbol.empty() ? "" : fmt::format(", {}", info.symbol)));
    page.paragraph("what it is", info.definition);
    page.paragraph("unit", unit_text(info));
    const auto* how = result::find_explanation(info.name);
    if (how == nullptr) {
        page.paragraph("measured", "not by this version");
    } else {
        page.paragraph("formula", how->formula);
        page.paragraph("conditions", how->conditions);
        page.paragraph("uncertainty", how->uncertainty);
    }
    page.paragraph("standard", info.standard);
}

void print_doubt(Page page, const DoubtExplanation& doubt) {
    page.title(fmt::format("The doubt {}", doubt.code));
    page.paragraph("sign", doubt.sign);
    page.paragraph("cause", doubt.cause);
    page.paragraph("remedy", doubt.remedy);
}

template <class Rows, class Name>
std::string joined(const Rows& rows, Name name) {
    std::string text;
    for (const auto& row : rows) text += fmt::format("{}{}", text.empty() ? "" : ", ", name(row));
    return text;
}

}  // namespace

bool print_explanation(std::ostream& out, std::string_view name, std::size_t columns) {
    const Page page(out, columns);
    const auto* info = result::find_quantity(name);
    const auto* doubt = result::find_doubt(name);
    if (info != nullptr) print_quantity(page, *info);
    if (info != nullptr && doubt != nullptr) out << '\n';
    if (doubt != nullptr) print_doubt(page, *doubt);
    return info != nullptr || doubt != nullptr;
}

std::vector<std::string> explained_names() {
    std::vector<std::string> names;
    for (const auto& info : result::catalogue()) names.emplace_back(info.name);
    for (const auto& doubt : result::doubt_explanations()) names.emplace_back(doubt.code);
    return names;
}

void print_explained_names(std::ostream& out, std::size_t columns) {
    Page page(out, columns);
    page.paragraph("quantities", joined(result::catalogue(), [](const auto& r) { return r.name; }));
    page.paragraph("doubts",
                   joined(result::doubt_explanations(), [](const auto& r) { return r.code; }));
}

}  // namespace ohmloop::report
