#include "ohmloop/classify/fitness.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Fitness;

/// Collects reasons, gravest first; none raises the answer.
class Judgement {
  public:
    void note(std::string reason) { add(Weight::note, std::move(reason)); }
    void reserve(std::string reason) { add(Weight::reserve, std::move(reason)); }
    /// A grave fault: one leaves the port usable, two do not.
    void fault(std::string reason) { add(Weight::fault, std::move(reason)); }
    void refuse(std::string reason) { add(Weight::refuse, std::move(reason)); }

    [[nodiscard]] Fitness fitness() && {
        std::ranges::stable_sort(reasons_, std::ranges::greater{}, &Reason::weight);
        const auto faults = std::ranges::count(reasons_, Weight::fault, &Reason::weight);
        const Weight gravest = reasons_.empty() ? Weight::note : reasons_.front().weight;
        Fitness fitness;
        fitness.answer = gravest == Weight::refuse || faults >= 2 ? Answer::no
                         : gravest == Weight::note                ? Answer::yes
                                                                  : Answer::with_reservations;
        for (Reason& reason : reasons_) fitness.reasons.push_back(std::move(reason.text));
        return fitness;
    }

  private:
    enum class Weight { note, reserve, fault, refuse };
    struct Reason {
        Weight weight;
        std::string text;
    };
    void add(Weight weight, std::string text) { reasons_.push_back({weight, std::move(text)}); }

    std::vector<Reason> reasons_;
};

double decibels(double ratio) { return 20 * std::log10(ratio); }

/// -10 dBV, consumer equipment's nominal level.
constexpr double nominal_volts = 0.3162;
constexpr double line_input_ohm = 10e3;

void judge_line_level(const Capability& port, Judgement& judgement) {
    if (!port.clean_emf_v)
        return judgement.reserve(
            port.volts ? "its maximum level was not measured"
                       : "its level in volts is not known; one multimeter reading tells");
    const double volts = *port.clean_emf_v;
    const double headroom = decibels(volts / nominal_volts);
    const auto level = fmt::format(
        "{}{} unloaded, {} {} consumer line level (-10 dBV)", worded_most(port),
        worded_volts(volts), worded_decibels(std::abs(headroom)), headroom < 0 ? "below" : "above");
    if (port.emf_is_bound && headroom < 9)
        judgement.reserve(fmt::format("tested up to {} only", worded_volts(volts)));
    else if (volts < 0.03)
        judgement.refuse(level + ": too weak");
    else if (headroom < 0)
        judgement.fault(level + ": weak");
    else if (headroom < 9)
        judgement.reserve(level + ": quiet");
    else
        judgement.note(level);
    if (volts > 4.5)
        judgement.reserve(fmt::format("at full volume {} too strong for inputs made for 2 V",
                                      worded_decibels(decibels(volts / 2))));
}

std::string known_below(const SourceImpedance& source) {
    return fmt::format("its output impedance is only known to be below {}",
                       worded_ohms(rounded_up(source.resistance_ohm())));
}

/// Of a bound: it can clear a port of losing much, never convict it.
void judge_most_loading(const Capability& port, double most_loss_db, Judgement& judgement) {
    if (slack_db(*port.source, line_input_ohm) > most_slack_db)
        return judgement.reserve(known_below(*port.source));
    judgement.note(fmt::format("its {}, loses at most {} into 10 kΩ", worded_source(port),
                               worded_decibels(most_loss_db)));
}

void judge_loading(const Capability& port, Judgement& judgement) {
    const auto loss = loading_loss_db(port, line_input_ohm);
    if (!loss) return judgement.reserve("its output impedance is not known");
    if (port.source->at_most) return judge_most_loading(port, *loss, judgement);
    const auto text =
        fmt::format("its {} lose {} into 10 kΩ", worded_source(port), worded_decibels(*loss));
    const auto wants = text + "; it wants an input of 100 kΩ and more";
    if (*loss > 6)
        judgement.refuse(wants);
    else if (*loss > 3)
        judgement.fault(wants);
    else if (*loss > 1)
        judgement.reserve(text);
    else
        judgement.note(text);
}

/// Distorted at the loudest tone; where the port gives way below full scale, turning down cures it.
std::string distorted(const Capability& port, double thd_n_db) {
    if (port.overdrive_db < 0.5) return fmt::format("THD+N {:.1f} dB", thd_n_db);
    return fmt::format("distorts in its uppermost {} (THD+N {:.1f} dB)",
                       worded_decibels(port.overdrive_db), thd_n_db);
}

constexpr double clean_below_db = -50;
constexpr double spoilt_above_db = -20;  ///< 10 %: nothing sounds right

/// The more a clipped sine is overdriven the nearer it comes to a square wave, whose harmonics lie
/// 6.3 dB below its fundamental: what stands above is no overdriven tone.
constexpr double square_wave_db = -6.3;

void judge_distortion(const Capability& port, double thd_n_db, result::Kind kind,
                      const std::string& clean, Judgement& judgement) {
    const bool cured_by_volume = port.overdrive_db >= 0.5 && thd_n_db <= square_wave_db;
    if (thd_n_db <= clean_below_db)
        judgement.note(clean);
    else if (thd_n_db > spoilt_above_db && kind == result::Kind::measured && !cured_by_volume)
        judgement.refuse(fmt::format("{}: noise and distortion drown the signal", clean));
    else
        judgement.reserve(distorted(port, thd_n_db));
}

void judge_purity(const PortFacts& facts, const Capability& port, Judgement& judgement) {
    const LoadFacts* open = facts.open();
    if (open && open->thd_n_db)
        judge_distortion(port, *open->thd_n_db, open->thd_n_kind,
                         fmt::format("THD+N {:.1f} dB", *open->thd_n_db), judgement);
    if (port.snr_db && *port.snr_db < 70 && !port.snr_is_bound)
        judgement.reserve(fmt::format("noise only {:.0f} dB below its maximum", *port.snr_db));
}

