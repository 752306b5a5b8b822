#include "ohmloop/classify/fitness.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Fitness;
using result::Kind;
using result::QuotedFigure;

/// Collects reasons, gravest first; none raises the answer.
class Judgement {
  public:
    void note(Phrase reason) { add(Weight::note, std::move(reason)); }
    void reserve(Phrase reason) { add(Weight::reserve, std::move(reason)); }
    /// A grave fault: one leaves the port usable, two do not.
    void fault(Phrase reason) { add(Weight::fault, std::move(reason)); }
    void refuse(Phrase reason) { add(Weight::refuse, std::move(reason)); }

    [[nodiscard]] Fitness fitness() && {
        std::ranges::stable_sort(reasons_, std::ranges::greater{}, &Reason::weight);
        const auto faults = std::ranges::count(reasons_, Weight::fault, &Reason::weight);
        const Weight gravest = reasons_.empty() ? Weight::note : reasons_.front().weight;
        Fitness fitness;
        fitness.answer = gravest == Weight::refuse || faults >= 2 ? Answer::no
                         : gravest == Weight::note                ? Answer::yes
                                                                  : Answer::with_reservations;
        for (Reason& reason : reasons_) {
            fitness.reasons.push_back(std::move(reason.phrase.text));
            std::ranges::move(reason.phrase.figures, std::back_inserter(fitness.figures));
        }
        return fitness;
    }

  private:
    enum class Weight { note, reserve, fault, refuse };
    struct Reason {
        Weight weight;
        Phrase phrase;
    };
    void add(Weight weight, Phrase phrase) { reasons_.push_back({weight, std::move(phrase)}); }

    std::vector<Reason> reasons_;
};

double decibels(double ratio) { return 20 * std::log10(ratio); }

/// -10 dBV, consumer equipment's nominal level.
constexpr double nominal_volts = 0.3162;
constexpr double line_input_ohm = 10e3;

Kind at_least_if(bool bound) { return bound ? Kind::lower_bound : Kind::measured; }

Phrase said_clean_level(const Capability& port, const Quoter& quoter) {
    return said(quoter.quote({"clean_level", "V", {}, at_least_if(port.emf_is_bound)},
                             [](auto&, auto& p) { return p.clean_emf_v; }));
}

/// How far the clean level stands from another, without a sign.
Phrase said_distance(const char* name, double volts, const Capability& port, const Quoter& quoter) {
    const auto distance =
        quoter.quote({name, "dB", {}, at_least_if(port.emf_is_bound)}, [volts](auto&, auto& p) {
            return p.clean_emf_v ? std::optional(decibels(*p.clean_emf_v / volts)) : std::nullopt;
        });
    return said(distance, worded_decibels(std::abs(distance.value)));
}

void judge_line_level(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    if (!port.clean_emf_v)
        return judgement.reserve(
            port.volts ? "its maximum level was not measured"
                       : "its level in volts is not known; one multimeter reading tells");
    const double volts = *port.clean_emf_v;
    const double headroom = decibels(volts / nominal_volts);
    const auto level = phrase(
        "{}{} unloaded, {} {} consumer line level ({})", worded_most(port),
        said_clean_level(port, quoter), said_distance("above_nominal", nominal_volts, port, quoter),
        headroom < 0 ? "below" : "above", said(given({"nominal_level", "dBV"}, -10), "-10 dBV"));
    if (port.emf_is_bound && headroom < 9)
        judgement.reserve(phrase("tested up to {} only", said_clean_level(port, quoter)));
    else if (volts < 0.03)
        judgement.refuse(phrase("{}: too weak", level));
    else if (headroom < 0)
        judgement.fault(phrase("{}: weak", level));
    else if (headroom < 9)
        judgement.reserve(phrase("{}: quiet", level));
    else
        judgement.note(level);
    if (volts > 4.5)
        judgement.reserve(phrase("at full volume {} too strong for inputs made for {}",
                                 said_distance("above_player_level", 2, port, quoter),
                                 said(given({"player_level", "V"}, 2), "2 V")));
}

Phrase known_below(const Capability& port, const Quoter& quoter) {
    return phrase("its output impedance is only known to be below {}",
                  said_resistance(port, quoter));
}

Phrase said_loss(const Capability& port, const Quoter& quoter) {
    const Kind kind = port.source->at_most ? Kind::upper_bound : Kind::measured;
    return said(quoter.quote({"loading_loss", "dB", line_input_ohm, kind},
                             [](auto&, auto& p) { return loading_loss_db(p, line_input_ohm); }));
}

/// Of a bound: it can clear a port of losing much, never convict it.
void judge_most_loading(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    if (slack_db(*port.source, line_input_ohm) > most_slack_db)
        return judgement.reserve(known_below(port, quoter));
    judgement.note(phrase("its {}, loses at most {} into 10 kΩ", said_source(port, quoter),
                          said_loss(port, quoter)));
}

void judge_loading(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto loss = loading_loss_db(port, line_input_ohm);
    if (!loss) return judgement.reserve("its output impedance is not known");
    if (port.source->at_most) return judge_most_loading(port, quoter, judgement);
    const auto text =
        phrase("its {} lose {} into 10 kΩ", said_source(port, quoter), said_loss(port, quoter));
    const auto wants = phrase("{}; it wants an input of {} and more", text,
                              said(given({"input_wanted", "ohm"}, 100e3), "100 kΩ"));
    if (*loss > 6)
        judgement.refuse(wants);
    else if (*loss > 3)
        judgement.fault(wants);
    else if (*loss > 1)
        judgement.reserve(text);
    else
        judgement.note(text);
}

