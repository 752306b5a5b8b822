#include "classify/figure_reading.hpp"

#include "ohmloop/units/text.hpp"

#include <cmath>

namespace ohmloop::classify {

using result::Figure;
using result::Kind;

bool has_value(const Figure& figure) {
    return figure.kind != Kind::not_measured && figure.value.has_value();
}

double amplitude(const Figure& figure, double value) {
    return figure.unit == "dBFS" ? std::pow(10, value / 20) : value;
}

std::optional<Interval> interval_of(const Figure& figure) {
    if (figure.kind != Kind::measured || !figure.low || !figure.high) return {};
    return Interval{amplitude(figure, *figure.low), amplitude(figure, *figure.high)};
}

namespace {

/// "20-14400" ends at 14.4 kHz; without a band that is one, at 20 kHz.
double band_end(const std::optional<std::string>& band) {
    try {
        if (band) return parse_number(band->substr(band->find('-') + 1));
    } catch (const ParseError&) {
        // somebody else's way to write a band
    }
    return 20000;
}

}  // namespace

std::optional<NoiseFact> noise_fact(const result::Result& result, const std::string& channel,
                                    const std::string& load) {
    std::optional<NoiseFact> found;
    for (const Figure* figure : result::find(result, "noise", channel, load)) {
        if (!has_value(*figure)) continue;
        const bool a_weighted = figure->key.weighting == "a";
        const bool plain = figure->key.weighting.value_or("none") == "none";
        if (!(a_weighted || plain) || (found && !plain)) continue;
        found = NoiseFact{amplitude(*figure, *figure->value), a_weighted,
                          band_end(figure->key.band), figure->kind, interval_of(*figure)};
    }
    return found;
}

}  // namespace ohmloop::classify