struct Power {
    double into_32_w = 0;
    double most_w = 0;
    bool at_least = false;
    std::string text;
};

std::optional<Power> power_of(const Capability& port) {
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    if (into_32 && into_300)
        return Power{into_32->watts, std::max(into_32->watts, into_300->watts),
                     into_32->at_least || into_300->at_least,
                     fmt::format("{} into 32 Ω, {} into 300 Ω", worded_power(*into_32, "up to "),
                                 worded_power(*into_300))};
    const auto given = delivered(port);
    if (!given) return {};
    return Power{
        given->watts, given->watts, given->at_least,
        fmt::format("{} into {}", worded_power(*given), worded_ohms(port.heaviest->load_ohm))};
}

void judge_power(const Capability& port, Judgement& judgement) {
    const auto power = power_of(port);
    if (!power)
        return judgement.reserve(port.volts ? "its power and loudness are not known"
                                            : "power and loudness need volts");
    if (power->at_least && power->into_32_w < 2e-3)
        judgement.reserve(power->text + "; more is not known");
    else if (power->most_w < 20e-6)
        judgement.refuse(power->text + ": too weak for any headphone");
    else if (power->into_32_w < 0.5e-3)
        judgement.fault(power->text + ": weak");
    else if (power->into_32_w < 2e-3)
        judgement.reserve(power->text + ": for sensitive ones only");
    else
        judgement.note(power->text);
    if (power->most_w > 0.5)
        judgement.reserve("it can harm ears and headphones: start at minimum volume");
}

/// Headphones of more ohms are hardly made.
constexpr double most_headphone_ohm = 600;

/// A bound tells which headphones suit the port in any case; others may.
void judge_most_damping(const SourceImpedance& source, Judgement& judgement) {
    const double suited = rounded_up(8 * source.resistance_ohm());
    if (suited > most_headphone_ohm) return judgement.reserve(known_below(source));
    const auto text = fmt::format(
        "its output impedance, below {}, suits headphones of {} and more in any case (1/8 rule)",
        worded_ohms(rounded_up(source.resistance_ohm())), worded_ohms(suited));
    if (suited > 32)
        judgement.reserve(text + "; more is not known of it");
    else
        judgement.note(text);
}

/// |Z| >= 8 Zo keeps the response change below 20 lg(1 + 1/8) = 1.02 dB.
void judge_damping(const Capability& port, Judgement& judgement) {
    if (!port.source) return judgement.reserve("its output impedance is not known");
    if (port.source->at_most) return judge_most_damping(*port.source, judgement);
    const double source = port.source->resistance_ohm();
    const auto suits = fmt::format("its {} suit headphones from {} (1/8 rule)", worded_ohms(source),
                                   worded_ohms(std::ceil(8 * source)));
    const auto change = fmt::format("the response of a 32 Ω one changes by up to {}",
                                    worded_decibels(decibels(1 + source / 32)));
    if (source > 32)
        judgement.fault(fmt::format("{}; {}", suits, change));
    else if (source > 4)
        judgement.reserve(fmt::format("{}; {}", suits, change));
    else
        judgement.note(suits);
}

void judge_limit(const LoadedDrive& drive, Judgement& judgement) {
    const auto depth = worded_sag(drive);
    const auto limit =
        drive.amperes ? fmt::format(" ({})", worded_amperes(*drive.amperes)) : std::string{};
    const auto text =
        fmt::format("gives out {} early with {}{}", depth, worded_ohms(drive.load_ohm), limit);
    const bool weak = drive.amperes ? *drive.amperes < 0.02 : true;
    if (drive.sag_db.value_or(-9) < -3 && weak)
        judgement.fault(text);
    else
        judgement.reserve(text);
}

void judge_handling(const Capability& port, Judgement& judgement) {
    const auto& drive = port.heaviest;
    if (!drive) return judgement.reserve("it was not measured with a headphone's load");
    if (drive->limited) return judge_limit(*drive, judgement);
    if (!drive->thd_n_db) return;
    judge_distortion(
        port, *drive->thd_n_db, drive->thd_n_kind,
        fmt::format("THD+N with {}: {:.1f} dB", worded_ohms(drive->load_ohm), *drive->thd_n_db),
        judgement);
}

void judge_bass(const Capability& port, Judgement& judgement) {
    const auto corner = bass_corner_hz(port, 32);
    if (!corner) return;
    const auto text = fmt::format("its capacitor cuts the bass below {:.0f} Hz at 32 Ω", *corner);
    constexpr double telephone_hz = 300;  // where its band begins
    if (*corner > telephone_hz)
        judgement.refuse(text);
    else if (*corner > 80)
        judgement.fault(text);
    else if (*corner > 25)
        judgement.reserve(text);
}

}  // namespace

Fitness serves_as_line(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    Judgement judgement;
    judge_line_level(port, judgement);
    judge_loading(port, judgement);
    judge_purity(facts, port, judgement);
    if (facts.load_sensing)
        judgement.note(
            "it senses the load: the input must look like one (kilohms) when plugged in");
    return std::move(judgement).fitness();
}

Fitness serves_as_headphone(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    if (!port.source && !port.heaviest) return {Answer::unknown, {"no load was seen across it"}};
    Judgement judgement;
    judge_power(port, judgement);
    judge_damping(port, judgement);
    judge_handling(port, judgement);
    judge_bass(port, judgement);
    return std::move(judgement).fitness();
}

}  // namespace ohmloop::classify
