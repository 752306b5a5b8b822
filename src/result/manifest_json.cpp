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
    a.nullable("channel_match_db", input.channel_match_db);
    a.nullable("crosstalk_db", input.crosstalk_db);
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

struct Range {
    double least;
    double most;
};

// Wider than anything a jack, a line input or a resistor could be: outside, somebody mistyped, and
// the analysis would meet numbers it was not made for.
constexpr Range ohms{1e-3, 1e12};
constexpr Range contact_ohms{0, 1e3};
constexpr Range picofarads{0, 1e9};
constexpr Range volts{1e-6, 1e6};
constexpr Range noise_volts{0, 1e6};
constexpr Range seconds{0, 1e9};
constexpr Range hertz{0, 1e6};
constexpr Range decibels{-300, 100};
constexpr Range gain_decibels{0, 100};
constexpr Range watts{1e-6, 1e6};
constexpr Range share{0, 1};

void demand(std::string_view place, const std::optional<double>& number, Range range) {
    if (!number || (*number >= range.least && *number <= range.most)) return;
    throw MalformedResult(fmt::format("{}: {:g} is out of range: allowed is {:g} to {:g}", place,
                                      *number, range.least, range.most));
}

void demand(std::string_view place, const std::optional<TolerancedFigure>& figure, Range range) {
    if (!figure) return;
    demand(fmt::format("{}.value", place), figure->value, range);
    demand(fmt::format("{}.tolerance", place), figure->tolerance, share);
}

void check(const InputFigures& input) {
    demand("input.resistance_ohm", std::optional(input.resistance_ohm), ohms);
    demand("input.capacitance_pf", std::optional(input.capacitance_pf), picofarads);
    demand("input.full_scale_v", input.full_scale_v, volts);
    demand("input.noise_v", input.noise_v, noise_volts);
    demand("input.noise_averaging_s", input.noise_averaging_s, seconds);
    demand("input.thd_db", input.thd_db, decibels);
    demand("input.high_pass_hz", input.high_pass_hz, hertz);
    demand("input.repeatability_db", input.repeatability_db, gain_decibels);
    demand("input.channel_match_db", input.channel_match_db, gain_decibels);
    demand("input.crosstalk_db", input.crosstalk_db, decibels);
}

void check(const LoadFigures& load, const std::string& place) {
    const bool open = load.name == "open";
    if (open == load.resistance_ohm.has_value())
        throw MalformedResult(fmt::format("{}: the load '{}' has {} resistance", place, load.name,
                                          open ? "a" : "no"));
    demand(place + ".resistance_ohm", load.resistance_ohm, ohms);
    demand(place + ".tolerance", load.tolerance, share);
    demand(place + ".contact_ohm", load.contact_ohm, contact_ohms);
    demand(place + ".power_w", load.power_w, watts);
    demand(place + ".scale_uncertainty", load.scale_uncertainty, share);
}

void check(const KeptTake& take, const std::string& place) {
    const std::string& file = take.file;
    if (file.empty() || file.front() == '.' || file.find('/') != std::string::npos)
        throw MalformedResult(
            fmt::format("{}: '{}' is no file name inside the folder", place, file));
    check(take.load, place + ".load");
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
    check(manifest.input);
    demand("contact_uncertainty_ohm", manifest.contact_uncertainty_ohm, contact_ohms);
    for (std::size_t i = 0; i < manifest.takes.size(); ++i)
        check(manifest.takes[i], fmt::format("takes[{}]", i));
    return manifest;
}

}  // namespace ohmloop::result
