#include "ohmloop/classify/capability.hpp"

#include "classify/decibels.hpp"
#include "classify/sensed_groups.hpp"
#include "classify/shared_return.hpp"
#include "classify/source_by_drop.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::classify {

namespace {

using result::Kind;

/// |Z + Zo|
double total_ohm(const SourceImpedance& source, double load_ohm) {
    return std::abs(source.ohm + load_ohm);
}

/// While both channels play alike, each drives its load through the return twice.
double driven_total_ohm(const Capability& port, double load_ohm) {
    return total_ohm(*port.source, load_ohm + 2 * port.return_ohm);
}

double least_total_ohm(const SourceImpedance& source, double load_ohm) {
    return std::abs(source.least_ohm() + load_ohm);
}

/// Loss into the recording input itself; behind a bound the smallest, so that the EMF is at least
/// what it makes it.
double emf_over_open(const PortFacts& facts, const Capability& port) {
    if (!port.source || facts.input_ohm <= 0) return 1;
    return least_total_ohm(*port.source, facts.input_ohm) / facts.input_ohm;
}

bool is_open(const SourceImpedance& source, double load_ohm) {
    return slack_db(source, load_ohm) > noticeable_slack_db;
}

/// The impedance being a bound, the input's own loading is not known.
bool input_hides_emf(const PortFacts& facts, const Capability& port) {
    return port.source && facts.input_ohm > 0 && is_open(*port.source, facts.input_ohm);
}

std::optional<SourceImpedance> source_of(const PortFacts& facts) {
    auto at_most = [](const Known& known) { return known.kind == Kind::upper_bound; };
    if (const auto& resistance = facts.resistance_ohm)
        return SourceImpedance{
            {resistance->value, facts.reactance_ohm}, true, at_most(*resistance)};
    if (const auto& impedance = facts.impedance_ohm)
        return SourceImpedance{impedance->value, !impedance->is_measured(), at_most(*impedance)};
    return source_by_drop(facts);
}

/// Played at full scale the level would be this, were the gain held.
std::optional<double> reach(const LoadFacts& open) {
    const auto& level = open.softest_level;
    if (!level) return {};
    return level->value * std::pow(10, -*level->level_dbfs / 20);
}

void fill_open(const PortFacts& facts, Capability& port) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level) return;
    const double largest = open->max_level->value;
    const double emf = emf_over_open(facts, port);
    const bool gives_way = open->gives_way();
    const auto reached = reach(*open);
    const double full_scale = std::max(largest, reached.value_or(largest));
    if (gives_way) port.overdrive_db = decibels(full_scale / largest);
    port.emf_is_bound = stopped_from_outside(*open) || input_hides_emf(facts, port);
    port.reach_is_bound = port.emf_is_bound || (gives_way && !reached);
    if (!facts.volts) return;
    port.clean_emf_v = largest * emf;
    port.reach_emf_v = (gives_way ? full_scale : largest) * emf;
}

/// Where nobody knows what the recording input is: as high as they come.
constexpr double highest_input_ohm = 100e3;

SensedEmf sensed_emf(const PortFacts& facts, const Capability& port, const LoadFacts& load,
                     std::size_t group) {
    const double volts = load.max_level->value;
    const bool short_of_it = stopped_from_outside(load);
    if (load.resistance_ohm)
        return {*load.resistance_ohm,
                volts * least_total_ohm(*port.source, *load.resistance_ohm) / *load.resistance_ohm,
                short_of_it, group};
    const double input = facts.input_ohm > 0 ? facts.input_ohm : highest_input_ohm;
    return {input, volts * emf_over_open(facts, port), short_of_it, group};
}

void fill_sensed(const PortFacts& facts, Capability& port) {
    if (!facts.load_sensing || !facts.volts || !port.source) return;
    const auto groups = sensed_groups(facts, *port.source);
    for (std::size_t group = 0; group < groups.size(); ++group)
        for (std::size_t i = groups[group].first; i <= groups[group].last; ++i)
            if (facts.loads[i].max_level)
                port.sensed.push_back(sensed_emf(facts, port, facts.loads[i], group));
}

