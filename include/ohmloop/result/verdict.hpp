#pragma once

#include <map>
#include <string>
#include <vector>

namespace ohmloop::result {

enum class PortClass { line, headphone, hybrid, other, undecided };
enum class Answer { yes, with_reservations, no, unknown };

struct Fitness {
    Answer answer = Answer::unknown;
    std::vector<std::string> reasons;
};

/// One of the nine criteria: what was measured, which way it points and how strongly.
struct Criterion {
    std::string name;  ///< signal_level ... device_compatibility
    bool measured = false;
    std::string text;       ///< what was measured, or "not measured: why"
    std::string points_to;  ///< "line", "headphone", "hybrid", "other", "" (neither)
    double strength = 0;    ///< |log-likelihood ratio| in nats, 0 when neutral
};

struct Verdict {
    PortClass port_class = PortClass::undecided;
    std::map<std::string, double> probabilities;  ///< line, headphone, hybrid, other; sums to 1
    Fitness serves_as_line;
    Fitness serves_as_headphone;
    std::vector<Criterion> criteria;  ///< always nine, in the interface's order
    std::vector<std::string> advice;
    std::string summary;  ///< one sentence: the class, why, and what would help when undecided
};

/// Two jacks of one device, judged beside each other.
struct PairVerdict {
    std::vector<std::string> jacks;  ///< their two names
    std::string line_jack;           ///< one of them; empty: undecided, or both are of a kind
    /// Of what the two are: "line, headphone", "headphone, line", "line, line", "headphone,
    /// headphone", "other", in the order of `jacks`; headphone includes hybrid. Sums to 1.
    std::map<std::string, double> probabilities;
    Answer one_stage = Answer::unknown;
    std::vector<std::string> sentences;  ///< which, whether one stage, what the second costs
};

}  // namespace ohmloop::result
