#include "level_ratio.hpp"

#include "jack_scale.hpp"

#include <cmath>
#include <string>

namespace ohmloop::measure {

using result::Figure;
using result::FigureKey;
using result::Kind;

namespace {

double decibels_of(double level, const std::string& unit) {
    return unit == "V" ? 20 * std::log10(level) : level;
}

/// A level figure as decibels of its unit: its terms with it.
result::Estimate in_decibels(const Figure& figure) {
    const double value = decibels_of(*figure.value, figure.unit);
    if (figure.unit != "V") return {value, figure.terms};
    return {value, scaled(figure.terms, db_per_neper / *figure.value)};
}

double least_ratio_db(const Figure& maximum, const Figure& noise) {
    return decibels_of(maximum.low.value_or(*maximum.value), maximum.unit) -
           decibels_of(noise.high.value_or(*noise.value), noise.unit);
}

}  // namespace

const Figure* maximum_with(const Figure& noise, const std::vector<Figure>& figures) {
    for (const auto& figure : figures)
        if (figure.key.quantity == "max_level" && figure.key.channel == noise.key.channel &&
            figure.key.load == noise.key.load && figure.unit == noise.unit)
            return &figure;
    return nullptr;
}

Figure level_ratio(const char* quantity, const Figure& maximum, const Figure& noise) {
    FigureKey key = noise.key;
    key.quantity = quantity;
    if (!maximum.value || !noise.value)
        return result::not_measured(key, "dB", maximum.value ? noise.reason : maximum.reason);
    if (maximum.kind != Kind::measured || noise.kind != Kind::measured)
        return result::bound(key, Kind::lower_bound, least_ratio_db(maximum, noise), "dB",
                             noise.kind == Kind::measured ? maximum.reason : noise.reason);
    auto ratio = in_decibels(maximum);
    const auto floor = in_decibels(noise);
    ratio.value -= floor.value;
    // One scale tells both: what it errs by cancels.
    for (auto& term : scaled(floor.terms, -1)) ratio.terms.push_back(std::move(term));
    return result::measured(key, ratio, "dB");
}

}  // namespace ohmloop::measure
