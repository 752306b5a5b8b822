#include "result/json_reader.hpp"

#include "ohmloop/result/json.hpp"

#include <fmt/format.h>

namespace ohmloop::result {
namespace {

template <class Content>
const Content& content(const JsonPlace& place, const char* noun) {
    const auto* content = std::get_if<Content>(&place.json.content);
    if (content == nullptr) place.refuse(fmt::format("must be {}", noun));
    return *content;
}

}  // namespace

void JsonPlace::refuse(const std::string& why) const {
    throw MalformedResult(fmt::format("{}: {}", path.empty() ? "the file" : path, why));
}

const JsonList& JsonPlace::list() const { return content<JsonList>(*this, "a list"); }

const JsonObject& JsonPlace::object() const { return content<JsonObject>(*this, "an object"); }

JsonPlace JsonPlace::at(std::size_t index) const {
    return {list()[index], fmt::format("{}[{}]", path, index)};
}

JsonPlace JsonPlace::at(const JsonMember& member) const {
    return {member.value, path.empty() ? member.key : fmt::format("{}.{}", path, member.key)};
}

void read(const JsonPlace& place, std::string& field) {
    field = content<std::string>(place, "text");
}

void read(const JsonPlace& place, bool& field) { field = content<bool>(place, "true or false"); }

void read(const JsonPlace& place, double& field) {
    const auto& json = place.json.content;
    if (const auto* fraction = std::get_if<double>(&json))
        field = *fraction;
    else if (const auto* whole = std::get_if<std::int64_t>(&json))
        field = static_cast<double>(*whole);
    else if (const auto* count = std::get_if<std::uint64_t>(&json))
        field = static_cast<double>(*count);
    else
        place.refuse("must be a number");
}

}  // namespace ohmloop::result
