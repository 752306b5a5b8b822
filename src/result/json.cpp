#include "ohmloop/result/json.hpp"

#include "result/json_value.hpp"

#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace ohmloop::result {
namespace {

constexpr std::size_t most_bytes = std::size_t{32} << 20U;
constexpr std::size_t most_levels = 64;

// ---- printing

using Printed = nlohmann::ordered_json;

Printed printed(const JsonValue& value);

Printed printed(const JsonList& list) {
    Printed array = Printed::array();
    for (const JsonValue& element : list) array.push_back(printed(element));
    return array;
}
Printed printed(const JsonObject& members) {
    Printed object = Printed::object();
    for (const JsonMember& member : members) object[member.key] = printed(member.value);
    return object;
}
Printed printed(double number) {
    expects(std::isfinite(number), "a JSON text holds finite numbers only");
    return number;
}
template <class Plain>
Printed printed(const Plain& plain) {
    return plain;
}

Printed printed(const JsonValue& value) {
    return std::visit([](const auto& content) { return printed(content); }, value.content);
}

// ---- parsing

/// Builds the tree from the parser's events; stops at too deep a level and at a key that comes
/// twice in one object.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
  public:
    bool null() override { return put(nullptr); }
    bool boolean(bool truth) override { return put(truth); }
    bool number_integer(number_integer_t number) override { return put(number); }
    bool number_unsigned(number_unsigned_t number) override { return put(number); }
    bool number_float(number_float_t number, const string_t& /*text*/) override {
        return put(number);
    }
    bool string(string_t& text) override { return put(std::move(text)); }
    bool binary(binary_t& /*bytes*/) override { return false; }  // no JSON text holds any

    bool start_object(std::size_t /*members*/) override { return open(JsonObject{}); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*elements*/) override { return open(JsonList{}); }
    bool end_array() override { return close(); }
    bool key(string_t& key) override {
        if (!open_.back().keys.insert(key).second)
            throw MalformedResult(fmt::format("the key {} comes twice in one object",
                                              nlohmann::json(key).dump(-1, ' ', true)));
        open_.back().key = std::move(key);
        return true;
    }
    /// nlohmann's sentence without its "[json.exception.parse_error.101] ".
    bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                     const nlohmann::json::exception& error) override {
        const std::string_view what = error.what();
        const std::size_t bracket = what.find("] ");
        throw MalformedResult(
            std::string(bracket == std::string_view::npos ? what : what.substr(bracket + 2)));
    }

    [[nodiscard]] JsonValue& tree() { return tree_; }

  private:
    /// A list or object that is not closed yet. It stays where it is: only the innermost one grows.
    struct Open {
        JsonValue* place;
        std::string key;
        std::set<std::string> keys;
    };

    JsonValue& place_next(JsonValue value) {
        if (open_.empty()) return tree_ = std::move(value);
        Open& inner = open_.back();
        if (auto* list = std::get_if<JsonList>(&inner.place->content))
            return list->emplace_back(std::move(value));
        return std::get<JsonObject>(inner.place->content)
            .emplace_back(JsonMember{std::move(inner.key), std::move(value)})
            .value;
    }
    template <class Content>
    bool put(Content content) {
        place_next({std::move(content)});
        return true;
    }
    template <class Content>
    bool open(Content content) {
        if (open_.size() == most_levels)
            throw MalformedResult(fmt::format("nested deeper than {} levels", most_levels));
        JsonValue& place = place_next({std::move(content)});
        open_.push_back({&place, {}, {}});
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    JsonValue tree_;
    std::vector<Open> open_;
};

JsonValue tree_of(std::string_view text) {
    if (text.size() > most_bytes)
        throw MalformedResult(
            fmt::format("{} bytes, more than the {} MiB allowed", text.size(), most_bytes >> 20U));
    TreeBuilder builder;
    nlohmann::json::sax_parse(text, &builder);
    return std::move(builder.tree());
}

std::string format_text(const JsonFormat& wanted) {
    return fmt::format("its format is not \"{}\"", wanted.name);
}

std::string version_text(const JsonMember* version) {
    if (version == nullptr) return "missing";
    const auto* number = std::get_if<std::uint64_t>(&version->value.content);
    return number != nullptr ? fmt::to_string(*number) : "no number";
}

void check_head(const JsonFormat& format, const JsonObject& object) {
    const JsonMember* name = find(object, "format");
    const auto* word = name == nullptr ? nullptr : std::get_if<std::string>(&name->value.content);
    if (word == nullptr || *word != format.name) throw MalformedResult(format_text(format));
    const std::string version = version_text(find(object, "version"));
    if (version != fmt::to_string(format.version))
        throw MalformedResult(fmt::format("its version is {}; this program reads version {}",
                                          version, format.version));
}

}  // namespace

const JsonMember* find(const JsonObject& object, std::string_view key) {
    const auto at = std::ranges::find(object, key, &JsonMember::key);
    return at == object.end() ? nullptr : &*at;
}

std::string print_json(const JsonFormat& format, JsonObject body) {
    body.insert(body.begin(), {JsonMember{"format", {std::string(format.name)}},
                               JsonMember{"version", {format.version}}});
    return printed(body).dump(2, ' ', false, Printed::error_handler_t::replace) + "\n";
}

JsonObject parse_json(const JsonFormat& format, std::string_view text) {
    try {
        JsonValue tree = tree_of(text);
        if (!std::holds_alternative<JsonObject>(tree.content))
            throw MalformedResult(format_text(format));
        auto& object = std::get<JsonObject>(tree.content);
        check_head(format, object);
        return std::move(object);
    } catch (const MalformedResult& error) {
        throw MalformedResult(fmt::format("not a {}: {}", format.noun, error.what()));
    }
}

}  // namespace ohmloop::result
