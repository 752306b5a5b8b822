#include "ohmloop/result/json.hpp"

#include "result/consistency.hpp"
#include "result/fields.hpp"

#include "ohmloop/result/names.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <set>
#include <utility>

namespace ohmloop::result {
namespace {

constexpr std::string_view format_name = "ohmloop-result";
constexpr int format_version = 1;
constexpr std::size_t most_bytes = std::size_t{32} << 20U;
constexpr std::size_t most_levels = 64;

// Objects keep the order of insertion when written. When read they are sorted: looking a key up
// in an ordered one is linear, and a hostile file could make that quadratic.
using Written = nlohmann::ordered_json;
using Read = nlohmann::json;

template <class T>
concept Enumeration = std::is_enum_v<T>;

// ---- writing

/// Whole numbers without ".0"; others so that they read back exactly. Minus zero stays itself.
Written write(double number) {
    expects(std::isfinite(number), "a result file holds finite numbers only");
    constexpr double exact = 9007199254740992;  // 2^53
    const bool whole = number == std::trunc(number) && std::abs(number) < exact;
    const bool minus_zero = number == 0 && std::signbit(number);
    if (whole && !minus_zero) return static_cast<std::int64_t>(number);
    return number;
}
Written write(bool truth) { return truth; }
template <std::integral T>
Written write(T number) {
    return number;
}
Written write(const std::string& text) { return text; }
Written write(Enumeration auto value) { return std::string(name_of(value)); }

class Writer;
template <class T>
    requires DescribesFields<Writer, const T>
Written write(const T& value);

template <class T>
Written write(const std::vector<T>& list) {
    Written array = Written::array();
    for (const T& element : list) array.push_back(write(element));
    return array;
}

template <class T>
Written write(const std::map<std::string, T>& map) {
    Written object = Written::object();
    for (const auto& [key, value] : map) object[key] = write(value);
    return object;
}

/// The interface's order first.
Written write(const std::map<std::string, double>& probabilities) {
    Written object = Written::object();
    for (const char* name : {"line", "headphone", "hybrid", "other"})
        if (const auto at = probabilities.find(name); at != probabilities.end())
            object[name] = write(at->second);
    for (const auto& [name, value] : probabilities) object[name] = write(value);
    return object;
}

template <class T>
bool present(const std::optional<T>& field) {
    return field.has_value();
}
bool present(const std::optional<double>& field) { return field && std::isfinite(*field); }
template <class T>
bool present(const T& container) {
    return !container.empty();
}

template <class T>
const T& content(const std::optional<T>& field) {
    return *field;
}
template <class T>
const T& content(const T& field) {
    return field;
}

class Writer {
  public:
    template <class T>
    void always(const char* key, const T& field) {
        object_[key] = write(field);
    }
    template <class T>
    void when_present(const char* key, const T& field) {
        if (present(field)) object_[key] = write(content(field));
    }
    template <class T>
    void nullable(const char* key, const std::optional<T>& field) {
        object_[key] = present(field) ? write(*field) : Written(nullptr);
    }
    void unless_zero(const char* key, double field) {
        if (field != 0) object_[key] = write(field);
    }
    void group(const char* key, bool is_present, const auto& describe) {
        if (!is_present) return;
        Writer inner;
        describe(inner);
        object_[key] = std::move(inner.object_);
    }
    [[nodiscard]] Written& object() { return object_; }

  private:
    Written object_ = Written::object();
};

template <class T>
    requires DescribesFields<Writer, const T>
Written write(const T& value) {
    Writer writer;
    fields(writer, value);
    return std::move(writer.object());
}

Writer headed(std::string_view format) {
    Writer writer;
    writer.object()["format"] = format;
    writer.object()["version"] = format_version;
    return writer;
}

/// Bytes that are no UTF-8 become U+FFFD.
std::string printed(const Written& json) {
    return json.dump(2, ' ', false, Written::error_handler_t::replace) + "\n";
}

// ---- reading

/// A value and where it stands, for messages: figures[3].kind.
struct Node {
    const Read& json;
    std::string path;

