#include "ohmloop/classify/jack_pair.hpp"

#include "classify/same_stage.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::PairVerdict;

/// Of a device with two jacks: one of each kind, or two of one.
constexpr double one_of_each = 0.42;  // each way round
constexpr double two_line = 0.06;
constexpr double two_headphone = 0.06;
constexpr double anything_else = 0.04;
/// 20 of 23 published pairs, with half a pair added to either side.
const double order_nats = std::log(20.5 / 3.5);
/// Below this ratio two impedances are one, read twice.
constexpr double apart = 1.3;

/// What a jack's figures say of its role, up to a factor both roles share: its probabilities with
/// the odds before anything was measured taken out.
struct Roles {
    double line = 0;
    double headphone = 0;  ///< or hybrid
    double other = 0;
};

Roles roles_of(const Jack& jack, const ClassScores& priors) {
    const auto& p = jack.probabilities;
    const double drives = p[Candidate::headphone] + p[Candidate::hybrid];
    const double prior = priors[Candidate::headphone] + priors[Candidate::hybrid];
    return {p[Candidate::line] / priors[Candidate::line], drives / prior,
            p[Candidate::other] / priors[Candidate::other]};
}

/// ln of the ratio of the impedances, where they are measured and apart.
double order_of(const std::array<Jack, 2>& jacks) {
    const auto& a = jacks[0].facts.impedance_ohm;
    const auto& b = jacks[1].facts.impedance_ohm;
    if (!a || !b || !a->is_measured() || !b->is_measured()) return 0;
    if (a->low <= b->high && b->low <= a->high) return 0;
    const double nepers = std::log(a->value / b->value);
    return std::abs(nepers) < std::log(apart) ? 0 : nepers;
}

/// Nats by which the order of the impedances speaks for the first jack as the line output, beyond
/// what the roles have of it by themselves.
double order_evidence(const std::array<Jack, 2>& jacks, double alone) {
    const double order = order_of(jacks);
    if (order == 0) return 0;
    const double wanted = order > 0 ? order_nats : -order_nats;
    if (alone * wanted < 0) return wanted;
    return std::abs(alone) >= order_nats ? 0 : wanted - alone;
}

std::map<std::string, double> probabilities(const std::array<Jack, 2>& jacks,
                                            const ClassScores& priors) {
    const Roles a = roles_of(jacks[0], priors);
    const Roles b = roles_of(jacks[1], priors);
    const auto safe = [](double x) { return std::max(x, 1e-9); };
    const double alone =
        std::log(safe(a.line * b.headphone)) - std::log(safe(a.headphone * b.line));
    const double by_order = std::exp(order_evidence(jacks, alone) / 2);
    std::map<std::string, double> p{
        {"line, headphone", one_of_each * a.line * b.headphone * by_order},
        {"headphone, line", one_of_each * a.headphone * b.line / by_order},
        {"line, line", two_line * a.line * b.line},
        {"headphone, headphone", two_headphone * a.headphone * b.headphone},
        {"other", anything_else * std::max(a.other * std::max(b.line, b.headphone),
                                           b.other * std::max(a.line, a.headphone))}};
    double sum = 0;
    for (const auto& [roles, value] : p) sum += value;
    for (auto& [roles, value] : p) value = sum > 0 ? value / sum : 0;
    return p;
}

std::string which(const PairVerdict& pair) {
    const auto likeliest =
        std::max_element(pair.probabilities.begin(), pair.probabilities.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const double percent = 100 * likeliest->second;
    if (!pair.line_jack.empty()) {
        const auto& other = pair.jacks[0] == pair.line_jack ? pair.jacks[1] : pair.jacks[0];
        return fmt::format("{} is the line out, {} the headphone out ({:.0f} %)", pair.line_jack,
                           other, percent);
    }
    if (likeliest->first == "line, line")
        return fmt::format("both are line outs ({:.0f} %)", percent);
    if (likeliest->first == "headphone, headphone")
        return fmt::format("both are headphone outs ({:.0f} %)", percent);
    return "which of the two is the line out is undecided: measure both into about 33 ohm, at full "
           "volume";
}

}  // namespace

Jack jack_of(std::string name, const result::Result& result) {
    expects(result.verdict.has_value(), "a jack is compared after its verdict");
    Jack jack;
    jack.name = std::move(name);
    const auto left = port_facts(result, "left");
    jack.facts = left.has_figures() ? left : port_facts(result, "right");
    for (const Candidate c : candidates) {
        const auto found = result.verdict->probabilities.find(std::string(name_of(c)));
        jack.probabilities[c] = found == result.verdict->probabilities.end() ? 0 : found->second;
    }
    return jack;
}

PairVerdict judge_pair(const std::array<Jack, 2>& jacks, const Settings& settings) {
    PairVerdict pair;
    pair.jacks = {jacks[0].name, jacks[1].name};
    pair.probabilities = probabilities(jacks, settings.priors);
    if (pair.probabilities["line, headphone"] >= settings.decided_above)
        pair.line_jack = jacks[0].name;
    if (pair.probabilities["headphone, line"] >= settings.decided_above)
        pair.line_jack = jacks[1].name;
    pair.sentences.push_back(which(pair));
    const auto stage = compare_stages(jacks);
    pair.one_stage = stage.same;
    pair.sentences.push_back(stage.sentence);
    const bool second_is_line = pair.line_jack == jacks[1].name;
    const Jack& plain = second_is_line ? jacks[1] : jacks[0];
    const Jack& driven = second_is_line ? jacks[0] : jacks[1];
    for (auto& sentence : cost_of(plain, driven)) pair.sentences.push_back(std::move(sentence));
    return pair;
}

}  // namespace ohmloop::classify