/// What a drop read with opposite signals spares itself, and a level with both alike does not.
double opposite_gain_db(const Capability& port, const LoadFacts& load) {
    if (load.drop_in_phase || !port.source) return 0;
    const double ohm = *load.resistance_ohm;
    return decibels(driven_total_ohm(port, ohm) / total_ohm(*port.source, ohm));
}

/// Levels that far off by themselves, as data sheets', show no limit.
constexpr double limit_met_db = 1;

/// What the load should take off by the impedance. Absent where none is known, or where the EMF
/// changes with the load.
std::optional<double> divider_db(const PortFacts& facts, const Capability& port,
                                 const LoadFacts& load) {
    if (!port.source || facts.load_sensing || facts.rises_with_load) return {};
    return decibels(*load.resistance_ohm / driven_total_ohm(port, *load.resistance_ohm) *
                    emf_over_open(facts, port));
}

/// Loaded re open, the divider taken out: by the impedance, which lighter loads tell as well where
/// this one is past its limit already when it is read; else by the small-signal drop.
std::optional<double> sag_of(const PortFacts& facts, const Capability& port,
                             const LoadFacts& load) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || !load.max_level) return {};
    const double change = decibels(load.max_level->value / open->max_level->value);
    const auto divider = divider_db(facts, port, load);
    const bool by_bound = divider && is_open(*port.source, *load.resistance_ohm);
    if (load.drop_db && (!divider || by_bound))
        return change - *load.drop_db + opposite_gain_db(port, load);
    if (!divider) return {};
    const double sag = change - *divider;
    // Even an impedance that is all its bound leaves more: a limit was met.
    if (by_bound && sag > -limit_met_db) return {};
    return sag;
}

bool limited_by_load(const PortFacts& facts, const LoadFacts& load, std::optional<double> sag) {
    constexpr double more_than_chance_db = 0.3;  // the compression criterion itself
    if (load.limited_by.empty()) return sag.value_or(0) < -limit_met_db;
    if (!load.gives_way()) return false;
    const LoadFacts* open = facts.open();
    const bool strained_open = open && open->gives_way();
    return !strained_open || sag.value_or(0) < -more_than_chance_db;
}

std::optional<double> amperes_of(const LoadFacts& load, bool limited) {
    if (!load.max_level) return {};
    double volts = load.max_level->value;
    // A tone beyond the clean maximum still shows what current the stage has.
    if (!limited && load.level) volts = std::max(volts, load.level->value);
    return volts / *load.resistance_ohm;
}

/// Less than was seen by more than a reading's uncertainty.
std::optional<double> clean_amperes_of(const LoadFacts& load, std::optional<double> amperes) {
    constexpr double noticeably = 1.05;
    if (!load.max_level || !amperes || !load.gives_way()) return {};
    const double clean = load.max_level->value / *load.resistance_ohm;
    return *amperes > noticeably * clean ? std::optional(clean) : std::nullopt;
}

LoadedDrive loaded_drive(const PortFacts& facts, const Capability& port, const LoadFacts& load) {
    LoadedDrive drive;
    drive.load_ohm = *load.resistance_ohm;
    drive.sag_db = sag_of(facts, port, load);
    drive.limited = limited_by_load(facts, load, drive.sag_db);
    const bool by_bound = !port.source || is_open(*port.source, drive.load_ohm);
    drive.sag_is_bound =
        (facts.open() && facts.open()->max_level && stopped_from_outside(*facts.open())) ||
        (by_bound && (load.drop_db ? load.drop_holds_limit : port.source.has_value()));
    drive.stopped_short = !drive.limited && load.max_level && stopped_from_outside(load);
    if (facts.volts) {
        drive.amperes = amperes_of(load, drive.limited);
        drive.clean_amperes = clean_amperes_of(load, drive.amperes);
        if (load.level) drive.thd_n_amperes = load.level->value / drive.load_ohm;
    }
    drive.stated = load.limited_by.empty() && !load.thd_n_db;
    drive.thd_n_db = load.thd_n_db;
    drive.thd_n_kind = load.thd_n_kind;
    const LoadFacts* open = facts.open();
    if (open && open->thd_n_db && load.thd_n_db && load.thd_n_kind == Kind::measured) {
        drive.thd_n_rise_db = *load.thd_n_db - *open->thd_n_db;
        drive.thd_n_rise_is_bound = open->thd_n_kind != Kind::measured;
    }
    return drive;
}

