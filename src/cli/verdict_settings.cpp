#include "cli/verdict_settings.hpp"

#include "ohmloop/cli/headphone_choice.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <sstream>
#include <vector>

namespace ohmloop::cli {

namespace {

using classify::Candidate;
using classify::candidates;
using classify::ClassScores;

Candidate class_called(const std::string& name) {
    std::vector<std::string> known;
    for (const Candidate c : candidates) {
        if (classify::name_of(c) == name) return c;
        known.emplace_back(classify::name_of(c));
    }
    throw ParseError(fmt::format("unknown class '{}'{}", name, suggestion(name, known)));
}

double parse_share(const std::string& text) {
    const double share = parse_number(text);
    if (share < 0 || share > 1) throw ParseError(fmt::format("{} is no share from 0 to 1", text));
    return share;
}

using Shares = std::array<std::optional<double>, candidates.size()>;

Shares named_shares(const std::string& text) {
    Shares shares;
    std::istringstream pairs(text);
    for (std::string pair; std::getline(pairs, pair, ',');) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos)
            throw ParseError(fmt::format("'{}' should read CLASS=SHARE", pair));
        auto& share = shares.at(static_cast<std::size_t>(class_called(pair.substr(0, equals))));
        if (share) throw ParseError(fmt::format("'{}' is given twice", pair.substr(0, equals)));
        share = parse_share(pair.substr(equals + 1));
    }
    return shares;
}

}  // namespace

ClassScores parse_priors(const std::string& text) {
    constexpr double rounding = 1e-6;
    const auto shares = named_shares(text);
    const ClassScores usual = classify::Settings{}.priors;
    double named = 0;
    double others = 0;
    for (const Candidate c : candidates) {
        const auto& share = shares.at(static_cast<std::size_t>(c));
        (share ? named : others) += share ? *share : usual[c];
    }
    if (named > 1 + rounding || (others == 0 && named < 1 - rounding))
        throw ParseError(fmt::format("the shares come to {:.4g}, not to 1", named));
    ClassScores priors;
    for (const Candidate c : candidates) {
        const auto& share = shares.at(static_cast<std::size_t>(c));
        priors[c] = share ? *share : std::max(0.0, 1 - named) * usual[c] / others;
    }
    return priors;
}

classify::Question read_question(const Options& options) {
    classify::Question question{find_verdict_settings(), read_headphones(options)};
    if (const auto priors = options.read("priors", parse_priors))
        question.settings.priors = *priors;
    return question;
}

}  // namespace ohmloop::cli
