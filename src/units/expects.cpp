#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

namespace ohmloop {

void report_broken_contract(const char* what, const std::source_location& where) {
    throw BrokenContract(fmt::format("{}:{}: {}: expected {}", where.file_name(), where.line(),
                                     where.function_name(), what));
}

}  // namespace ohmloop