std::optional<double> snr_of(const PortFacts& facts) {
    if (facts.snr_db) return facts.snr_db;
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || !facts.noise || facts.noise->value <= 0) return {};
    return decibels(open->max_level->value / facts.noise->value);
}

}  // namespace

bool stopped_from_outside(const LoadFacts& load) {
    return load.max_level->kind == Kind::lower_bound || load.limited_by == "input_full_scale" ||
           load.limited_by == "load_rating" || load.limited_by == "ceiling" ||
           load.limited_by == "protection";
}

Capability capability(const PortFacts& facts) {
    Capability port;
    port.volts = facts.volts;
    port.source = source_of(facts);
    if (port.source) port.return_ohm = shared_return_ohm(facts, *port.source).value_or(0);
    fill_open(facts, port);
    fill_sensed(facts, port);
    if (const LoadFacts* load = facts.heaviest()) port.heaviest = loaded_drive(facts, port, *load);
    if (facts.coupling_farads && facts.coupling_farads->is_measured())
        port.coupling_farads = facts.coupling_farads->value;
    port.snr_db = snr_of(facts);
    port.snr_is_bound =
        port.emf_is_bound || (facts.noise && facts.noise->kind == Kind::upper_bound);
    return port;
}

bool is_asked_for_current(const Capability& port) {
    constexpr double most_asking_ohm = 64;
    return port.heaviest && port.heaviest->load_ohm <= most_asking_ohm;
}

double slack_db(const SourceImpedance& source, double load_ohm) {
    return decibels(total_ohm(source, load_ohm) / least_total_ohm(source, load_ohm));
}

namespace {

double ratio_between(double a, double b) { return std::max(a / b, b / a); }

/// The measured loads on either side; beyond the last one that on both.
struct Neighbours {
    SensedEmf lighter;
    SensedEmf heavier;
};

Neighbours neighbours(const std::vector<SensedEmf>& sensed, double load_ohm) {
    Neighbours found{sensed.front(), sensed.back()};
    for (const SensedEmf& one : sensed)
        if (one.load_ohm >= load_ohm / same_load) found.lighter = one;
    for (auto one = sensed.rbegin(); one != sensed.rend(); ++one)
        if (one->load_ohm <= load_ohm * same_load) found.heavier = *one;
    if (sensed.front().load_ohm < load_ohm) found.heavier = sensed.front();
    if (sensed.back().load_ohm > load_ohm) found.lighter = sensed.back();
    return found;
}

}  // namespace

std::optional<DrivingEmf> emf_with(const Capability& port, double load_ohm) {
    if (!port.clean_emf_v) return {};
    if (port.sensed.empty()) return DrivingEmf{*port.clean_emf_v, port.emf_is_bound};
    const auto [lighter, heavier] = neighbours(port.sensed, load_ohm);
    if (lighter.group == heavier.group) {
        const bool nearer =
            ratio_between(lighter.load_ohm, load_ohm) < ratio_between(heavier.load_ohm, load_ohm);
        const SensedEmf& nearest = nearer ? lighter : heavier;
        return DrivingEmf{nearest.volts, nearest.is_bound};
    }
    return DrivingEmf{std::max(lighter.volts, heavier.volts), lighter.is_bound || heavier.is_bound,
                      std::min(lighter.volts, heavier.volts)};
}

std::vector<SensedGap> sensed_gaps(const Capability& port) {
    std::vector<SensedGap> gaps;
    for (std::size_t i = 1; i < port.sensed.size(); ++i) {
        const SensedEmf& lighter = port.sensed[i - 1];
        const SensedEmf& heavier = port.sensed[i];
        if (lighter.group != heavier.group &&
            lighter.load_ohm > heavier.load_ohm * same_load * same_load)
            gaps.push_back({heavier.load_ohm, lighter.load_ohm});
    }
    return gaps;
}

result::Kind Delivery::kind() const {
    if (at_least) return Kind::lower_bound;
    return at_most ? Kind::upper_bound : Kind::measured;
}

