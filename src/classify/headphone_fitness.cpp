#include "classify/decibels.hpp"
#include "classify/judgement.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/fitness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Fitness;
using result::Kind;
using result::QuotedFigure;

struct Power {
    double into_32_w = 0;
    double sure_w = 0;  ///< at most where it is not known by which mode: the lesser
    double most_w = 0;
    bool at_least = false;
    Phrase text;
};

/// "up to 29.6 mW into 32 Ω"
Phrase said_power(const Quoter& quoter, const Delivery& delivery, double ohm, const Reading& watts,
                  const char* known_as = "") {
    const auto most = said(quoter.quote({"power", "W", ohm, delivery.kind()}, watts));
    if (!delivery.least_volts)
        return phrase("{}{} into {}", extent_of(delivery, known_as), most, worded_ohms(ohm));
    const auto least = [ohm](auto&, auto& p) {
        const auto given = deliver(p, ohm);
        return given && given->least_volts
                   ? std::optional(*given->least_volts * *given->least_volts / ohm)
                   : std::nullopt;
    };
    return phrase("{} or {} into {}, by the mode it finds",
                  said(quoter.quote({"power", "W", ohm}, least)), most, worded_ohms(ohm));
}

std::optional<Power> power_of(const Capability& port, const Quoter& quoter) {
    const auto watts = [](const std::optional<Delivery>& given) {
        return given ? std::optional(given->watts) : std::nullopt;
    };
    const auto into = [&](double ohm) {
        return [=](auto&, auto& p) { return watts(deliver(p, ohm)); };
    };
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    const auto least = [](const Delivery& given) {
        const double part = given.least_volts.value_or(given.volts) / given.volts;
        return given.watts * part * part;
    };
    if (into_32 && into_300)
        return Power{least(*into_32), std::max(least(*into_32), least(*into_300)),
                     std::max(into_32->watts, into_300->watts),
                     into_32->at_least || into_300->at_least,
                     phrase("{}, {}", said_power(quoter, *into_32, 32, into(32), "up to "),
                            said_power(quoter, *into_300, 300, into(300)))};
    const auto given = delivered(port);
    if (!given) return {};
    return Power{given->watts, given->watts, given->watts, given->at_least,
                 said_power(quoter, *given, port.heaviest->load_ohm,
                            [=](auto&, auto& p) { return watts(delivered(p)); })};
}

/// Headphones bear 0.1 to 1 W; ten times that is a loudspeaker's.
constexpr double destructive_w = 10;

void judge_power(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto power = power_of(port, quoter);
    if (!power)
        return judgement.reserve(port.volts ? "its power and loudness are not known"
                                            : "power and loudness need volts");
    if (power->into_32_w >= destructive_w)
        return judgement.refuse(phrase(
            "{}: ten times what headphones bear, and enough to destroy hearing", power->text));
    if (power->at_least && power->into_32_w < 2e-3)
        judgement.reserve(phrase("{}; more is not known", power->text));
    else if (power->sure_w < 20e-6)
        judgement.refuse(phrase("{}: too weak for any headphone", power->text));
    else if (power->into_32_w < 0.5e-3)
        judgement.fault(phrase("{}: weak", power->text));
    else if (power->into_32_w < 2e-3)
        judgement.reserve(phrase("{}: for sensitive ones only", power->text));
    else
        judgement.note(power->text);
    if (power->most_w > 0.5)
        judgement.reserve("it can harm ears and headphones: start at minimum volume");
}

/// Headphones of fewer and of more ohms are hardly made.
constexpr double least_headphone_ohm = 8;
constexpr double most_headphone_ohm = 600;

/// Where the 1/8 rule, |Z| >= 8 Zo, begins to hold.
QuotedFigure least_headphone(const Capability& port, const Quoter& quoter) {
    const Kind kind = port.source->at_most ? Kind::upper_bound : Kind::measured;
    return quoter.quote({"least_headphone", "ohm", {}, kind}, [](auto&, auto& p) {
        return p.source ? std::optional(8 * p.source->resistance_ohm()) : std::nullopt;
    });
}

/// A bound tells which headphones suit the port in any case; others may.
void judge_most_damping(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto least = least_headphone(port, quoter);
    const double suited = rounded_up(least.value);
    if (suited > most_headphone_ohm) return judgement.reserve(known_below(port, quoter));
    const auto text = phrase(
        "its output impedance, below {}, suits headphones of {} and more in any case (1/8 rule)",
        said_resistance(port, quoter), said(least, worded_ohms(suited)));
    if (suited > 32)
        judgement.reserve(phrase("{}; more is not known of it", text));
    else
        judgement.note(text);
}

Phrase said_suited(const Capability& port, const Quoter& quoter) {
    const auto least = least_headphone(port, quoter);
    if (least.value > most_headphone_ohm)
        return phrase("its {} are too much for any headphone by the 1/8 rule",
                      said_resistance(port, quoter));
    if (least.value <= least_headphone_ohm)
        return phrase("its {} suit every headphone (1/8 rule)", said_resistance(port, quoter));
    return phrase("its {} suit headphones from {} (1/8 rule)", said_resistance(port, quoter),
                  said(least, worded_ohms(std::ceil(least.value))));
}

