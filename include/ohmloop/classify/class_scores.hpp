#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ohmloop::classify {

/// The classes evidence can speak for; undecided is a ruling, not a class.
enum class Candidate : std::size_t { line, headphone, hybrid, other };

inline constexpr std::array candidates{Candidate::line, Candidate::headphone, Candidate::hybrid,
                                       Candidate::other};

[[nodiscard]] std::string_view name_of(Candidate candidate);

/// One number a class: log-likelihoods in nats, or probabilities.
struct ClassScores {
    std::array<double, candidates.size()> score{};

    [[nodiscard]] double& operator[](Candidate c) { return score[static_cast<std::size_t>(c)]; }
    [[nodiscard]] double operator[](Candidate c) const {
        return score[static_cast<std::size_t>(c)];
    }
};

[[nodiscard]] ClassScores operator+(ClassScores a, const ClassScores& b);
/// The class with the largest score.
[[nodiscard]] Candidate best(const ClassScores& scores);
/// Log-likelihoods to probabilities that sum to 1: exp(score - max), normalised.
[[nodiscard]] ClassScores normalised(const ClassScores& log_scores);
/// Natural logarithm of each score; below 1e-12 counts as 1e-12.
[[nodiscard]] ClassScores logarithm(const ClassScores& scores);
/// With the best of them 0.
[[nodiscard]] ClassScores re_best(ClassScores log_scores);

}  // namespace ohmloop::classify
