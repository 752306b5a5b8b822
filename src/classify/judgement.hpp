#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/result/verdict.hpp"

#include <utility>
#include <vector>

namespace ohmloop::classify {

/// Collects reasons, gravest first; none raises the answer.
class Judgement {
  public:
    void note(Phrase reason) { add(Weight::note, std::move(reason)); }
    void reserve(Phrase reason) { add(Weight::reserve, std::move(reason)); }
    /// A grave fault: one leaves the port usable, two do not.
    void fault(Phrase reason) { add(Weight::fault, std::move(reason)); }
    void refuse(Phrase reason) { add(Weight::refuse, std::move(reason)); }

    [[nodiscard]] result::Fitness fitness() &&;

  private:
    enum class Weight { note, reserve, fault, refuse };
    struct Reason {
        Weight weight;
        Phrase phrase;
    };
    void add(Weight weight, Phrase phrase) { reasons_.push_back({weight, std::move(phrase)}); }

    std::vector<Reason> reasons_;
};

/// Of a THD+N, which `clean` says: good, curable by turning down, or drowning the signal. `added`
/// goes with what is not good.
void judge_distortion(const Capability& port, const Quoter& quoter,
                      const result::QuotedFigure& thd_n, const Phrase& clean, Judgement& judgement,
                      const Phrase& added = {});
/// "-99.0 dB"
[[nodiscard]] Phrase said_purity(const result::QuotedFigure& figure);
/// Of an impedance that is no more than a bound.
[[nodiscard]] Phrase known_below(const Capability& port, const Quoter& quoter);

}  // namespace ohmloop::classify
