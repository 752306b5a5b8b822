#include "ohmloop/result/names.hpp"

#include <array>
#include <cstddef>

namespace ohmloop::result {
namespace {

template <class Enumeration, std::size_t count>
std::string_view pick(Enumeration value, const std::array<std::string_view, count>& names) {
    const auto index = static_cast<std::size_t>(value);
    return index < count ? names[index] : std::string_view();
}

}  // namespace

std::string_view name_of(Kind kind) {
    static constexpr std::array<std::string_view, 4> names{"measured", "upper_bound", "lower_bound",
                                                           "not_measured"};
    return pick(kind, names);
}

std::string_view name_of(Severity severity) {
    static constexpr std::array<std::string_view, 3> names{"note", "weakens", "spoils"};
    return pick(severity, names);
}

std::string_view name_of(Shape shape) {
    static constexpr std::array<std::string_view, 2> names{"normal", "rectangular"};
    return pick(shape, names);
}

std::string_view name_of(PortClass port_class) {
    static constexpr std::array<std::string_view, 5> names{"line", "headphone", "hybrid", "other",
                                                           "undecided"};
    return pick(port_class, names);
}

std::string_view name_of(Answer answer) {
    static constexpr std::array<std::string_view, 4> names{"yes", "with_reservations", "no",
                                                           "unknown"};
    return pick(answer, names);
}

std::string_view name_of(Origin origin) {
    static constexpr std::array<std::string_view, 3> names{"figure", "computed", "given"};
    return pick(origin, names);
}

}  // namespace ohmloop::result
