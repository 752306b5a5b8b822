#include "ohmloop/classify/port_facts.hpp"

#include "classify/figure_reading.hpp"

#include "ohmloop/units/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::classify {

namespace {

using result::Figure;
using result::Kind;
using result::Result;

constexpr double reference_hz = 997;
constexpr double same_frequency = 0.2;  ///< ln: 997 and 1000 Hz count as one
/// A level that rises when loaded by more than drift and contacts could make it.
constexpr double rising_db = 0.1;

bool is_common_drive(const Figure& figure) {
    return !figure.key.drive || *figure.key.drive == "both";
}

double distance_from_reference(const Figure& figure) {
    const double hz = figure.key.at_hz.value_or(reference_hz);
    return hz > 0 ? std::abs(std::log(hz / reference_hz)) : std::numeric_limits<double>::infinity();
}

/// The best of a quantity's figures: nearest the reference frequency, driven together, loudest.
const Figure* best_figure(const Result& result, const std::string& quantity,
                          const std::string& channel, const std::optional<std::string>& load) {
    auto rank = [](const Figure* f) {
        const double away = distance_from_reference(*f);
        return std::tuple(away < same_frequency ? 0 : away, !is_common_drive(*f),
                          -f->key.level_dbfs.value_or(-1e3));
    };
    const Figure* found = nullptr;
    for (const Figure* figure : result::find(result, quantity, channel, load))
        if (has_value(*figure) && (!found || rank(figure) < rank(found))) found = figure;
    return found;
}

const Figure* softest_level(const Result& result, const std::string& channel,
                            const std::string& load) {
    const Figure* found = nullptr;
    for (const Figure* figure : result::find(result, "level", channel, load)) {
        if (!has_value(*figure) || !figure->key.level_dbfs ||
            distance_from_reference(*figure) > same_frequency)
            continue;
        if (!found || *figure->key.level_dbfs < *found->key.level_dbfs) found = figure;
    }
    return found;
}

/// A measured value that is not positive tells as much as the upper end of its interval does.
std::optional<Known> positive(const Known& fact) {
    if (fact.value > 0) return fact;
    if (!fact.is_measured() || fact.high <= 0) return {};
    return Known{fact.high, 0, fact.high, Kind::upper_bound};
}

std::optional<Known> known(const Figure* figure) {
    if (!figure) return {};
    const double value = amplitude(*figure, *figure->value);
    const double low = figure->low ? amplitude(*figure, *figure->low) : value;
    const double high = figure->high ? amplitude(*figure, *figure->high) : value;
    return positive({value, low, high, figure->kind});
}

std::optional<double> number(const Figure* figure) { return figure ? figure->value : std::nullopt; }

PlayedLevel played_level(const Figure& figure) {
    return {amplitude(figure, *figure.value), figure.key.level_dbfs, interval_of(figure)};
}

/// The level of each tone whose purity was measured.
std::vector<ToneFact> tones(const Result& result, const std::string& channel,
                            const std::string& load) {
    std::vector<ToneFact> found;
    for (const Figure* thd_n : result::find(result, "thd_n", channel, load)) {
        if (!has_value(*thd_n) || !is_common_drive(*thd_n) || !thd_n->key.level_dbfs ||
            distance_from_reference(*thd_n) > same_frequency)
            continue;
        for (const Figure* level : result::find(result, "level", channel, load))
            if (has_value(*level) && is_common_drive(*level) &&
                level->key.at_hz == thd_n->key.at_hz &&
                level->key.level_dbfs == thd_n->key.level_dbfs)
                found.push_back(
                    {played_level(*level), *thd_n->value, interval_of(*thd_n), thd_n->kind});
    }
    std::ranges::stable_sort(found, std::ranges::greater{},
                             [](const ToneFact& tone) { return tone.level.value; });
    return found;
}

LoadFacts load_facts(const Result& result, const std::string& channel,
                     const result::LoadSetup& load) {
    LoadFacts facts;
    facts.name = load.name;
    facts.resistance_ohm = load.resistance_ohm;
    if (const Figure* max = best_figure(result, "max_level", channel, load.name)) {
        facts.max_level = known(max);
        facts.limited_by = max->limited_by;
    }
    if (const Figure* level = best_figure(result, "level", channel, load.name))
        facts.level = played_level(*level);
    if (const Figure* level = softest_level(result, channel, load.name))
        facts.softest_level = played_level(*level);
    if (const Figure* drop = best_figure(result, "load_drop", channel, load.name)) {
        facts.drop_db = drop->value;
        facts.drop_interval = interval_of(*drop);
        facts.drop_in_phase = drop->key.drive == "both";
    }
    if (const Figure* thd_n = best_figure(result, "thd_n", channel, load.name)) {
        facts.thd_n_db = thd_n->value;
        facts.thd_n_kind = thd_n->kind;
        facts.thd_n_interval = interval_of(*thd_n);
    }
    facts.noise = noise_fact(result, channel, load.name);
    facts.tones = tones(result, channel, load.name);
    return facts;
}

/// One for both channels, whatever it is filed under.
const Figure* shared_ground(const Result& result) {
    for (const Figure* figure : result::find(result, "shared_ground_resistance"))
        if (has_value(*figure)) return figure;
    return nullptr;
}

bool concerns(const result::Doubt& doubt, const std::string& channel) {
    return doubt.channel.value_or(channel) == channel;
}

bool is_load(const result::LoadSetup& load) {
    return load.name == "open" || load.resistance_ohm.value_or(0) > 0;
}

bool is_doubted(const Result& result, std::string_view code, const std::string& channel,
                const std::string& load) {
    return std::ranges::any_of(result.doubts, [&](const result::Doubt& doubt) {
        return doubt.code == code && doubt.load == load && concerns(doubt, channel);
    });
}

std::vector<LoadFacts> all_loads(const Result& result, const std::string& channel) {
    std::vector<LoadFacts> loads;
    for (const result::LoadSetup& load : result.setup.loads) {
        // A resistor that was not there: its figures are those of the load before. (Figures of
        // takes that are spoiled in other ways are not in the result.)
        if (!is_load(load) || is_doubted(result, "load_not_changed", channel, load.name)) continue;
        LoadFacts facts = load_facts(result, channel, load);
        facts.drop_holds_limit = is_doubted(result, "limited_at_low_level", channel, load.name);
        if (facts.has_figures()) loads.push_back(std::move(facts));
    }
    std::ranges::stable_sort(loads, std::ranges::greater{}, [](const LoadFacts& load) {
        return load.resistance_ohm.value_or(std::numeric_limits<double>::infinity());
    });
    return loads;
}

bool levels_in_volts(const Result& result, const std::string& channel) {
    for (const char* quantity : {"max_level", "level"})
        if (const Figure* figure = best_figure(result, quantity, channel, {}))
            return figure->unit == "V";
    return false;
}

/// The doubt that took a take of this channel away.
const result::Doubt* taken_away_by(const Result& result, const std::string& channel,
                                   const std::string& load) {
    const auto found = std::ranges::find_if(result.doubts, [&](const result::Doubt& doubt) {
        const bool takes_away = doubt.severity == result::Severity::spoils ||
                                doubt.code == "channel_dead" || doubt.code == "load_not_changed";
        return takes_away && doubt.load == load && concerns(doubt, channel);
    });
    return found == result.doubts.end() ? nullptr : &*found;
}

std::vector<LostTake> lost_takes(const Result& result, const PortFacts& facts) {
    std::vector<LostTake> lost;
    for (const result::LoadSetup& load : result.setup.loads) {
        const bool kept = std::ranges::any_of(
            facts.loads, [&](const LoadFacts& one) { return one.name == load.name; });
        const auto* doubt = taken_away_by(result, facts.channel, load.name);
        if (is_load(load) && !kept && doubt) lost.push_back({load.resistance_ohm, doubt->text});
    }
    return lost;
}

bool has_doubt(const Result& result, const std::string& channel, std::string_view code) {
    return std::ranges::any_of(result.doubts, [&](const result::Doubt& doubt) {
        return doubt.code == code && concerns(doubt, channel);
    });
}

std::optional<int> polarity_of(const Result& result, const std::string& channel) {
    for (const Figure* figure : result::find(result, "polarity"))
        if (has_value(*figure) && figure->key.channel.value_or(channel) == channel)
            return *figure->value < 0 ? -1 : 1;
    return {};
}

/// Without one load that is known to have been there no figure tells what is behind the jack.
bool rests_on_missing_loads(const Result& result, const PortFacts& facts) {
    return has_doubt(result, facts.channel, "load_not_changed") && !facts.heaviest();
}

/// No passive source rises when loaded; heavier loads never get more than lighter ones.
bool level_rises(const std::vector<LoadFacts>& loads) {
    double lowest = 0;
    for (const LoadFacts& load : loads) {
        if (!load.drop_db) continue;
        if (*load.drop_db > lowest + rising_db) return true;
        lowest = std::min(lowest, *load.drop_db);
    }
    return false;
}

/// "max", "fixed", "unknown", or a percentage however it is written: "100%", "40 %", "40".
Volume volume_of(const std::string& text) {
    if (text == "max") return Volume::maximum;
    if (text == "fixed") return Volume::fixed;
    try {
        const double percent = parse_number(text.substr(0, text.find('%')));
        return percent < 100 ? Volume::partial : Volume::maximum;
    } catch (const ParseError&) {
        return Volume::unknown;
    }
}

/// Real and imaginary part, where all loads were recorded by one clock.
void fill_parts(const Figure& figure, PortFacts& facts) {
    const double half = figure.real_uncertainty_ohm.value_or(figure.uncertainty.value_or(0));
    const double real = *figure.real_ohm;
    facts.resistance_ohm = positive({real, real - half, real + half, Kind::measured});
    facts.reactance_ohm = *figure.imag_ohm;
    if (const auto imag_half = figure.imag_uncertainty_ohm)
        facts.reactance_interval =
            Interval{*figure.imag_ohm - *imag_half, *figure.imag_ohm + *imag_half};
}

/// Without a phase: R and C as fitted over the frequencies; where only C stands out of the fit,
/// R is at most what C leaves of |Zo|.
void fill_fitted_parts(const Result& result, double hz, PortFacts& facts) {
    facts.resistance_ohm = known(best_figure(result, "source_resistance", facts.channel, {}));
    if (facts.resistance_ohm) facts.resistance_quantity = "source_resistance";
    if (!facts.coupling_farads || !facts.coupling_farads->is_measured()) return;
    const double omega = 2 * std::numbers::pi * hz;
    facts.reactance_ohm = -1 / (omega * facts.coupling_farads->value);
    facts.reactance_interval = Interval{-1 / (omega * facts.coupling_farads->low),
                                        -1 / (omega * facts.coupling_farads->high)};
    if (facts.resistance_ohm) return;
    const double square =
        std::pow(facts.impedance_ohm->high, 2) - std::pow(omega * facts.coupling_farads->high, -2);
    const double most = std::sqrt(std::max(square, 0.0));
    facts.resistance_ohm = positive({most, 0, most, Kind::upper_bound});
}

std::vector<profiles::ImpedancePoint> impedance_curve(const Result& result,
                                                      const std::string& channel) {
    std::vector<profiles::ImpedancePoint> points;
    for (const result::Curve& curve : result.curves) {
        if (curve.quantity != "output_impedance" || curve.channel != channel) continue;
        const auto count = std::min(curve.real_ohm.size(), curve.imag_ohm.size());
        for (std::size_t i = 0; i < std::min(count, curve.frequency_hz.size()); ++i)
            if (curve.frequency_hz[i] > 0)
                points.push_back({curve.frequency_hz[i], {curve.real_ohm[i], curve.imag_ohm[i]}});
    }
    std::ranges::sort(points, {}, &profiles::ImpedancePoint::hz);
    const auto repeated = std::ranges::unique(points, {}, &profiles::ImpedancePoint::hz);
    points.erase(repeated.begin(), repeated.end());
    return points;
}

bool withholds_impedance(const Result& result, const std::string& channel) {
    return std::ranges::any_of(result::find(result, "output_impedance", channel, {}),
                               [](const Figure* figure) {
                                   return figure->kind == Kind::not_measured &&
                                          distance_from_reference(*figure) < same_frequency;
                               });
}

void fill_impedance(const Result& result, PortFacts& facts) {
    facts.impedance_withheld = withholds_impedance(result, facts.channel);
    const Figure* figure = best_figure(result, "output_impedance", facts.channel, {});
    if (!figure || distance_from_reference(*figure) > 1.2) return;  // within a factor of 3.3
    facts.impedance_ohm = known(figure);
    if (!facts.impedance_ohm || !facts.impedance_ohm->is_measured()) return;
    facts.impedance_curve = impedance_curve(result, facts.channel);
    if (figure->real_ohm && figure->imag_ohm)
        fill_parts(*figure, facts);
    else
        fill_fitted_parts(result, figure->key.at_hz.value_or(reference_hz), facts);
}

}  // namespace

