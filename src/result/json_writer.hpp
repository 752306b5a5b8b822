#pragma once

#include "result/archive.hpp"
#include "result/json_value.hpp"

#include "ohmloop/result/names.hpp"
#include "ohmloop/result/verdict.hpp"

#include <cmath>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The archive that makes JSON of what fields(...) shows it.
namespace ohmloop::result {

/// Whole numbers without ".0". Minus zero stays itself.
inline JsonValue json_of(double number) {
    constexpr double exact = 9007199254740992;  // 2^53
    const bool whole = number == std::trunc(number) && std::abs(number) < exact;
    const bool minus_zero = number == 0 && std::signbit(number);
    if (whole && !minus_zero) return {static_cast<std::int64_t>(number)};
    return {number};
}
inline JsonValue json_of(bool truth) { return {truth}; }
template <std::signed_integral T>
JsonValue json_of(T number) {
    return {std::int64_t{number}};
}
template <std::unsigned_integral T>
JsonValue json_of(T number) {
    return {std::uint64_t{number}};
}
inline JsonValue json_of(const std::string& text) { return {text}; }
template <class T>
    requires std::is_enum_v<T>
JsonValue json_of(T value) {
    return {std::string(name_of(value))};
}

/// A bare sentence is written as one.
JsonValue json_of(const Advice& advice);

class JsonWriter;
template <class T>
    requires DescribesFields<JsonWriter, const T>
JsonValue json_of(const T& value);

template <class T>
JsonValue json_of(const std::vector<T>& list) {
    JsonList array;
    for (const T& element : list) array.push_back(json_of(element));
    return {std::move(array)};
}

template <class T>
JsonValue json_of(const std::map<std::string, T>& map) {
    JsonObject object;
    for (const auto& [key, value] : map) object.push_back({key, json_of(value)});
    return {std::move(object)};
}

/// Probabilities of classes, in the interface's order.
inline JsonValue json_of(const std::map<std::string, double>& probabilities) {
    JsonObject object;
    for (const char* name : {"line", "headphone", "hybrid", "other"})
        if (const auto at = probabilities.find(name); at != probabilities.end())
            object.push_back({name, json_of(at->second)});
    for (const auto& [name, value] : probabilities)
        if (find(object, name) == nullptr) object.push_back({name, json_of(value)});
    return {std::move(object)};
}

template <class T>
bool is_present(const std::optional<T>& field) {
    return field.has_value();
}
inline bool is_present(const std::optional<double>& field) {
    return field && std::isfinite(*field);
}
template <class T>
bool is_present(const T& container) {
    return !container.empty();
}

template <class T>
const T& content_of(const std::optional<T>& field) {
    return *field;
}
template <class T>
const T& content_of(const T& field) {
    return field;
}

class JsonWriter {
  public:
    template <class T>
    void always(const char* key, const T& field) {
        object_.push_back({key, json_of(field)});
    }
    template <class T>
    void when_present(const char* key, const T& field) {
        if (is_present(field)) always(key, content_of(field));
    }
    template <class T>
    void nullable(const char* key, const std::optional<T>& field) {
        if (is_present(field))
            always(key, *field);
        else
            object_.push_back({key, {nullptr}});
    }
    void unless_zero(const char* key, double field) {
        if (field != 0) always(key, field);
    }
    void group(const char* key, bool present, const auto& describe) {
        if (!present) return;
        JsonWriter inner;
        describe(inner);
        object_.push_back({key, {std::move(inner.object_)}});
    }
    [[nodiscard]] JsonObject& object() { return object_; }

  private:
    JsonObject object_;
};

template <class T>
    requires DescribesFields<JsonWriter, const T>
JsonValue json_of(const T& value) {
    JsonWriter writer;
    fields(writer, value);
    return {std::move(writer.object())};
}

}  // namespace ohmloop::result
