#pragma once

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/advice.hpp"

#include <string>
#include <vector>

namespace ohmloop::classify_tests {

[[nodiscard]] inline std::vector<std::string> texts_of(const std::vector<result::Advice>& advice) {
    std::vector<std::string> texts;
    for (const auto& one : advice) texts.push_back(one.text);
    return texts;
}

[[nodiscard]] inline std::vector<std::string> texts_on(const classify::PortFacts& facts) {
    return texts_of(classify::advice(facts, classify::capability(facts)));
}

[[nodiscard]] inline std::vector<std::string> advice_on(const TheveninPort& source,
                                                        const Bench& bench = {}) {
    return texts_on(classify::port_facts(measured(source, bench), "left"));
}

[[nodiscard]] inline profiles::Headphone headphone_of_300_ohm() {
    profiles::Headphone one;
    one.title = "Acme Q 1";
    one.nominal_ohm = 300;
    one.peak = profiles::ImpedancePeak{600, 100, 1};
    one.sensitivity = {104, profiles::SensitivityBasis::measured, 3};
    return one;
}

}  // namespace ohmloop::classify_tests
