#include "ohmloop/classify/classify.hpp"

#include "classify/capability_grid.hpp"
#include "classify/channel_difference.hpp"
#include "classify/noise_under_load.hpp"

#include "ohmloop/classify/advice.hpp"
#include "ohmloop/classify/contribution.hpp"
#include "ohmloop/classify/criteria.hpp"
#include "ohmloop/classify/fitness.hpp"
#include "ohmloop/classify/load_groups.hpp"
#include "ohmloop/classify/next_measurement.hpp"
#include "ohmloop/classify/received_level.hpp"
#include "ohmloop/result/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::PortClass;
using result::Result;
using result::Verdict;

const char* described(PortClass port_class) {
    switch (port_class) {
        case PortClass::line:
            return "Line output";
        case PortClass::headphone:
            return "Headphone output";
        case PortClass::hybrid:
            return "Hybrid of line and headphone output";
        case PortClass::other:
            return "Neither line nor headphone output";
        case PortClass::undecided:
            break;
    }
    return "Undecided";
}

/// Loudspeakers are driven from 0.01 to 3 ohm, valves' included, and 8 V are 8 W into 8 ohm; what
/// has such an impedance and gives less, or is not known to, drives headphones as well.
bool drives_loudspeakers(const Capability& port) {
    constexpr double most_ohm = 4;
    constexpr double least_v = 8;
    return port.source && port.source->resistance_ohm() < most_ohm && port.clean_emf_v &&
           *port.clean_emf_v >= least_v;
}

/// What a port of class `other` looks like.
std::string looks_like(const PortFacts& facts, const Capability& port) {
    if (gives_nothing(facts))
        return "; next to nothing comes out: it looks like an input, or its volume is at minimum. "
               "Turn it up, or look for the output beside it, and measure again";
    constexpr double instrument_ohm = 5000;
    if (drives_loudspeakers(port)) return "; it looks like a loudspeaker amplifier";
    if (port.source && !port.source->at_most && port.source->resistance_ohm() >= instrument_ohm)
        return "; its impedance looks like an instrument, pickup or pedal";
    return "; it looks like nothing made to be plugged into";
}

/// The criteria that carry the class, strongest first, at most two.
std::string deciding(const Verdict& verdict, Candidate winner) {
    std::vector<const result::Criterion*> speaking;
    for (const result::Criterion& criterion : verdict.criteria)
        if (criterion.strength > 0.5 && criterion.points_to == name_of(winner))
            speaking.push_back(&criterion);
    std::ranges::sort(speaking, std::ranges::greater{}, &result::Criterion::strength);
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, speaking.size()); ++i) {
        std::string name = speaking[i]->name;
        std::ranges::replace(name, '_', ' ');
        text += fmt::format("{}{}", i == 0 ? ", told by its " : " and its ", name);
    }
    return text;
}

/// What the other of headphone and hybrid holds, where it holds much.
std::string told_of_twin(const Weighing& weighing, Candidate winner, const Capability& port) {
    if (!weighing.shared && !weighing.is_pair) return {};
    const Candidate twin = winner == Candidate::hybrid ? Candidate::headphone : Candidate::hybrid;
    const auto percent = [&](Candidate c) { return 100 * weighing.probabilities[c]; };
    const auto shares = weighing.is_pair
                            ? fmt::format("{} has {:.0f} %, {} {:.0f} %", name_of(winner),
                                          percent(winner), name_of(twin), percent(twin))
                            : fmt::format("{} has {:.0f} %", name_of(twin), percent(twin));
    return fmt::format("; {}: {}", shares,
                       port.volts ? "no electrical test tells the two apart"
                                  : "without volts the two cannot be told apart");
}

