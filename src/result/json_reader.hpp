#pragma once

#include "result/archive.hpp"
#include "result/json_value.hpp"

#include "ohmloop/result/names.hpp"
#include "ohmloop/result/verdict.hpp"

#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The archive that fills from JSON what fields(...) shows it. Throws MalformedResult.
namespace ohmloop::result {

/// A value and where it stands, for messages: figures[3].kind.
struct JsonPlace {
    const JsonValue& json;
    std::string path;

    [[noreturn]] void refuse(const std::string& why) const;
    [[nodiscard]] const JsonList& list() const;
    [[nodiscard]] const JsonObject& object() const;
    [[nodiscard]] JsonPlace at(std::size_t index) const;
    [[nodiscard]] JsonPlace at(const JsonMember& member) const;
};

void read(const JsonPlace& place, std::string& field);
void read(const JsonPlace& place, double& field);
void read(const JsonPlace& place, bool& field);
/// A sentence with its figures or, of results stored before they had any, bare.
void read(const JsonPlace& place, Advice& advice);

template <std::integral T>
void read(const JsonPlace& place, T& field) {
    const auto take = [&field](const auto* number) {
        if (number == nullptr || !std::in_range<T>(*number)) return false;
        field = static_cast<T>(*number);
        return true;
    };
    if (!take(std::get_if<std::int64_t>(&place.json.content)) &&
        !take(std::get_if<std::uint64_t>(&place.json.content)))
        place.refuse("must be a whole number up to " +
                     std::to_string(std::numeric_limits<T>::max()));
}

template <class T>
    requires std::is_enum_v<T>
void read(const JsonPlace& place, T& field) {
    std::string word;
    read(place, word);
    for (int i = 0; !name_of(static_cast<T>(i)).empty(); ++i) {
        if (name_of(static_cast<T>(i)) != word) continue;
        field = static_cast<T>(i);
        return;
    }
    place.refuse("holds an unknown word");
}

class JsonReader;
template <class T>
    requires DescribesFields<JsonReader, T>
void read(const JsonPlace& place, T& value);

template <class T>
void read(const JsonPlace& place, std::optional<T>& field) {
    read(place, field.emplace());
}

template <class T>
void read(const JsonPlace& place, std::vector<T>& list) {
    const std::size_t size = place.list().size();
    list.reserve(size);
    for (std::size_t i = 0; i < size; ++i) read(place.at(i), list.emplace_back());
}

template <class T>
void read(const JsonPlace& place, std::map<std::string, T>& map) {
    for (const JsonMember& member : place.object()) read(place.at(member), map[member.key]);
}

class JsonReader {
  public:
    explicit JsonReader(JsonPlace place) : place_(std::move(place)), object_(place_.object()) {}

    template <class T>
    void always(const char* key, T& field) {
        const JsonMember* member = find(object_, key);
        if (member == nullptr) place_.refuse(std::string("lacks \"") + key + "\"");
        read(place_.at(*member), field);
    }
    template <class T>
    void when_present(const char* key, T& field) {
        if (const JsonMember* member = find_some(key)) read(place_.at(*member), field);
    }
    template <class T>
    void nullable(const char* key, T& field) {
        when_present(key, field);
    }
    void unless_zero(const char* key, double& field) { when_present(key, field); }
    void group(const char* key, bool /*present*/, const auto& describe) {
        const JsonMember* member = find_some(key);
        if (member == nullptr) return;
        JsonReader inner(place_.at(*member));
        describe(inner);
    }

  private:
    /// nullptr for null too.
    [[nodiscard]] const JsonMember* find_some(const char* key) const {
        const JsonMember* member = find(object_, key);
        const bool some =
            member != nullptr && !std::holds_alternative<std::nullptr_t>(member->value.content);
        return some ? member : nullptr;
    }

    JsonPlace place_;
    const JsonObject& object_;
};

template <class T>
    requires DescribesFields<JsonReader, T>
void read(const JsonPlace& place, T& value) {
    JsonReader reader(place);
    fields(reader, value);
}

}  // namespace ohmloop::result
