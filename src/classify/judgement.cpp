#include "classify/judgement.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Fitness;
using result::Kind;
using result::QuotedFigure;

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

}  // namespace

Fitness Judgement::fitness() && {
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

Phrase said_purity(const QuotedFigure& figure) {
    return said(figure, fmt::format("{:.1f} dB", figure.value));
}

void judge_distortion(const Capability& port, const Quoter& quoter, const QuotedFigure& thd_n,
                      const Phrase& clean, Judgement& judgement, const Phrase& added) {
    const double thd_n_db = thd_n.value;
    const bool cured_by_volume = port.overdrive_db >= 0.5 && thd_n_db <= square_wave_db;
    if (thd_n_db <= clean_below_db)
        judgement.note(clean);
    else if (thd_n_db > spoilt_above_db && thd_n.kind == Kind::measured && !cured_by_volume)
        judgement.refuse(phrase("{}: noise and distortion drown the signal{}", clean, added));
    else
        judgement.reserve(phrase("{}{}", distorted(port, quoter, thd_n), added));
}

Phrase known_below(const Capability& port, const Quoter& quoter) {
    return phrase("its output impedance is only known to be below {}",
                  said_resistance(port, quoter));
}

}  // namespace ohmloop::classify