namespace {

double amperes_seen(const Capability& port) {
    return port.heaviest ? port.heaviest->amperes.value_or(0) : 0;
}

/// The current can end it before, a bound of the EMF leave more: what was seen remains.
std::optional<Delivery> deliver_untried(const Capability& port, const DrivingEmf& emf,
                                        double load_ohm) {
    const double seen = amperes_seen(port);
    if (emf.is_bound && seen <= 0) return {};
    const double most = emf.volts / least_total_ohm(*port.source, load_ohm + 2 * port.return_ohm);
    const double amperes = emf.is_bound ? std::min(seen, most) : most;
    Delivery given{amperes * load_ohm, amperes, amperes * amperes * load_ohm};
    (emf.is_bound ? given.at_least : given.at_most) = true;
    if (emf.least_volts) given.least_volts = given.volts * *emf.least_volts / emf.volts;
    return given;
}

}  // namespace

bool is_untried(const Capability& port, double load_ohm) {
    constexpr double tried_anyway_ohm = 500;
    constexpr double more = 1.05;
    const auto emf = emf_with(port, load_ohm);
    const bool limit_known = port.heaviest && port.heaviest->limited && port.heaviest->amperes;
    if (!emf || !port.source || limit_known || load_ohm > tried_anyway_ohm) return false;
    const double most = emf->volts / least_total_ohm(*port.source, load_ohm + 2 * port.return_ohm);
    return most > more * amperes_seen(port);
}

std::optional<Delivery> deliver(const Capability& port, double load_ohm) {
    const auto emf = emf_with(port, load_ohm);
    if (!emf || !port.source) return {};
    if (slack_db(*port.source, load_ohm) > most_slack_db) return {};
    if (is_untried(port, load_ohm)) return deliver_untried(port, *emf, load_ohm);
    const double share = load_ohm / driven_total_ohm(port, load_ohm);
    double amperes = emf->volts * share / load_ohm;
    const auto& heavy = port.heaviest;
    const bool limit_known = heavy && heavy->limited && heavy->amperes;
    const bool limited = limit_known && *heavy->amperes < amperes;
    if (limited) amperes = *heavy->amperes;
    const double volts = amperes * load_ohm;
    const bool at_least = !limited && (emf->is_bound || is_open(*port.source, load_ohm));
    Delivery given{volts, amperes, volts * amperes, limited, at_least, false};
    if (emf->least_volts) given.least_volts = std::min(volts, *emf->least_volts * share);
    return given;
}

std::optional<Delivery> delivered(const Capability& port) {
    const auto& drive = port.heaviest;
    if (!drive || !drive->amperes) return {};
    if (!drive->stated && drive->thd_n_db.value_or(0) > -40) return {};
    const double volts = *drive->amperes * drive->load_ohm;
    return Delivery{volts,          *drive->amperes,      volts * *drive->amperes,
                    drive->limited, drive->stopped_short, false};
}

std::optional<double> loading_loss_db(const Capability& port, double load_ohm) {
    if (!port.source) return {};
    return decibels(driven_total_ohm(port, load_ohm) / load_ohm);
}

std::optional<double> return_crosstalk_db(const Capability& port, double load_ohm) {
    if (!port.source || port.return_ohm <= 0) return {};
    return decibels(port.return_ohm / total_ohm(*port.source, load_ohm + port.return_ohm));
}

// |Z + Zo|^2 = k^2 Z^2 is (k^2 - 1) Z^2 - 2 R Z - |Zo|^2 = 0; of a resistance Z = R/(k - 1).
double least_load_ohm(const SourceImpedance& source, double loss_db) {
    const double r = source.ohm.real();
    const double excess = std::pow(10, loss_db / 10) - 1;
    return (r + std::sqrt(r * r + excess * std::norm(source.ohm))) / excess;
}

std::optional<double> bass_corner_hz(const Capability& port, double load_ohm) {
    if (!port.coupling_farads) return {};
    const double total = load_ohm + (port.source ? port.source->least_ohm().real() : 0);
    return 1 / (2 * std::numbers::pi * total * *port.coupling_farads);
}

double least_load_for_bass_ohm(const Capability& port, double corner_hz) {
    if (!port.coupling_farads) return 0;
    const double reactance = 1 / (2 * std::numbers::pi * corner_hz * *port.coupling_farads);
    return std::max(0.0, reactance - (port.source ? port.source->least_ohm().real() : 0));
}

}  // namespace ohmloop::classify