double Known::log10_deviation() const {
    constexpr double least = 0.004;
    if (value <= 0 || high <= value) return least;
    const double upper = std::log10(high / value);
    const double half = low > 0 && low < value ? std::log10(high / low) / 2 : upper;
    return std::max(least, half / 1.96);
}

void Known::scale(double factor) {
    value *= factor;
    low *= factor;
    high *= factor;
}

void PlayedLevel::scale(double factor) {
    value *= factor;
    if (!interval) return;
    interval->low *= factor;
    interval->high *= factor;
}

bool LoadFacts::has_level() const { return max_level || level || drop_db; }

bool LoadFacts::gives_way() const {
    return limited_by == "distortion" || limited_by == "compression";
}

bool LoadFacts::has_figures() const { return has_level() || thd_n_db; }

void LoadFacts::scale_levels(double factor) {
    if (max_level) max_level->scale(factor);
    if (level) level->scale(factor);
    if (softest_level) softest_level->scale(factor);
    for (ToneFact& tone : tones) tone.level.scale(factor);
}

const LoadFacts* PortFacts::open() const {
    return !loads.empty() && !loads.front().resistance_ohm ? &loads.front() : nullptr;
}

const LoadFacts* PortFacts::heaviest() const {
    return !loads.empty() && loads.back().resistance_ohm ? &loads.back() : nullptr;
}

