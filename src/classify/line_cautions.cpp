#include "classify/line_cautions.hpp"

#include "classify/decibels.hpp"
#include "classify/sentences.hpp"
#include "classify/wording.hpp"

#include <cmath>

namespace ohmloop::classify {

namespace {

void advise_hum(const PortFacts& facts, const Quoter& quoter, Sentences& sentences) {
    const LoadFacts* open = facts.open();
    if (!facts.hum || !open || !open->max_level) return;
    const bool bound = !facts.hum->is_measured();
    const auto below =
        quoter.quote({"hum_below_maximum", "dB", {}, at_least_if(bound)}, [](auto& f, auto&) {
            return std::optional(decibels(f.open()->max_level->value / f.hum->value));
        });
    sentences.add("hum", phrase("Hum lay {}{} below its maximum; where both devices stand on the "
                                "mains a ground loop may add more, which a battery or an isolating "
                                "transformer ends.",
                                bound ? "at least " : "", said(below)));
}

/// What flows at most where one output is shorted; both tied together let no more flow.
std::optional<double> short_circuit_amperes(const Capability& port) {
    if (!port.reach_emf_v || port.reach_is_bound || !port.source || port.source->at_most) return {};
    return *port.reach_emf_v / std::abs(port.source->ohm);
}

/// By the current where it is known: what line drivers give anyway.
bool bears_a_short(const Capability& port) {
    if (port.source->at_most) return false;
    const auto amperes = short_circuit_amperes(port);
    return amperes ? *amperes < 0.02 : port.source->resistance_ohm() > 150;
}

void advise_mono(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    if (!port.source) return;
    const auto source = said_source(port, quoter);
    if (!bears_a_short(port))
        return sentences.add(
            "mono", phrase("A mono plug shorts one channel and a summing cable ties both together, "
                           "with only its {}{} in the way: use a stereo plug, and sum behind {} "
                           "each.",
                           source, port.source->at_most ? "," : "",
                           said(given({"summing_resistor", "ohm"}, 1e3), "1 kΩ")));
    const char* harmless =
        "A mono plug or a cable that sums both channels does no harm: its {} {}.";
    if (!short_circuit_amperes(port))
        return sentences.add("mono", phrase(harmless, source, "stand in the way"));
    const auto amperes = quoter.quote({"short_circuit_current", "A"},
                                      [](auto&, auto& p) { return short_circuit_amperes(p); });
    sentences.add("mono", phrase(harmless, source, phrase("let at most {} flow", said(amperes))));
}

void advise_balanced(const PortFacts& facts, Sentences& sentences) {
    if (facts.balanced.value_or(false))
        sentences.add("balanced",
                      "It is balanced: an unbalanced input takes one leg, of half the level, and "
                      "ground; leave the other leg open unless its manual says to ground it.");
}

}  // namespace

std::vector<result::Advice> line_cautions(const PortFacts& facts, const Capability& port,
                                          const Quoter& quoter) {
    Sentences sentences;
    advise_balanced(facts, sentences);
    advise_hum(facts, quoter, sentences);
    advise_mono(port, quoter, sentences);
    return std::move(sentences).all();
}

}  // namespace ohmloop::classify