/// S/PDIF over coax (IEC 60958-3) has 75 ohm within 5 % and 0.5 V peak to peak into 75 ohm, within
/// 20 %: 1 V without a load, which sheets call 0.35 V (a sine of it) or 0.5 V. Nothing measured is
/// one: it plays no tones.
std::string told_of_digital(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    const auto& ohm = facts.impedance_ohm;
    const bool of_sheet = facts.channel.empty();
    if (!of_sheet || !ohm || !ohm->is_measured() || !open || !open->max_level) return {};
    const bool matched = ohm->value > 71.2 && ohm->value < 78.8;
    const double volts = open->max_level->value;
    const bool of_its_level = open->max_level->is_measured() && volts > 0.28 && volts < 0.6;
    if (!matched || !of_its_level) return {};
    return fmt::format(
        " It looks like a digital output (S/PDIF) as well: {:.3g} Ω and {:.2g} V are what those "
        "have, and they carry no audio to amplify.",
        ohm->value, volts);
}

std::string what_would_help(const PortFacts& facts, const Capability& port,
                            const ClassScores& probabilities, const Settings& settings) {
    if (facts.may_sense_load)
        return "check the levels against their source, or measure it with two light loads and two "
               "heavy ones, which shows whether it senses them";
    if (!facts.contradiction.empty()) return "check them against their source";
    return next_measurement(facts, port, probabilities, settings.populations).text;
}

std::string summary(const Verdict& verdict, const Weighing& weighing, const PortFacts& facts,
                    const Capability& port, const Settings& settings) {
    if (weighing.port_class == PortClass::undecided)
        return fmt::format("Undecided: {}. What would help most: {}.{}", weighing.reason,
                           what_would_help(facts, port, weighing.probabilities, settings),
                           told_of_digital(facts));
    const Candidate winner = best(weighing.probabilities);
    const char* named =
        weighing.is_pair ? "Headphone or hybrid output" : described(weighing.port_class);
    std::string text = named + deciding(verdict, winner);
    if (winner == Candidate::other) text += looks_like(facts, port);
    return text + told_of_twin(weighing, winner, port) + "." + told_of_digital(facts);
}

/// Each group is called by what its loads get alone, the port by all there is, so that they may
/// differ: a hybrid is made of both kinds, other ports are what some group of theirs is.
std::string told_of_groups(const Verdict& verdict) {
    const auto is_class = [](PortClass port_class) {
        return
            [port_class](const result::LoadGroup& group) { return group.port_class == port_class; };
    };
    const auto& groups = verdict.load_groups;
    const bool decided = verdict.port_class != PortClass::undecided;
    if (groups.empty() || !decided || verdict.port_class == PortClass::hybrid ||
        std::ranges::any_of(groups, is_class(verdict.port_class)))
        return {};
    return fmt::format(
        " No group of loads is called {} by what it gets; the port is, its impedance and all else "
        "counted.",
        result::name_of(verdict.port_class));
}

std::string told_of_noise(const PortFacts& facts) {
    if (!noise_kept_db(facts)) return {};
    return " But its noise does not fall with its level under load, as that of one linear source "
           "does: it may sense its load. Add loads between.";
}

std::string whole_summary(const Verdict& verdict, const Weighing& weighing, const PortFacts& facts,
                          const Capability& port, const Settings& settings) {
    return summary(verdict, weighing, facts, port, settings) + told_of_groups(verdict) +
           told_of_noise(facts);
}

/// What forbids a class although figures are there.
std::string objection(const PortFacts& facts) {
    if (!facts.contradiction.empty()) return facts.contradiction;
    if (!facts.rises_with_load) return {};
    return "the level rises when a load is connected: the port senses its load, or takes are mixed "
           "up";
}

void fill(Verdict& verdict, const Weighing& weighing) {
    verdict.port_class = weighing.port_class;
    verdict.or_class.reset();
    if (weighing.is_pair)
        verdict.or_class =
            weighing.port_class == PortClass::hybrid ? PortClass::headphone : PortClass::hybrid;
    for (const Candidate c : candidates)
        verdict.probabilities[std::string(name_of(c))] = weighing.probabilities[c];
}

/// What one channel says, with what the port's verdict is made from.
struct ChannelOpinion {
    PortFacts facts;
    Capability port;
    Weighing weighing;
    Progress progress;
    Verdict verdict;
};

