#pragma once

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/classify.hpp"

#include <utility>

namespace ohmloop::classify_tests {

[[nodiscard]] inline TheveninPort port(double volts, double ohm) {
    return {.full_scale_v = volts, .ohm = ohm};
}
[[nodiscard]] inline TheveninPort limited(double volts, double ohm, double peak_a) {
    TheveninPort p = port(volts, ohm);
    p.current_peak_a = peak_a;
    return p;
}
[[nodiscard]] inline TheveninPort coupled(TheveninPort p, double farads) {
    p.farads = farads;
    return p;
}
[[nodiscard]] inline TheveninPort railed(double volts, double ohm, double rail_peak_v) {
    TheveninPort p = port(volts, ohm);
    p.rail_peak_v = rail_peak_v;
    return p;
}
[[nodiscard]] inline TheveninPort tube() {
    TheveninPort p = port(12, 120);
    p.h2 = 0.02;
    p.h2_at_v = 5;
    return p;
}
[[nodiscard]] inline Bench loads(std::vector<double> ohms) {
    Bench bench;
    bench.loads_ohm = std::move(ohms);
    return bench;
}
[[nodiscard]] inline Bench without_volts() {
    Bench bench;
    bench.volts = false;
    return bench;
}

[[nodiscard]] inline result::Verdict verdict_on(const TheveninPort& source,
                                                const Bench& bench = {}) {
    auto result = measured(source, bench);
    classify::add_verdict(result);
    return *result.verdict;
}

}  // namespace ohmloop::classify_tests
