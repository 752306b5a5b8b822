#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::report {

/// What a quantity of the catalogue is and how it is measured, or what a doubt says and what to do,
/// on a page of `columns` (20 or more). Writes nothing and returns false where `name` is neither.
[[nodiscard]] bool print_explanation(std::ostream& out, std::string_view name, std::size_t columns);

/// All names that can be explained, quantities first.
[[nodiscard]] std::vector<std::string> explained_names();

/// Those names under two headings.
void print_explained_names(std::ostream& out, std::size_t columns);

}  // namespace ohmloop::report