void add_contributions(Verdict& verdict, const Progress& progress) {
    const auto added = contributions(progress);
    for (result::Criterion& criterion : verdict.criteria) {
        const auto found = added.find(criterion.name);
        const Contribution own = found == added.end() ? Contribution{} : found->second;
        criterion.log_likelihood_ratio = own.log_likelihood_ratio;
        for (const Candidate c : candidates)
            criterion.log_likelihood[std::string(name_of(c))] = own.log_likelihood[c];
    }
}

void add_uncertainties(Verdict& verdict, const PortFacts& facts, const Settings& settings) {
    const auto uncertainties = ratio_uncertainties(facts, settings);
    for (result::Criterion& criterion : verdict.criteria) {
        criterion.uncertainty = 0;
        const auto found = uncertainties.find(criterion.name);
        if (found == uncertainties.end() || found->second.together() == 0) continue;
        criterion.uncertainty = found->second.together();
        criterion.uncertainty_terms = {{"figures", found->second.figures},
                                       {"populations", found->second.populations}};
    }
}

ChannelOpinion opinion(PortFacts facts, const Question& question) {
    const Settings& settings = question.settings;
    ChannelOpinion one;
    one.facts = std::move(facts);
    one.port = capability(one.facts);
    const std::vector<Evidence> evidence =
        classify::evidence(one.facts, one.port, settings.populations);
    one.weighing = weigh(evidence, settings, objection(one.facts));
    fill(one.verdict, one.weighing);
    for (const Candidate c : candidates)
        one.verdict.priors[std::string(name_of(c))] = settings.priors[c];
    one.verdict.hybrid_likelihood =
        "constructed from its definition: of hybrids no population is published";
    one.verdict.serves_as_line = serves_as_line(one.facts, one.port);
    one.verdict.serves_as_headphone = serves_as_headphone(one.facts, one.port);
    one.verdict.criteria = criteria(one.facts, one.port, evidence, settings.populations);
    one.progress = progress(evidence, settings);
    add_contributions(one.verdict, one.progress);
    add_uncertainties(one.verdict, one.facts, settings);
    one.verdict.load_groups = load_groups(one.facts, settings);
    // Of figures that contradict each other none is a fact.
    if (one.facts.has_figures() && one.facts.contradiction.empty())
        one.verdict.capability = capability_grid(one.facts, one.port, Quoter(one.facts, one.port));
    one.verdict.advice = advice(one.facts, one.port, question.headphones);
    one.verdict.summary = whole_summary(one.verdict, one.weighing, one.facts, one.port, settings);
    return one;
}

/// What only one channel tells stands for both; one stage is as uncertain as its worse channel.
void join_criteria(Verdict& verdict, const ChannelOpinion& a, const ChannelOpinion& b) {
    for (std::size_t i = 0; i < verdict.criteria.size(); ++i) {
        result::Criterion& joined = verdict.criteria[i];
        for (const ChannelOpinion* one : {&a, &b}) {
            const result::Criterion& own = one->verdict.criteria[i];
            if (own.measured && !joined.measured) joined = own;
        }
        for (const ChannelOpinion* one : {&a, &b}) {
            const result::Criterion& own = one->verdict.criteria[i];
            if (own.uncertainty.value_or(0) <= joined.uncertainty.value_or(0)) continue;
            joined.uncertainty = own.uncertainty;
            joined.uncertainty_terms = own.uncertainty_terms;
        }
    }
    add_contributions(verdict, mean_of(a.progress, b.progress));
}

/// The softer promises no more than either gives; the one that knows more comes before it.
const ChannelOpinion& leading(const ChannelOpinion& a, const ChannelOpinion& b) {
    if (knows_more(b.verdict, a.verdict)) return b;
    if (knows_more(a.verdict, b.verdict)) return a;
    return louder_by_db(a.facts, b.facts).value_or(0) > 0 ? b : a;
}

