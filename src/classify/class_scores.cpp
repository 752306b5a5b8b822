#include "ohmloop/classify/class_scores.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

std::string_view name_of(Candidate candidate) {
    constexpr std::array<std::string_view, candidates.size()> names{"line", "headphone", "hybrid",
                                                                    "other"};
    return names.at(static_cast<std::size_t>(candidate));
}

ClassScores operator+(ClassScores a, const ClassScores& b) {
    for (const Candidate c : candidates) a[c] += b[c];
    return a;
}

Candidate best(const ClassScores& scores) {
    return *std::ranges::max_element(candidates, {}, [&](Candidate c) { return scores[c]; });
}

ClassScores normalised(const ClassScores& log_scores) {
    const double top = log_scores[best(log_scores)];
    ClassScores result;
    double sum = 0;
    for (const Candidate c : candidates) sum += result[c] = std::exp(log_scores[c] - top);
    for (const Candidate c : candidates) result[c] /= sum;
    return result;
}

ClassScores logarithm(const ClassScores& scores) {
    ClassScores result;
    for (const Candidate c : candidates) result[c] = std::log(std::max(scores[c], 1e-12));
    return result;
}

ClassScores re_best(ClassScores log_scores) {
    const double top = log_scores[best(log_scores)];
    for (const Candidate c : candidates) log_scores[c] -= top;
    return log_scores;
}

}  // namespace ohmloop::classify
