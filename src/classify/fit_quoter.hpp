#pragma once

#include "classify/phrase.hpp"
#include "classify/quoter.hpp"

#include "ohmloop/result/verdict.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace ohmloop::classify {

/// Measured, or a bound, as the fit's lists of bounds have the figure.
[[nodiscard]] result::Kind kind_of(const result::HeadphoneFit& fit, std::string_view figure);
/// A loudness has its own half-width: the headphone's sensitivity is in it.
[[nodiscard]] result::QuotedFigure quoted_spl(const result::HeadphoneFit& fit,
                                              const std::vector<result::FigureName>& sources,
                                              const char* name, double db);

/// Quotes the figures of one headphone, which is fitted anew to the port with each figure moved.
class FitQuoter {
  public:
    using Member = std::optional<double> result::HeadphoneFit::*;
    /// The same headphone on another port.
    using Refit =
        std::function<std::optional<result::HeadphoneFit>(const PortFacts&, const Capability&)>;

    /// `fit` and `quoter` outlive it; `sources` stand where no figure moves a quoted one.
    FitQuoter(const result::HeadphoneFit& fit, Refit refit, std::vector<result::FigureName> sources,
              const Quoter& quoter);

    /// The fit must have it; `bounded_as` is what the fit's bounds call it.
    [[nodiscard]] result::QuotedFigure quote(const char* name, const char* unit, Member member,
                                             std::string_view bounded_as, double factor = 1) const;
    [[nodiscard]] result::QuotedFigure spl(const char* name, double db) const;
    [[nodiscard]] Phrase power() const;
    [[nodiscard]] Phrase ratio(const char* name, Member member) const;
    [[nodiscard]] Phrase hertz(const char* name, Member member) const;

  private:
    /// The quoter asks for every figure with the same ports.
    const result::HeadphoneFit& fit_with(const PortFacts& facts, const Capability& port) const;

    const result::HeadphoneFit& fit_;
    Refit refit_;
    std::vector<result::FigureName> sources_;
    const Quoter& quoter_;
    mutable std::map<const PortFacts*, result::HeadphoneFit> fits_;
};

}  // namespace ohmloop::classify
