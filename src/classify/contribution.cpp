#include "ohmloop/classify/contribution.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

double log_ratio(const ClassScores& probabilities) {
    return std::log(probabilities[Candidate::line]) -
           std::log(probabilities[Candidate::headphone] + probabilities[Candidate::hybrid]);
}

}  // namespace

Progress progress(const std::vector<Evidence>& evidence, const Settings& settings) {
    std::vector<Evidence> ordered = evidence;
    std::ranges::stable_partition(ordered, [](const Evidence& one) { return !one.divides; });
    Progress progress{weigh({}, settings).probabilities, {}};
    std::vector<Evidence> weighed;
    for (const Evidence& one : ordered) {
        weighed.push_back(one);
        progress.steps.push_back({one.criterion, weigh(weighed, settings).probabilities});
    }
    return progress;
}

Progress mean_of(const Progress& a, const Progress& b) {
    expects(a.steps.size() == b.steps.size(), "both channels are judged by the same criteria");
    auto mean = [](const ClassScores& one, const ClassScores& other) {
        ClassScores scores;
        for (const Candidate c : candidates) scores[c] = (one[c] + other[c]) / 2;
        return scores;
    };
    Progress both{mean(a.priors, b.priors), {}};
    for (std::size_t i = 0; i < a.steps.size(); ++i)
        both.steps.push_back(
            {a.steps[i].criterion, mean(a.steps[i].probabilities, b.steps[i].probabilities)});
    return both;
}

std::map<std::string_view, Contribution> contributions(const Progress& progress) {
    std::map<std::string_view, Contribution> all;
    ClassScores before = progress.priors;
    for (const Progress::Step& step : progress.steps) {
        const ClassScores& after = step.probabilities;
        Contribution& one = all[step.criterion];
        for (const Candidate c : candidates) one.log_likelihood[c] = std::log(after[c] / before[c]);
        one.log_likelihood_ratio = log_ratio(after) - log_ratio(before);
        before = after;
    }
    return all;
}

}  // namespace ohmloop::classify