    [[noreturn]] void refuse(std::string_view why) const {
        throw MalformedResult(fmt::format("{}: {}", path.empty() ? "the result" : path, why));
    }
    [[nodiscard]] Node at(std::string_view key, const Read& inner) const {
        return {inner, path.empty() ? std::string(key) : fmt::format("{}.{}", path, key)};
    }
};

void read(const Node& node, std::string& field) {
    if (!node.json.is_string()) node.refuse("must be text");
    field = node.json.get<std::string>();
}
void read(const Node& node, double& field) {
    if (!node.json.is_number()) node.refuse("must be a number");
    field = node.json.get<double>();
}
void read(const Node& node, bool& field) {
    if (!node.json.is_boolean()) node.refuse("must be true or false");
    field = node.json.get<bool>();
}
template <std::integral T>
void read(const Node& node, T& field) {
    const bool fits =
        node.json.is_number_unsigned()
            ? std::in_range<T>(node.json.get<std::uint64_t>())
            : node.json.is_number_integer() && std::in_range<T>(node.json.get<std::int64_t>());
    if (!fits)
        node.refuse(fmt::format("must be a whole number up to {}", std::numeric_limits<T>::max()));
    field = node.json.get<T>();
}
template <Enumeration T>
void read(const Node& node, T& field) {
    std::string word;
    read(node, word);
    for (int i = 0; !name_of(static_cast<T>(i)).empty(); ++i) {
        if (name_of(static_cast<T>(i)) != word) continue;
        field = static_cast<T>(i);
        return;
    }
    node.refuse("holds an unknown word");
}

class Reader;
template <class T>
    requires DescribesFields<Reader, T>
void read(const Node& node, T& value);

template <class T>
void read(const Node& node, std::optional<T>& field) {
    read(node, field.emplace());
}

template <class T>
void read(const Node& node, std::vector<T>& list) {
    if (!node.json.is_array()) node.refuse("must be a list");
    list.reserve(node.json.size());
    for (const Read& element : node.json) {
        const Node inner{element, fmt::format("{}[{}]", node.path, list.size())};
        read(inner, list.emplace_back());
    }
}

template <class T>
void read(const Node& node, std::map<std::string, T>& map) {
    if (!node.json.is_object()) node.refuse("must be an object");
    for (const auto& [key, value] : node.json.items()) read(node.at(key, value), map[key]);
}

class Reader {
  public:
    explicit Reader(Node node) : node_(std::move(node)) {
        if (!node_.json.is_object()) node_.refuse("must be an object");
    }
    template <class T>
    void always(const char* key, T& field) {
        const auto at = node_.json.find(key);
        if (at == node_.json.end()) node_.refuse(fmt::format("lacks \"{}\"", key));
        read(node_.at(key, *at), field);
    }
    template <class T>
    void when_present(const char* key, T& field) {
        const auto at = node_.json.find(key);
        if (at != node_.json.end() && !at->is_null()) read(node_.at(key, *at), field);
    }
    template <class T>
    void nullable(const char* key, T& field) {
        when_present(key, field);
    }
    void unless_zero(const char* key, double& field) { when_present(key, field); }
    void group(const char* key, bool /*is_present*/, const auto& describe) {
        const auto at = node_.json.find(key);
        if (at == node_.json.end() || at->is_null()) return;
        Reader inner(node_.at(key, *at));
        describe(inner);
    }

  private:
    Node node_;
};

template <class T>
    requires DescribesFields<Reader, T>
void read(const Node& node, T& value) {
    Reader reader(node);
    fields(reader, value);
}

/// Stops the parser at too deep a level and at a key that comes twice in one object.
class Bounds {
  public:
    bool operator()(Read::parse_event_t event, const Read& parsed) {
        using Event = Read::parse_event_t;
        if (event == Event::object_start || event == Event::array_start) open();
        if (event == Event::object_end || event == Event::array_end) keys_.pop_back();
        if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second)
            throw MalformedResult(fmt::format("not a result: the key {} comes twice in one object",
                                              parsed.dump(-1, ' ', true)));
        return true;
    }

  private:
    void open() {
        if (keys_.size() == most_levels)
            throw MalformedResult(
                fmt::format("not a result: nested deeper than {} levels", most_levels));
        keys_.emplace_back();
    }
    std::vector<std::set<std::string>> keys_;
};

/// nlohmann's sentence without its "[json.exception.parse_error.101] ".
std::string plain(std::string_view what) {
    const std::size_t bracket = what.find("] ");
    return std::string(bracket == std::string_view::npos ? what : what.substr(bracket + 2));
}

Read parsed(std::string_view text) {
    if (text.size() > most_bytes)
        throw MalformedResult(fmt::format("not a result: {} bytes, more than the {} MiB allowed",
                                          text.size(), most_bytes >> 20U));
    Bounds bounds;
    try {
        return Read::parse(text, [&](int, Read::parse_event_t event, const Read& value) {
            return bounds(event, value);
        });
    } catch (const Read::exception& error) {
        throw MalformedResult("not a result: " + plain(error.what()));
    }
}

void check_head(const Read& json) {
    const auto format = json.is_object() ? json.find("format") : json.end();
    if (!json.is_object() || format == json.end() || *format != format_name)
        throw MalformedResult(fmt::format("not a result: its format is not \"{}\"", format_name));
    const auto version = json.find("version");
    if (version == json.end() || *version != format_version)
        throw MalformedResult(fmt::format(
            "this result's version is {}; this program reads version {}",
            version == json.end() ? "missing" : version->dump(-1, ' ', true), format_version));
}

}  // namespace

std::string to_json(const Result& result) {
    Writer writer = headed(format_name);
    const Result finite = with_finite_numbers(result);
    fields(writer, finite);
    return printed(writer.object());
}

Result from_json(std::string_view text) {
    const Read json = parsed(text);
    check_head(json);
    Result result;
    read({json, ""}, result);
    check_consistency(result);
    return result;
}

std::string to_json(std::span<const ClassifiedPort> ports) {
    Writer writer = headed("ohmloop-classification");
    Written list = Written::array();
    for (const ClassifiedPort& port : ports)
        list.push_back({{"id", port.id}, {"verdict", write(port.verdict)}});
    writer.object()["ports"] = std::move(list);
    return printed(writer.object());
}

}  // namespace ohmloop::result