/// |Z| >= 8 Zo keeps the response change below 20 lg(1 + 1/8) = 1.02 dB.
void judge_damping(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    if (!port.source) return judgement.reserve("its output impedance is not known");
    if (port.source->at_most) return judge_most_damping(port, quoter, judgement);
    const double source = port.source->resistance_ohm();
    const auto suits = said_suited(port, quoter);
    const auto change =
        phrase("the response of a 32 Ω one changes by up to {}",
               said(quoter.quote({"response_change", "dB", 32}, [](auto&, auto& p) {
                   return p.source ? std::optional(decibels(1 + p.source->resistance_ohm() / 32))
                                   : std::nullopt;
               })));
    if (source > 32)
        judgement.fault(phrase("{}; {}", suits, change));
    else if (source > 4)
        judgement.reserve(phrase("{}; {}", suits, change));
    else
        judgement.note(suits);
}

/// How far below open a load stopped it: "3.0 dB", "at least 3.0 dB", "some way".
Phrase said_sag(const LoadedDrive& drive, const Quoter& quoter) {
    constexpr double more_than_chance_db = 0.3;
    if (!drive.sag_db || (drive.sag_is_bound && *drive.sag_db > -more_than_chance_db))
        return "some way";
    const auto sag = quoter.quote(
        {"sag", "dB", drive.load_ohm, at_least_if(drive.sag_is_bound)}, [](auto&, auto& p) {
            return p.heaviest && p.heaviest->sag_db ? std::optional(-*p.heaviest->sag_db)
                                                    : std::nullopt;
        });
    return phrase("{}{}", drive.sag_is_bound ? "at least " : "", said(sag));
}

/// "; clean to 16.3 mA into 33 Ω" where a louder tone had more.
Phrase said_clean_current(const LoadedDrive& drive, const Quoter& quoter) {
    if (!drive.clean_amperes) return {};
    const auto clean = [](auto&, auto& p) {
        return p.heaviest ? p.heaviest->clean_amperes : std::nullopt;
    };
    return phrase("; clean to {} into {}",
                  said(quoter.quote({"clean_current", "A", drive.load_ohm}, clean)),
                  worded_ohms(drive.load_ohm));
}

void judge_limit(const LoadedDrive& drive, const Quoter& quoter, Judgement& judgement) {
    const auto amperes = [](auto&, auto& p) {
        return p.heaviest ? p.heaviest->amperes : std::nullopt;
    };
    const auto limit =
        drive.amperes
            ? phrase(" ({})", said(quoter.quote({"current", "A", drive.load_ohm}, amperes)))
            : Phrase();
    const auto text = phrase("gives out {} early with {}{}", said_sag(drive, quoter),
                             worded_ohms(drive.load_ohm), limit);
    const bool weak = drive.amperes ? *drive.amperes < 0.02 : true;
    if (drive.sag_db.value_or(-9) < -3 && weak)
        judgement.fault(text);
    else
        judgement.reserve(text);
}

void judge_handling(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto& drive = port.heaviest;
    if (!drive) return judgement.reserve("it was not measured with a headphone's load");
    if (drive->limited) return judge_limit(*drive, quoter, judgement);
    if (!is_asked_for_current(port))
        judgement.reserve(
            phrase("no load below {} was tried: the current of most headphones is "
                   "not tested",
                   worded_ohms(drive->load_ohm)));
    if (!drive->thd_n_db) return;
    const auto thd_n = quoter.quote(
        {"thd_n", "dB", drive->load_ohm, drive->thd_n_kind},
        [](auto&, auto& p) { return p.heaviest ? p.heaviest->thd_n_db : std::nullopt; });
    judge_distortion(port, quoter, thd_n,
                     phrase("THD+N with {}: {}", worded_ohms(drive->load_ohm), said_purity(thd_n)),
                     judgement, said_clean_current(*drive, quoter));
}

/// Channels are to be 40 dB apart at 1 kHz by DIN 45500-6, the least hi-fi asked of amplifiers;
/// stereo suffers from 15 dB (Adkins and Sorkin, J. Audio Eng. Soc. 33 (1985) 4).
constexpr double spoilt_separation_db = -15;

void judge_return(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto left_over = return_crosstalk_db(port, 32);
    if (!left_over || *left_over < audible_crosstalk_db) return;
    const auto crosstalk = quoter.quote({"crosstalk", "dB", 32},
                                        [](auto&, auto& p) { return return_crosstalk_db(p, 32); });
    const auto text = phrase("the return its channels share lets {} of one into the other on 32 Ω",
                             said(crosstalk, fmt::format("{:.0f} dB", crosstalk.value)));
    if (*left_over > spoilt_separation_db)
        judgement.fault(text);
    else
        judgement.reserve(text);
}

void judge_bass(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    if (!port.coupling_farads) return;
    const auto corner = quoter.quote({"bass_corner", "Hz", 32},
                                     [](auto&, auto& p) { return bass_corner_hz(p, 32); });
    const auto text = phrase("its capacitor cuts the bass below {} at 32 Ω",
                             said(corner, fmt::format("{:.0f} Hz", corner.value)));
    constexpr double telephone_hz = 300;  // where its band begins
    if (corner.value > telephone_hz)
        judgement.refuse(text);
    else if (corner.value > 80)
        judgement.fault(text);
    else if (corner.value > 25)
        judgement.reserve(text);
}

}  // namespace

Fitness serves_as_headphone(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    if (!port.source && !port.heaviest) return {Answer::unknown, {"no load was seen across it"}};
    const Quoter quoter(facts, port);
    Judgement judgement;
    judge_power(port, quoter, judgement);
    judge_damping(port, quoter, judgement);
    judge_handling(port, quoter, judgement);
    judge_return(port, quoter, judgement);
    judge_bass(port, quoter, judgement);
    return std::move(judgement).fitness();
}

}  // namespace ohmloop::classify
