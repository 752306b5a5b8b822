#pragma once

#include <source_location>
#include <stdexcept>

namespace ohmloop {

/// The programmer was wrong: a precondition did not hold. Never a property of the measured world.
class BrokenContract : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

[[noreturn]] void report_broken_contract(const char* what, const std::source_location& where);

/// Checked in every build; throws BrokenContract naming the place.
constexpr void expects(bool holds, const char* what,
                       const std::source_location& where = std::source_location::current()) {
    if (!holds) report_broken_contract(what, where);
}

}  // namespace ohmloop