/// "-99.0 dB"
Phrase said_purity(const QuotedFigure& figure) {
    return said(figure, fmt::format("{:.1f} dB", figure.value));
}

/// Distorted at the loudest tone; where the port gives way below full scale, turning down cures it.
Phrase distorted(const Capability& port, const Quoter& quoter, const QuotedFigure& figure) {
    const auto thd_n = said_purity(figure);
    if (port.overdrive_db < 0.5) return phrase("THD+N {}", thd_n);
    return phrase("distorts in its uppermost {} (THD+N {})",
                  said(quoter.quote({"overdrive", "dB"},
                                    [](auto&, auto& p) { return std::optional(p.overdrive_db); })),
                  thd_n);
}

constexpr double clean_below_db = -50;
constexpr double spoilt_above_db = -20;  ///< 10 %: nothing sounds right

/// The more a clipped sine is overdriven the nearer it comes to a square wave, whose harmonics lie
/// 6.3 dB below its fundamental: what stands above is no overdriven tone.
constexpr double square_wave_db = -6.3;

void judge_distortion(const Capability& port, const Quoter& quoter, const QuotedFigure& thd_n,
                      const Phrase& clean, Judgement& judgement) {
    const double thd_n_db = thd_n.value;
    const bool cured_by_volume = port.overdrive_db >= 0.5 && thd_n_db <= square_wave_db;
    if (thd_n_db <= clean_below_db)
        judgement.note(clean);
    else if (thd_n_db > spoilt_above_db && thd_n.kind == Kind::measured && !cured_by_volume)
        judgement.refuse(phrase("{}: noise and distortion drown the signal", clean));
    else
        judgement.reserve(distorted(port, quoter, thd_n));
}

void judge_purity(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                  Judgement& judgement) {
    const LoadFacts* open = facts.open();
    if (open && open->thd_n_db) {
        const auto thd_n = quoter.quote({"thd_n", "dB", {}, open->thd_n_kind},
                                        [](auto& f, auto&) { return f.open()->thd_n_db; });
        judge_distortion(port, quoter, thd_n, phrase("THD+N {}", said_purity(thd_n)), judgement);
    }
    if (port.snr_db && *port.snr_db < 70 && !port.snr_is_bound) {
        const auto snr = quoter.quote({"snr", "dB"}, [](auto&, auto& p) { return p.snr_db; });
        judgement.reserve(phrase("noise only {} below its maximum",
                                 said(snr, fmt::format("{:.0f} dB", snr.value))));
    }
}

struct Power {
    double into_32_w = 0;
    double most_w = 0;
    bool at_least = false;
    Phrase text;
};

/// "up to 29.6 mW into 32 Ω"
Phrase said_power(const Quoter& quoter, const Delivery& delivery, double ohm, const Reading& watts,
                  const char* known_as = "") {
    return phrase("{}{} into {}", delivery.at_least ? "at least " : known_as,
                  said(quoter.quote({"power", "W", ohm, at_least_if(delivery.at_least)}, watts)),
                  worded_ohms(ohm));
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
    if (into_32 && into_300)
        return Power{into_32->watts, std::max(into_32->watts, into_300->watts),
                     into_32->at_least || into_300->at_least,
                     phrase("{}, {}", said_power(quoter, *into_32, 32, into(32), "up to "),
                            said_power(quoter, *into_300, 300, into(300)))};
    const auto given = delivered(port);
    if (!given) return {};
    return Power{given->watts, given->watts, given->at_least,
                 said_power(quoter, *given, port.heaviest->load_ohm,
                            [=](auto&, auto& p) { return watts(delivered(p)); })};
}

void judge_power(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto power = power_of(port, quoter);
    if (!power)
        return judgement.reserve(port.volts ? "its power and loudness are not known"
                                            : "power and loudness need volts");
    if (power->at_least && power->into_32_w < 2e-3)
        judgement.reserve(phrase("{}; more is not known", power->text));
    else if (power->most_w < 20e-6)
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
    if (!drive->thd_n_db) return;
    const auto thd_n = quoter.quote(
        {"thd_n", "dB", drive->load_ohm, drive->thd_n_kind},
        [](auto&, auto& p) { return p.heaviest ? p.heaviest->thd_n_db : std::nullopt; });
    judge_distortion(port, quoter, thd_n,
                     phrase("THD+N with {}: {}", worded_ohms(drive->load_ohm), said_purity(thd_n)),
                     judgement);
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

Fitness serves_as_line(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    const Quoter quoter(facts, port);
    Judgement judgement;
    judge_line_level(port, quoter, judgement);
    judge_loading(port, quoter, judgement);
    judge_purity(facts, port, quoter, judgement);
    if (facts.load_sensing)
        judgement.note(
            "it senses the load: the input must look like one (kilohms) when plugged in");
    return std::move(judgement).fitness();
}

Fitness serves_as_headphone(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    if (!port.source && !port.heaviest) return {Answer::unknown, {"no load was seen across it"}};
    const Quoter quoter(facts, port);
    Judgement judgement;
    judge_power(port, quoter, judgement);
    judge_damping(port, quoter, judgement);
    judge_handling(port, quoter, judgement);
    judge_bass(port, quoter, judgement);
    return std::move(judgement).fitness();
}

}  // namespace ohmloop::classify
