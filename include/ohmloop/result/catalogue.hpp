#pragma once

#include <span>
#include <string_view>

namespace ohmloop::result {

/// One row a quantity; explain, the JSON schema, CSV columns, --get and the report come from it.
struct QuantityInfo {
    std::string_view name;    ///< as in result files: output_impedance
    std::string_view title;   ///< for people: "Output impedance"
    std::string_view symbol;  ///< |Zo|; may be empty
    std::string_view unit;    ///< of the figure's value: "ohm", "dB", "V", ...; empty for a sign
    std::string_view definition;
    std::string_view standard;                 ///< clause or source, may be empty
    std::string_view unit_without_volts = {};  ///< "dBFS" for levels, else empty: unit holds always
};

[[nodiscard]] std::span<const QuantityInfo> catalogue();
/// nullptr when unknown.
[[nodiscard]] const QuantityInfo* find_quantity(std::string_view name);

}  // namespace ohmloop::result
