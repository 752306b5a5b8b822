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

}  // namespace ohmloop::result