/// Where the channels differ quality is that of the worse, loudness that of the louder.
void join_judgements(Verdict& verdict, const ChannelOpinion& lead, const ChannelOpinion& other) {
    const std::string& channel = other.facts.channel;
    verdict.serves_as_line =
        worse_fitness(verdict.serves_as_line, other.verdict.serves_as_line, channel);
    verdict.serves_as_headphone =
        worse_fitness(verdict.serves_as_headphone, other.verdict.serves_as_headphone, channel);
    if (louder_by_db(other.facts, lead.facts).value_or(0) > 0)
        verdict.advice = with_loudness_of(verdict.advice, other.verdict.advice, channel);
}

std::string told_of_difference(const ChannelOpinion& lead, const ChannelOpinion& other) {
    const auto louder = louder_by_db(other.facts, lead.facts);
    if (!louder) return {};
    return fmt::format(" But the channels differ by {:.1f} dB: levels are told of {}, the {}.",
                       std::abs(*louder), lead.facts.channel, *louder > 0 ? "softer" : "louder");
}

/// Mean probabilities of two channels; a class only where both stand behind it.
Verdict joint(const ChannelOpinion& a, const ChannelOpinion& b, const Settings& settings) {
    const ChannelOpinion& lead = leading(a, b);
    const ChannelOpinion& other = &lead == &a ? b : a;
    Verdict verdict = lead.verdict;
    join_criteria(verdict, a, b);
    join_judgements(verdict, lead, other);
    ClassScores mean;
    for (const Candidate c : candidates)
        mean[c] = (a.weighing.probabilities[c] + b.weighing.probabilities[c]) / 2;
    const Weighing joined = with_probabilities(lead.weighing, mean, settings);
    fill(verdict, joined);
    verdict.summary = whole_summary(verdict, joined, lead.facts, lead.port, settings) +
                      told_of_difference(lead, other);
    if (a.weighing.port_class == b.weighing.port_class) return verdict;
    const bool lead_holds = lead.weighing.port_class != PortClass::undecided &&
                            best(mean) == best(lead.weighing.probabilities) &&
                            mean[best(mean)] >= settings.decided_above;
    const auto difference = fmt::format("the channels differ: {} {}, {} {}", a.facts.channel,
                                        described(a.weighing.port_class), b.facts.channel,
                                        described(b.weighing.port_class));
    if (lead_holds) {
        verdict.summary += fmt::format(" But {}.", difference);
    } else {
        verdict.port_class = PortClass::undecided;
        verdict.or_class.reset();
        const bool other_lost = !other.facts.lost_takes.empty();
        const ChannelOpinion& wanting = other_lost && lead.facts.lost_takes.empty() ? other : lead;
        verdict.summary = fmt::format("Undecided: {}. What would help most: {}.", difference,
                                      what_would_help(wanting.facts, wanting.port, mean, settings));
    }
    return verdict;
}

}  // namespace

bool knows_more(const Verdict& a, const Verdict& b) {
    const auto known = [](const Verdict& verdict) {
        return std::ranges::count_if(verdict.criteria, &result::Criterion::measured);
    };
    return known(a) > known(b);
}

Verdict verdict_on(const PortFacts& facts, const Question& question) {
    return opinion(facts, question).verdict;
}

void add_verdict(Result& result, const Question& question) {
    std::vector<ChannelOpinion> opinions;
    for (const char* channel : {"left", "right"}) {
        ChannelOpinion one = opinion(port_facts(result, channel), question);
        if (one.facts.has_figures()) opinions.push_back(std::move(one));
    }
    result.channel_verdicts.clear();
    for (const ChannelOpinion& one : opinions)
        result.channel_verdicts[one.facts.channel] = one.verdict;
    if (opinions.empty())
        result.verdict = opinion(port_facts(result, "left"), question).verdict;
    else if (opinions.size() == 1)
        result.verdict = opinions.front().verdict;
    else
        result.verdict = joint(opinions[0], opinions[1], question.settings);
}

}  // namespace ohmloop::classify
