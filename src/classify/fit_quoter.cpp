#include "classify/fit_quoter.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ohmloop::classify {

namespace {

using result::HeadphoneFit;
using result::Kind;
using result::Origin;
using result::QuotedFigure;

std::string worded_hertz(double hz) {
    return hz < 1000 ? fmt::format("{:.0f} Hz", hz) : fmt::format("{:.1f} kHz", hz / 1000);
}

/// "35", "4.1", "0.17": two digits and more.
std::string worded_ratio(double ratio) {
    return ratio < 10 ? fmt::format("{:.2g}", ratio) : fmt::format("{:.0f}", ratio);
}

}  // namespace

Kind kind_of(const HeadphoneFit& fit, std::string_view figure) {
    if (std::ranges::count(fit.lower_bounds, figure) > 0) return Kind::lower_bound;
    return std::ranges::count(fit.upper_bounds, figure) > 0 ? Kind::upper_bound : Kind::measured;
}

QuotedFigure quoted_spl(const HeadphoneFit& fit, const std::vector<result::FigureName>& sources,
                        const char* name, double db) {
    QuotedFigure figure{.name = name,
                        .value = db,
                        .unit = "dB SPL",
                        .kind = kind_of(fit, "clean_peak_spl_db"),
                        .load_ohm = fit.nominal_ohm,
                        .origin = Origin::computed,
                        .from = sources};
    if (figure.kind != Kind::upper_bound) figure.low = db - *fit.spl_uncertainty_db;
    if (figure.kind != Kind::lower_bound) figure.high = db + *fit.spl_uncertainty_db;
    return figure;
}

FitQuoter::FitQuoter(const HeadphoneFit& fit, Refit refit, std::vector<result::FigureName> sources,
                     const Quoter& quoter)
    : fit_(fit), refit_(std::move(refit)), sources_(std::move(sources)), quoter_(quoter) {}

QuotedFigure FitQuoter::quote(const char* name, const char* unit, Member member,
                              std::string_view bounded_as, double factor) const {
    const auto read = [&](const PortFacts& facts, const Capability& port) -> std::optional<double> {
        const auto value = fit_with(facts, port).*member;
        return value ? std::optional(factor * *value) : std::nullopt;
    };
    auto figure = quoter_.quote({name, unit, fit_.nominal_ohm, kind_of(fit_, bounded_as)}, read);
    figure.origin = Origin::computed;
    if (figure.from.empty()) figure.from = sources_;
    return figure;
}

QuotedFigure FitQuoter::spl(const char* name, double db) const {
    return quoted_spl(fit_, sources_, name, db);
}

Phrase FitQuoter::power() const {
    return said(quote("power", "W", &HeadphoneFit::power_mw, "power_mw", 1e-3));
}

Phrase FitQuoter::ratio(const char* name, Member member) const {
    const auto figure = quote(name, "1", member, name);
    return said(figure, worded_ratio(figure.value));
}

Phrase FitQuoter::hertz(const char* name, Member member) const {
    const auto figure = quote(name, "Hz", member, name);
    return said(figure, worded_hertz(figure.value));
}

const HeadphoneFit& FitQuoter::fit_with(const PortFacts& facts, const Capability& port) const {
    const auto found = fits_.find(&facts);
    if (found != fits_.end()) return found->second;
    return fits_[&facts] = refit_(facts, port).value_or(HeadphoneFit{});
}

}  // namespace ohmloop::classify
