#pragma once

#include "ohmloop/result/result.hpp"

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ohmloop::result {

/// The text is no readable result; what() says where and why (exit code 6).
class MalformedResult : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// UTF-8, two-space indented, ends with a newline; keys and order as the interface gives them, and
/// the same result always gives the same text. Numbers are printed so that they read back exactly.
/// A figure that holds no finite number is written as not measured, a curve without such points.
[[nodiscard]] std::string to_json(const Result& result);
/// Bounded: at most 32 MiB and 64 levels; not-finite numbers, duplicate keys, two figures of one
/// key, and a foreign format or version are refused. Unknown keys are skipped.
[[nodiscard]] Result from_json(std::string_view text);

struct ClassifiedPort {
    std::string id;
    std::string name;  ///< of maker, device and jack, for people; may be empty
    Verdict verdict;
    std::string error = {};  ///< why there is no verdict: a row that cannot be read
};
/// {"format": "ohmloop-classification", "version": 1, "ports": [{"id", "name", "verdict"}...]};
/// "error" in the place of "verdict" where there is none.
[[nodiscard]] std::string to_json(std::span<const ClassifiedPort> ports);
/// The same with "pair": {"jacks", "line_jack", "probabilities", "one_stage", "sentences",
/// "figures"}.
[[nodiscard]] std::string to_json(std::span<const ClassifiedPort> ports, const PairVerdict& pair);

/// The JSON Schema (draft 2020-12) of the result file, made from the catalogue.
[[nodiscard]] std::string json_schema();

}  // namespace ohmloop::result
