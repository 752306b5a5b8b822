#include "result/consistency.hpp"
#include "result/fields.hpp"
#include "result/json_reader.hpp"
#include "result/json_writer.hpp"

#include "ohmloop/result/json.hpp"
#include "ohmloop/result/manifest.hpp"

#include <fmt/format.h>

namespace ohmloop::result {

template <class Archive, MaybeConst<TolerancedFigure> T>
void fields(Archive& a, T& figure) {
    a.always("value", figure.value);
    a.always("tolerance", figure.tolerance);
}

template <class Archive, MaybeConst<InputFigures> T>
void fields(Archive& a, T& input) {
    a.always("resistance_ohm", input.resistance_ohm);
    a.always("capacitance_pf", input.capacitance_pf);
    a.nullable("full_scale_v", input.full_scale_v);
    a.nullable("noise_v", input.noise_v);
    a.always("noise_averaging_s", input.noise_averaging_s);
    a.nullable("thd_db", input.thd_db);
    a.nullable("high_pass_hz", input.high_pass_hz);
    a.always("repeatability_db", input.repeatability_db);
    a.nullable("polarity_inverted", input.polarity_inverted);
}

template <class Archive, MaybeConst<LoadFigures> T>
void fields(Archive& a, T& load) {
    a.always("name", load.name);
    a.nullable("resistance_ohm", load.resistance_ohm);
    a.always("tolerance", load.tolerance);
    a.always("contact_ohm", load.contact_ohm);
    a.nullable("power_w", load.power_w);
    a.always("scale_uncertainty", load.scale_uncertainty);
}

template <class Archive, MaybeConst<KeptTake> T>
void fields(Archive& a, T& take) {
    a.always("file", take.file);
    a.always("sha256", take.sha256);
    a.always("load", take.load);
    a.always("order", take.order);
    a.always("same_stream", take.same_stream);
    a.always("retakes", take.retakes);
    a.always("ceiling_by", take.ceiling_by);
    a.always("frames_asked", take.frames_asked);
    a.always("overruns", take.overruns);
    a.always("underruns", take.underruns);
    a.always("layout", take.layout);
}

template <class Archive, MaybeConst<TakesManifest> T>
void fields(Archive& a, T& manifest) {
    a.always("head", manifest.head);
    a.always("input", manifest.input);
    a.always("contact_uncertainty_ohm", manifest.contact_uncertainty_ohm);
    a.always("returned", manifest.returned);
    a.always("one_clock", manifest.one_clock);
    a.always("takes", manifest.takes);
}

namespace {

constexpr JsonFormat manifest_format{"ohmloop-takes", 1, "manifest of takes"};

void check(const KeptTake& take) {
    const std::string& file = take.file;
    if (file.empty() || file.front() == '.' || file.find('/') != std::string::npos)
        throw MalformedResult(fmt::format("'{}' is no file name inside the folder", file));
    if (take.load.resistance_ohm && !(*take.load.resistance_ohm > 0))
        throw MalformedResult(fmt::format("load '{}' has no positive resistance", take.load.name));
}

}  // namespace

std::string manifest_to_json(const TakesManifest& manifest) {
    TakesManifest finite = manifest;
    finite.head = with_finite_numbers(manifest.head);
    JsonWriter writer;
    fields(writer, finite);
    return print_json(manifest_format, std::move(writer.object()));
}

TakesManifest manifest_from_json(std::string_view text) {
    TakesManifest manifest;
    read({{parse_json(manifest_format, text)}, ""}, manifest);
    check_consistency(manifest.head);
    for (const KeptTake& take : manifest.takes) check(take);
    return manifest;
}

}  // namespace ohmloop::result
