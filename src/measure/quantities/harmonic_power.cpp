#include "harmonic_power.hpp"

#include "jack_scale.hpp"
#include "lines_in_noise.hpp"
#include "power_interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

namespace {

constexpr double two_sided_95 = 1.96;

/// Harmonics over noises that differ count as fewer that share one: as many as have the same
/// scatter.
LinesInNoise lines_of(const Harmonics& sum, std::span<const HarmonicReading> readings) {
    double squares = 0;
    for (const auto& h : readings) squares += std::pow(h.noise + h.rounding, 2);
    const double alike = squares > 0 ? sum.expected * sum.expected / squares : 1;
    const int lines = std::max(1, static_cast<int>(std::lround(alike)));
    return {sum.power, sum.expected / lines, lines};
}

}  // namespace

Harmonics sum_of(std::span<const HarmonicReading> readings) {
    Harmonics sum;
    double noise = 0;
    double rounding = 0;
    for (const auto& h : readings) {
        const double power = h.rms * h.rms;
        sum.power += power;
        sum.expected += h.noise + h.rounding;
        noise += 2 * power * h.noise + h.noise * h.noise;
        rounding += 4 * power * h.rounding + 2 * h.rounding * h.rounding;
    }
    sum.noise = std::sqrt(noise);
    sum.rounding = std::sqrt(rounding);
    return sum;
}

PortShare port_share(double power, double fundamental_rms, const InputModel& input) {
    const double read = std::sqrt(std::max(0.0, power));
    const double own = own_distortion(input) * fundamental_rms;
    const double least = std::max(0.0, read - own);
    const double most = input.thd_db ? read + own : std::min(read + own, 1.5 * read);
    return {least * least, most * most};
}

std::string input_condition(const InputModel& input) {
    return fmt::format("{}at most {:.0f} dB", input.thd_db ? "" : "not declared: ",
                       input.thd_db.value_or(undeclared_thd_db));
}

void Whole::add(const char* source, double u) {
    if (u > 0) terms.push_back({source, u, Shape::normal, 0});
}

void Whole::close(double harmonics, const PortShare& port) {
    double variance = 0;
    for (const auto& term : terms) variance += term.cu * term.cu;
    const double scatter = two_sided_95 * std::sqrt(variance);
    low = power - scatter - (harmonics - port.least);
    high = power + scatter + (port.most - harmonics);
    if (harmonics > port.least)
        terms.push_back(
            {"input distortion", (harmonics - port.least) / std::sqrt(3.0), Shape::rectangular, 0});
}

Figure ratio_figure(const FigureKey& key, const Whole& whole, double fundamental, double least) {
    return power_figure(key, whole.power / fundamental, scaled(whole.terms, 1 / fundamental),
                        {std::max(whole.low, least) / fundamental, whole.high / fundamental});
}

Figure ratio_bound(const FigureKey& key, double power, double fundamental, const char* reason) {
    return result::bound(key, Kind::upper_bound, 10 * std::log10(power / fundamental), "dB",
                         reason);
}

Figure harmonics_figure(const FigureKey& key, double fundamental_rms,
                        std::span<const HarmonicReading> readings, const InputModel& input) {
    const auto harmonics = sum_of(readings);
    const double fundamental = fundamental_rms * fundamental_rms;
    const auto lines = lines_of(harmonics, readings);
    const auto ends = lines.power();
    if (!lines.stand_out())
        return ratio_bound(key, port_share(ends.high, fundamental_rms, input).most, fundamental,
                           readings.size() == 1 ? "it does not stand out of the noise"
                                                : "no harmonic stands out of the noise");
    Whole whole;
    whole.power = harmonics.power - harmonics.expected;
    whole.add("noise in the harmonics", harmonics.noise);
    whole.add("rounding", harmonics.rounding);
    const auto port = port_share(whole.power, fundamental_rms, input);
    whole.close(whole.power, port);
    const double rounding = two_sided_95 * harmonics.rounding;
    whole.low = port.least - std::hypot(whole.power - ends.low, rounding);
    whole.high = port.most + std::hypot(ends.high - whole.power, rounding);
    if (port.least < least_own_share * whole.power)
        return ratio_bound(key, whole.high, fundamental,
                           input.thd_db
                               ? "at or below the input's own distortion"
                               : "may be the input's own distortion, which is not declared");
    return ratio_figure(key, whole, fundamental, harmonics.expected);
}

Figure as_bound(const Figure& figure) {
    if (!figure.value) return figure;
    return result::bound(figure.key, Kind::upper_bound, figure.high.value_or(*figure.value), "dB",
                         "the recording input clips at this level: it distorts itself");
}

}  // namespace ohmloop::measure
