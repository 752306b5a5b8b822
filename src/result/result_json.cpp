#include "result/consistency.hpp"
#include "result/fields.hpp"
#include "result/json_reader.hpp"
#include "result/json_writer.hpp"

#include "ohmloop/result/json.hpp"

namespace ohmloop::result {

void read(const JsonPlace& place, Advice& advice) {
    if (std::holds_alternative<std::string>(place.json.content)) return read(place, advice.text);
    JsonReader reader(place);
    fields(reader, advice);
}

JsonValue json_of(const Advice& advice) {
    if (advice.topic.empty() && advice.headphones.empty() && advice.figures.empty())
        return {advice.text};
    JsonWriter writer;
    fields(writer, advice);
    return {std::move(writer.object())};
}

namespace {

constexpr JsonFormat result_format{"ohmloop-result", 1, "result"};
constexpr JsonFormat classification_format{"ohmloop-classification", 1, "classification"};

}  // namespace

template <class Archive, MaybeConst<ClassifiedPort> T>
void fields(Archive& a, T& port) {
    a.always("id", port.id);
    a.when_present("name", port.name);
    if (port.error.empty())
        a.always("verdict", port.verdict);
    else
        a.always("error", port.error);
}

template <class Archive, MaybeConst<PairVerdict> T>
void fields(Archive& a, T& pair) {
    a.always("jacks", pair.jacks);
    a.when_present("line_jack", pair.line_jack);
    a.always("probabilities", pair.probabilities);
    a.always("one_stage", pair.one_stage);
    a.always("sentences", pair.sentences);
    a.when_present("figures", pair.figures);
}

std::string to_json(const Result& result) {
    JsonWriter writer;
    const Result finite = with_finite_numbers(result);
    fields(writer, finite);
    return print_json(result_format, std::move(writer.object()));
}

Result from_json(std::string_view text) {
    Result result;
    read({{parse_json(result_format, text)}, ""}, result);
    check_consistency(result);
    return result;
}

std::string to_json(std::span<const ClassifiedPort> ports) {
    JsonWriter writer;
    writer.always("ports", std::vector(ports.begin(), ports.end()));
    return print_json(classification_format, std::move(writer.object()));
}

std::string to_json(std::span<const ClassifiedPort> ports, const PairVerdict& pair) {
    JsonWriter writer;
    writer.always("ports", std::vector(ports.begin(), ports.end()));
    writer.always("pair", pair);
    return print_json(classification_format, std::move(writer.object()));
}

}  // namespace ohmloop::result
