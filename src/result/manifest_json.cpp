#include "ohmloop/result/json.hpp"
#include "ohmloop/result/manifest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ohmloop::result {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_manifest = std::size_t{32} << 20;

template <class Value>
void put_optional(Json& to, const char* key, const std::optional<Value>& value) {
    to[key] = value ? Json(*value) : Json(nullptr);
}

template <class Value>
std::optional<Value> optional_at(const Json& from, const char* key) {
    const Json& value = from.at(key);
    if (value.is_null()) return std::nullopt;
    return value.get<Value>();
}

Json figure_json(const TolerancedFigure& figure) {
    return {{"value", figure.value}, {"tolerance", figure.tolerance}};
}

TolerancedFigure figure_from(const Json& json) {
    return {json.at("value").get<double>(), json.at("tolerance").get<double>()};
}

Json input_json(const InputFigures& input) {
    Json json;
    json["resistance_ohm"] = figure_json(input.resistance_ohm);
    json["capacitance_pf"] = figure_json(input.capacitance_pf);
    json["full_scale_v"] = input.full_scale_v ? figure_json(*input.full_scale_v) : Json(nullptr);
    put_optional(json, "noise_v", input.noise_v);
    json["noise_averaging_s"] = input.noise_averaging_s;
    put_optional(json, "high_pass_hz", input.high_pass_hz);
    json["repeatability_db"] = input.repeatability_db;
    json["impedance_known"] = input.impedance_known;
    put_optional(json, "polarity_inverted", input.polarity_inverted);
    return json;
}

InputFigures input_from(const Json& json) {
    InputFigures input;
    input.resistance_ohm = figure_from(json.at("resistance_ohm"));
    input.capacitance_pf = figure_from(json.at("capacitance_pf"));
    if (!json.at("full_scale_v").is_null()) {
        input.full_scale_v = figure_from(json.at("full_scale_v"));
    }
    input.noise_v = optional_at<double>(json, "noise_v");
    input.noise_averaging_s = json.at("noise_averaging_s").get<double>();
    input.high_pass_hz = optional_at<double>(json, "high_pass_hz");
    input.repeatability_db = json.at("repeatability_db").get<double>();
    input.impedance_known = json.at("impedance_known").get<bool>();
    input.polarity_inverted = optional_at<bool>(json, "polarity_inverted");
    return input;
}

Json load_json(const LoadFigures& load) {
    Json json;
    json["name"] = load.name;
    put_optional(json, "resistance_ohm", load.resistance_ohm);
    json["tolerance"] = load.tolerance;
    json["contact_ohm"] = load.contact_ohm;
    put_optional(json, "power_w", load.power_w);
    return json;
}

LoadFigures load_from(const Json& json) {
    LoadFigures load;
    load.name = json.at("name").get<std::string>();
    load.resistance_ohm = optional_at<double>(json, "resistance_ohm");
    load.tolerance = json.at("tolerance").get<double>();
    load.contact_ohm = json.at("contact_ohm").get<double>();
    load.power_w = optional_at<double>(json, "power_w");
    if (load.resistance_ohm && !(*load.resistance_ohm > 0)) {
        throw MalformedResult(fmt::format("load '{}' has no positive resistance", load.name));
    }
    return load;
}

Json take_json(const KeptTake& take) {
    return {{"file", take.file},
            {"sha256", take.sha256},
            {"load", load_json(take.load)},
            {"order", take.order},
            {"same_stream", take.same_stream},
            {"retakes", take.retakes},
            {"ceiling_by", take.ceiling_by},
            {"frames_asked", take.frames_asked},
            {"overruns", take.overruns},
            {"underruns", take.underruns},
            {"layout", take.layout}};
}

void require_plain_name(const std::string& file) {
    if (file.empty() || file.front() == '.' || file.find('/') != std::string::npos) {
        throw MalformedResult(fmt::format("'{}' is no file name inside the folder", file));
    }
}

KeptTake take_from(const Json& json) {
    KeptTake take;
    take.file = json.at("file").get<std::string>();
    require_plain_name(take.file);
    take.sha256 = json.at("sha256").get<std::string>();
    take.load = load_from(json.at("load"));
    take.order = json.at("order").get<int>();
    take.same_stream = json.at("same_stream").get<bool>();
    take.retakes = json.at("retakes").get<int>();
    take.ceiling_by = json.at("ceiling_by").get<std::string>();
    take.frames_asked = json.at("frames_asked").get<std::uint64_t>();
    take.overruns = json.at("overruns").get<std::uint32_t>();
    take.underruns = json.at("underruns").get<std::uint32_t>();
    take.layout = json.at("layout").get<std::string>();
    return take;
}

Json to_tree(const TakesManifest& manifest) {
    Json json;
    json["format"] = "ohmloop-takes";
    json["version"] = 1;
    json["head"] = Json::parse(to_json(manifest.head));
    json["input"] = input_json(manifest.input);
    json["contact_uncertainty_ohm"] = manifest.contact_uncertainty_ohm;
    json["ceiling_dbfs"] = manifest.ceiling_dbfs;
    json["returned"] = manifest.returned;
    json["takes"] = Json::array();
    for (const KeptTake& take : manifest.takes) json["takes"].push_back(take_json(take));
    return json;
}

TakesManifest from_tree(const Json& json) {
    if (json.at("format") != "ohmloop-takes" || json.at("version") != 1) {
        throw MalformedResult("not a manifest of ohmloop takes, version 1");
    }
    TakesManifest manifest;
    manifest.head = from_json(json.at("head").dump());
    manifest.input = input_from(json.at("input"));
    manifest.contact_uncertainty_ohm = json.at("contact_uncertainty_ohm").get<double>();
    manifest.ceiling_dbfs = json.at("ceiling_dbfs").get<double>();
    manifest.returned = json.at("returned").get<bool>();
    for (const Json& take : json.at("takes")) manifest.takes.push_back(take_from(take));
    return manifest;
}

}  // namespace

std::string manifest_to_json(const TakesManifest& manifest) {
    return to_tree(manifest).dump(2) + "\n";
}

TakesManifest manifest_from_json(std::string_view text) {
    if (text.size() > largest_manifest) throw MalformedResult("the manifest is larger than 32 MiB");
    try {
        return from_tree(Json::parse(text));
    } catch (const nlohmann::json::exception& error) {
        throw MalformedResult(fmt::format("the manifest cannot be read: {}", error.what()));
    }
}

}  // namespace ohmloop::result
