#include "report/load_group_text.hpp"

#include "report/paragraph.hpp"

#include "ohmloop/result/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

namespace ohmloop::report {
namespace {

using result::LoadGroup;

constexpr std::size_t lead_columns = 21;  // as "As a headphone out:"

std::string lead_of(const LoadGroup& group) {
    std::string name = plain(group.name) + ":";
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return padded(name, lead_columns);
}

/// "line 91 %"
std::string class_of(const LoadGroup& group) {
    const std::string name(result::name_of(group.port_class));
    const auto share = group.probabilities.find(name);
    if (share == group.probabilities.end()) return name;
    return fmt::format("{} {:.0f} %", name, 100 * share->second);
}

std::string text_of(const LoadGroup& group) {
    return fmt::format("{}, {} ({}): {}", glued(class_of(group)),
                       group.served ? "served" : "not served",
                       plain(fmt::format("{}", fmt::join(group.loads, ", "))), plain(group.text));
}

}  // namespace

std::string load_group_paragraphs(const result::Verdict& verdict, std::size_t width) {
    std::string text;
    for (const LoadGroup& group : verdict.load_groups)
        text += hanging(lead_of(group), text_of(group), width);
    return text;
}

}  // namespace ohmloop::report
