#include "ohmloop/classify/capability.hpp"

#include "classify/decibels.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace ohmloop::classify {

namespace {

using result::Kind;

/// The port itself gave way, rather than the digital scale, the recorder or a set limit. The
/// approach's protection is none of its own: it stops both channels for either one's sake.
bool strained(const std::string& limited_by) {
    return limited_by == "distortion" || limited_by == "compression";
}

/// Stopped by something that is not the port: it can do at least this.
bool stopped_from_outside(const LoadFacts& load) {
    return load.max_level->kind == Kind::lower_bound || load.limited_by == "input_full_scale" ||
           load.limited_by == "load_rating" || load.limited_by == "ceiling" ||
           load.limited_by == "protection";
}

/// |Z + Zo|
double total_ohm(const SourceImpedance& source, double load_ohm) {
    return std::abs(source.ohm + load_ohm);
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

/// Without a fit, the heaviest load's drop still gives one: Zo = R (10^(-d/20) - 1).
std::optional<double> impedance_from_drop(const PortFacts& facts) {
    const LoadFacts* load = facts.heaviest();
    if (!load || !load->drop_db || *load->drop_db >= 0 || facts.load_sensing ||
        facts.rises_with_load)
        return {};
    return *load->resistance_ohm * (std::pow(10, -*load->drop_db / 20) - 1);
}

std::optional<SourceImpedance> source_of(const PortFacts& facts) {
    auto at_most = [](const Known& known) { return known.kind == Kind::upper_bound; };
    if (const auto& resistance = facts.resistance_ohm)
        return SourceImpedance{
            {resistance->value, facts.reactance_ohm}, true, at_most(*resistance)};
    if (const auto& impedance = facts.impedance_ohm)
        return SourceImpedance{impedance->value, !impedance->is_measured(), at_most(*impedance)};
    if (const auto ohm = impedance_from_drop(facts)) return SourceImpedance{*ohm, false};
    return {};
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
    const bool gives_way = strained(open->limited_by);
    const auto reached = reach(*open);
    const double full_scale = std::max(largest, reached.value_or(largest));
    if (gives_way) port.overdrive_db = decibels(full_scale / largest);
    port.emf_is_bound = stopped_from_outside(*open) || input_hides_emf(facts, port);
    port.reach_is_bound = port.emf_is_bound || (gives_way && !reached);
    if (!facts.volts) return;
    port.clean_emf_v = largest * emf;
    port.reach_emf_v = (gives_way ? full_scale : largest) * emf;
}

void fill_sensed(const PortFacts& facts, Capability& port) {
    if (!facts.load_sensing || !facts.volts || !port.source) return;
    for (const LoadFacts& load : facts.loads) {
        if (!load.max_level) continue;
        const double volts = load.max_level->value;
        const bool short_of_it = stopped_from_outside(load);
        if (!load.resistance_ohm)
            port.sensed.push_back({std::numeric_limits<double>::infinity(),
                                   volts * emf_over_open(facts, port), short_of_it});
        else
            port.sensed.push_back(
                {*load.resistance_ohm,
                 volts * least_total_ohm(*port.source, *load.resistance_ohm) / *load.resistance_ohm,
                 short_of_it});
    }
}

/// Loaded re open, the divider taken out: by the small-signal drop where it was measured (it
/// also takes out an EMF that changes with the load), else by the impedance.
std::optional<double> sag_of(const PortFacts& facts, const Capability& port,
                             const LoadFacts& load) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || !load.max_level) return {};
    const double change = decibels(load.max_level->value / open->max_level->value);
    if (load.drop_db) return change - *load.drop_db;
    if (!port.source || facts.load_sensing || facts.rises_with_load) return {};
    if (is_open(*port.source, *load.resistance_ohm)) return {};
    const double divider = *load.resistance_ohm / total_ohm(*port.source, *load.resistance_ohm) *
                           emf_over_open(facts, port);
    return change - decibels(divider);
}

bool limited_by_load(const PortFacts& facts, const LoadFacts& load, std::optional<double> sag) {
    constexpr double more_than_chance_db = 0.3;  // the compression criterion itself
    if (load.limited_by.empty()) return sag.value_or(0) < -1;
    if (!strained(load.limited_by)) return false;
    const LoadFacts* open = facts.open();
    const bool strained_open = open && strained(open->limited_by);
    return !strained_open || sag.value_or(0) < -more_than_chance_db;
}

std::optional<double> amperes_of(const LoadFacts& load, bool limited) {
    if (!load.max_level) return {};
    double volts = load.max_level->value;
    // A tone beyond the clean maximum still shows what current the stage has.
    if (!limited && load.level) volts = std::max(volts, load.level->value);
    return volts / *load.resistance_ohm;
}

LoadedDrive loaded_drive(const PortFacts& facts, const Capability& port, const LoadFacts& load) {
    LoadedDrive drive;
    drive.load_ohm = *load.resistance_ohm;
    drive.sag_db = sag_of(facts, port, load);
    drive.limited = limited_by_load(facts, load, drive.sag_db);
    drive.sag_is_bound =
        facts.open() && facts.open()->max_level && stopped_from_outside(*facts.open());
    drive.stopped_short = !drive.limited && load.max_level && stopped_from_outside(load);
    if (facts.volts) {
        drive.amperes = amperes_of(load, drive.limited);
        if (load.level) drive.thd_n_amperes = load.level->value / drive.load_ohm;
    }
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

Capability capability(const PortFacts& facts) {
    Capability port;
    port.volts = facts.volts;
    port.source = source_of(facts);
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

double slack_db(const SourceImpedance& source, double load_ohm) {
    return decibels(total_ohm(source, load_ohm) / least_total_ohm(source, load_ohm));
}

std::optional<SensedEmf> emf_with(const Capability& port, double load_ohm) {
    if (!port.clean_emf_v) return {};
    double nearest = std::numeric_limits<double>::infinity();
    SensedEmf emf{load_ohm, *port.clean_emf_v, port.emf_is_bound};
    for (const SensedEmf& sensed : port.sensed) {
        const double away = std::abs(std::log(std::min(sensed.load_ohm, 100e3) / load_ohm));
        if (away < nearest) emf = sensed;
        nearest = std::min(nearest, away);
    }
    return emf;
}

std::optional<Delivery> deliver(const Capability& port, double load_ohm) {
    const auto emf = emf_with(port, load_ohm);
    if (!emf || !port.source) return {};
    if (slack_db(*port.source, load_ohm) > most_slack_db) return {};
    double amperes = emf->volts / total_ohm(*port.source, load_ohm);
    const auto& heavy = port.heaviest;
    const bool limit_known = heavy && heavy->limited && heavy->amperes;
    const bool limited = limit_known && *heavy->amperes < amperes;
    if (limited) amperes = *heavy->amperes;
    const bool at_least = !limited && (emf->is_bound || is_open(*port.source, load_ohm));
    return Delivery{amperes * load_ohm, amperes, amperes * amperes * load_ohm, limited, at_least};
}

std::optional<Delivery> delivered(const Capability& port) {
    const auto& drive = port.heaviest;
    if (!drive || !drive->amperes || drive->thd_n_db.value_or(0) > -40) return {};
    const double volts = *drive->amperes * drive->load_ohm;
    return Delivery{volts, *drive->amperes, volts * *drive->amperes, drive->limited,
                    drive->stopped_short};
}

std::optional<double> loading_loss_db(const Capability& port, double load_ohm) {
    if (!port.source) return {};
    return decibels(total_ohm(*port.source, load_ohm) / load_ohm);
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