bool PortFacts::has_figures() const {
    return impedance_ohm || std::ranges::any_of(loads, &LoadFacts::has_level);
}

PortFacts port_facts(const Result& result, const std::string& channel) {
    PortFacts facts;
    facts.channel = channel;
    facts.volts = levels_in_volts(result, channel);
    facts.loads = all_loads(result, channel);
    facts.lost_takes = lost_takes(result, facts);
    if (!rests_on_missing_loads(result, facts)) {
        facts.return_ohm = known(shared_ground(result));
        facts.coupling_farads = known(best_figure(result, "coupling_capacitance", channel, {}));
        fill_impedance(result, facts);
    }
    facts.noise = noise_fact(result, channel, "open");
    if (const Figure* snr = best_figure(result, "snr", channel, {})) {
        facts.snr_db = snr->value;
        facts.snr_interval = interval_of(*snr);
    }
    facts.hum = known(best_figure(result, "hum", channel, "open"));
    facts.volume_range_db = number(best_figure(result, "volume_range", channel, {}));
    facts.polarity = polarity_of(result, channel);
    facts.volume = volume_of(result.setup.volume);
    facts.volume_text = result.setup.volume;
    facts.input_ohm = result.setup.input.resistance_ohm.value_or(0);
    facts.load_sensing = has_doubt(result, channel, "load_sensing");
    facts.rises_with_load =
        !facts.load_sensing &&
        (has_doubt(result, channel, "negative_impedance") || level_rises(facts.loads));
    return facts;
}

}  // namespace ohmloop::classify
