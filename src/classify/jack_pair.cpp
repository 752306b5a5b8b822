#include "ohmloop/classify/jack_pair.hpp"

#include "classify/same_stage.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/next_measurement.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ohmloop::classify {

namespace {

using result::PairVerdict;

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
/// what the impedances by themselves say of that.
double order_evidence(const std::array<Jack, 2>& jacks) {
    const double order = order_of(jacks);
    if (order == 0) return 0;
    const double wanted = order > 0 ? order_nats : -order_nats;
    const double alone = jacks[0].impedance_nats - jacks[1].impedance_nats;
    if (alone * wanted < 0) return wanted;
    return std::abs(alone) >= order_nats ? 0 : wanted - alone;
}

/// How often devices with two outputs have which, half a device added to each; an `other` is as
/// frequent as among single jacks.
struct PairPriors {
    PairPriors(const profiles::JackPairs& published, double other_share) : other(other_share) {
        const double known =
            published.one_of_each + published.two_line + published.two_headphone + 1.5;
        const auto share = [&](double devices) { return (1 - other) * (devices + 0.5) / known; };
        each_way = share(published.one_of_each) / 2;
        two_line = share(published.two_line);
        two_headphone = share(published.two_headphone);
    }
    double other;
    double each_way = 0;
    double two_line = 0;
    double two_headphone = 0;
};

/// Probability of the order that was seen: n nats of odds, and evens where both are of a kind.
double seen(double nats) { return 1 / (1 + std::exp(-nats)); }

std::map<std::string, double> probabilities(const std::array<Jack, 2>& jacks,
                                            const Settings& settings) {
    const Roles a = roles_of(jacks[0], settings.priors);
    const Roles b = roles_of(jacks[1], settings.priors);
    const auto& published = settings.populations.jack_pairs;
    const PairPriors priors(published, settings.priors[Candidate::other]);
    const double order = order_evidence(jacks);
    constexpr double either = 0.5;
    std::map<std::string, double> p{
        {"line, headphone", priors.each_way * a.line * b.headphone * seen(order)},
        {"headphone, line", priors.each_way * a.headphone * b.line * seen(-order)},
        {"line, line", priors.two_line * a.line * b.line * either},
        {"headphone, headphone", priors.two_headphone * a.headphone * b.headphone * either},
        {"other", priors.other * either *
                      std::max(a.other * std::max(b.line, b.headphone),
                               b.other * std::max(a.line, a.headphone))}};
    double sum = 0;
    for (const auto& [roles, value] : p) sum += value;
    for (auto& [roles, value] : p) value = sum > 0 ? value / sum : 0;
    return p;
}

/// Of the jack of which more is to be learned.
std::string what_would_help(const std::array<Jack, 2>& jacks,
                            const profiles::Populations& populations) {
    const auto next = [&](const Jack& jack) {
        return next_measurement(jack.facts, capability(jack.facts), jack.probabilities,
                                populations);
    };
    const auto first = next(jacks[0]);
    const auto second = next(jacks[1]);
    const bool of_second = second.nats > first.nats;
    const auto& text = of_second ? second.text : first.text;
    if (first.nats <= 0 && second.nats <= 0) return text;
    return fmt::format("of {}, {}", jacks[of_second ? 1 : 0].name, text);
}

std::string which(const PairVerdict& pair, const std::array<Jack, 2>& jacks,
                  const Settings& settings) {
    const double decided_above = settings.decided_above;
    const auto likeliest =
        std::max_element(pair.probabilities.begin(), pair.probabilities.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const double percent = 100 * likeliest->second;
    if (!pair.line_jack.empty()) {
        const auto& other = pair.jacks[0] == pair.line_jack ? pair.jacks[1] : pair.jacks[0];
        return fmt::format("{} is the line out, {} the headphone out ({:.0f} %)", pair.line_jack,
                           other, percent);
    }
    const bool decided = likeliest->second >= decided_above;
    if (decided && likeliest->first == "line, line")
        return fmt::format("both are line outs ({:.0f} %)", percent);
    if (decided && likeliest->first == "headphone, headphone")
        return fmt::format("both are headphone outs ({:.0f} %)", percent);
    return fmt::format("which of the two is the line out is undecided; what would help most: {}",
                       what_would_help(jacks, settings.populations));
}

void add(const Phrase& sentence, PairVerdict& pair) {
    pair.sentences.push_back(sentence.text);
    std::ranges::copy(sentence.figures, std::back_inserter(pair.figures));
}

/// The channel whose facts the verdict's words are of.
std::string telling_channel(const result::Result& result) {
    const auto& channels = result.channel_verdicts;
    const auto left = channels.find("left");
    const auto right = channels.find("right");
    if (right == channels.end()) return "left";
    if (left == channels.end()) return "right";
    return knows_more(right->second, left->second) ? "right" : "left";
}

}  // namespace

Jack jack_of(std::string name, const result::Result& result) {
    expects(result.verdict.has_value(), "a jack is compared after its verdict");
    Jack jack;
    jack.name = std::move(name);
    jack.facts = port_facts(result, telling_channel(result));
    for (const result::Criterion& criterion : result.verdict->criteria)
        if (criterion.name == "impedance")
            jack.impedance_nats = criterion.log_likelihood_ratio.value_or(0);
    for (const Candidate c : candidates) {
        const auto found = result.verdict->probabilities.find(std::string(name_of(c)));
        jack.probabilities[c] = found == result.verdict->probabilities.end() ? 0 : found->second;
    }
    return jack;
}

PairVerdict judge_pair(const std::array<Jack, 2>& jacks, const Settings& settings) {
    PairVerdict pair;
    pair.jacks = {jacks[0].name, jacks[1].name};
    pair.probabilities = probabilities(jacks, settings);
    if (pair.probabilities["line, headphone"] >= settings.decided_above)
        pair.line_jack = jacks[0].name;
    if (pair.probabilities["headphone, line"] >= settings.decided_above)
        pair.line_jack = jacks[1].name;
    pair.sentences.push_back(which(pair, jacks, settings));
    const auto stage = compare_stages(jacks);
    pair.one_stage = stage.same;
    add(stage.sentence, pair);
    const bool second_is_line = pair.line_jack == jacks[1].name;
    const Jack& plain = second_is_line ? jacks[1] : jacks[0];
    const Jack& driven = second_is_line ? jacks[0] : jacks[1];
    for (const Phrase& sentence : cost_of(plain, driven)) add(sentence, pair);
    return pair;
}

}  // namespace ohmloop::classify
