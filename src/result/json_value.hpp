#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ohmloop::result {

struct JsonValue;
struct JsonMember;
using JsonList = std::vector<JsonValue>;
/// In the order of the text; no key comes twice.
using JsonObject = std::vector<JsonMember>;

/// What stands in a JSON text. Whole numbers stay whole: a double does not hold 64 bits of them.
struct JsonValue {
    std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, JsonList,
                 JsonObject>
        content;
};

struct JsonMember {
    std::string key;
    JsonValue value;
};

/// nullptr where there is no such key. Linear: ask for a fixed number of keys, or a hostile file
/// makes it quadratic.
[[nodiscard]] const JsonMember* find(const JsonObject& object, std::string_view key);

/// A kind of document, as its first two keys say it: "format" and "version".
struct JsonFormat {
    std::string_view name;
    std::int64_t version;
    std::string_view noun;  ///< for messages
};

/// UTF-8, two-space indented, ends with a newline; bytes that are no UTF-8 become U+FFFD. Numbers
/// must be finite and read back exactly.
[[nodiscard]] std::string print_json(const JsonFormat& format, JsonObject body);

/// Throws MalformedResult, saying why, for what is no JSON or no object, has another head, is
/// larger than 32 MiB, deeper than 64 levels, or holds a key twice in one object.
[[nodiscard]] JsonObject parse_json(const JsonFormat& format, std::string_view text);

}  // namespace ohmloop::result
