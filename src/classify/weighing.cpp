#include "ohmloop/classify/weighing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::PortClass;

PortClass class_of(Candidate candidate) {
    switch (candidate) {
        case Candidate::line:
            return PortClass::line;
        case Candidate::headphone:
            return PortClass::headphone;
        case Candidate::hybrid:
            return PortClass::hybrid;
        case Candidate::other:
            return PortClass::other;
    }
    return PortClass::undecided;
}

/// Nats for a line driver, against the better of headphone and hybrid.
double for_line(const Evidence& evidence) {
    if (evidence.divides) return 0;
    const ClassScores& score = evidence.log_likelihood;
    return score[Candidate::line] - std::max(score[Candidate::headphone], score[Candidate::hybrid]);
}

std::string contradiction(const std::vector<Evidence>& evidence, const Settings& settings) {
    if (evidence.empty()) return {};
    const auto [least, most] = std::ranges::minmax_element(evidence, {}, for_line);
    const double strong = settings.contradiction_nats;
    if (for_line(*most) < strong || for_line(*least) > -strong) return {};
    return fmt::format("the evidence contradicts itself: {} speaks for a line output, {} against",
                       most->criterion, least->criterion);
}

/// What tells a line output from a headphone output by itself.
bool tells(const Evidence& one) {
    const bool of_source = one.criterion == "impedance" || one.criterion == "amplification" ||
                           one.criterion == "load_handling";
    return of_source && one.strength() > 0;
}

/// A few counted devices stand behind it, and its interval reaches down to next to nothing: beside
/// another figure it tells, alone it does not.
bool tells_beside_another(const Evidence& one, const std::vector<Evidence>& evidence) {
    constexpr double telling = 1;  // nats: what most line outputs are not says little
    const bool counted =
        one.criterion == "volume_control" || one.criterion == "device_compatibility";
    return counted && one.strength() > telling &&
           std::ranges::any_of(evidence, [&](const Evidence& other) {
               return other.criterion != one.criterion && !other.divides && other.strength() > 0;
           });
}

/// A level alone says next to nothing of line or headphone: both kinds of output give a volt or
/// two.
bool stands_on_little(const std::vector<Evidence>& evidence) {
    return std::ranges::none_of(evidence, [&](const Evidence& one) {
        return tells(one) || tells_beside_another(one, evidence);
    });
}

std::string reaches_only(const ClassScores& probabilities) {
    const Candidate top = best(probabilities);
    return fmt::format("the likeliest class, {}, reaches only {:.0f} %", name_of(top),
                       100 * probabilities[top]);
}

/// Why no class may be named; empty when one may.
std::string reason_against(Candidate top, double certainty, const ClassScores& probabilities,
                           const std::vector<Evidence>& evidence, const Settings& settings) {
    if (top != Candidate::other && stands_on_little(evidence))
        return "neither output impedance nor current under load was measured";
    if (certainty < settings.contradiction_settled_above)
        if (auto conflict = contradiction(evidence, settings); !conflict.empty()) return conflict;
    if (certainty >= settings.decided_above) return {};
    return reaches_only(probabilities);
}

/// Both are likely: headphone and hybrid, which no electrical test tells apart.
bool is_shared(const ClassScores& p) {
    constexpr double noticeable = 0.1;
    const Candidate top = best(p);
    return (top == Candidate::headphone || top == Candidate::hybrid) &&
           std::min(p[Candidate::headphone], p[Candidate::hybrid]) > noticeable;
}

/// Named with its twin, or at least told of it.
void name_twins(Weighing& weighing, const Settings& settings) {
    const ClassScores& p = weighing.probabilities;
    weighing.shared = is_shared(p);
    weighing.is_pair = weighing.shared && p[best(p)] < settings.decided_above;
}

/// Headphone and hybrid may be two names for one stage: certain enough together, the larger one
/// is the class; unless it is certain enough by itself, it is named with the other.
void rule(Weighing& weighing, const std::vector<Evidence>& evidence, const Settings& settings) {
    const ClassScores& p = weighing.probabilities;
    const Candidate top = best(p);
    const double certainty = is_shared(p) ? p[Candidate::headphone] + p[Candidate::hybrid] : p[top];
    if (weighing.reason.empty())
        weighing.reason = reason_against(top, certainty, p, evidence, settings);
    if (!weighing.reason.empty()) return;
    weighing.port_class = class_of(top);
    name_twins(weighing, settings);
}

/// Multiplies the odds of hybrid to headphone and leaves their sum.
void divide(ClassScores& p, const ClassScores& log_likelihood) {
    const double odds =
        std::exp(log_likelihood[Candidate::hybrid] - log_likelihood[Candidate::headphone]);
    const double together = p[Candidate::headphone] + p[Candidate::hybrid];
    const double parts = p[Candidate::headphone] + odds * p[Candidate::hybrid];
    if (parts <= 0) return;
    p[Candidate::headphone] *= together / parts;
    p[Candidate::hybrid] = together - p[Candidate::headphone];
}

}  // namespace

Weighing weigh(const std::vector<Evidence>& evidence, const Settings& settings,
               const std::string& objection) {
    ClassScores sum = logarithm(settings.priors);
    for (const Evidence& one : evidence)
        if (!one.divides) sum = sum + one.log_likelihood;
    Weighing weighing;
    weighing.reason = objection;
    weighing.probabilities = normalised(sum);
    for (const Evidence& one : evidence)
        if (one.divides) divide(weighing.probabilities, one.log_likelihood);
    rule(weighing, evidence, settings);
    return weighing;
}

Weighing with_probabilities(Weighing weighing, const ClassScores& probabilities,
                            const Settings& settings) {
    if (weighing.reason == reaches_only(weighing.probabilities))
        weighing.reason = reaches_only(probabilities);
    weighing.probabilities = probabilities;
    if (weighing.port_class != result::PortClass::undecided) name_twins(weighing, settings);
    return weighing;
}

}  // namespace ohmloop::classify
