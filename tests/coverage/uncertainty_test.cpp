#include "support/closed_circuit.hpp"
#include "support/coverage_pool.hpp"
#include "support/interval_pool.hpp"
#include "support/simulated_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ohmloop {

namespace {

/// Sources from below an ohm to where 33 ohm would be taken for a short, with and without a
/// capacitor and an inductance.
profiles::VirtualPort port_of(unsigned seed) {
    const double resistances[] = {0.9, 5, 33, 213, 0.3, 75, 470};
    const double capacitances[] = {0, 47e-6, 470e-6, 0, 10e-6};
    const double inductances[] = {0, 2e-6, 0, 20e-6, 100e-6, 0};
    profiles::VirtualPort port;
    port.full_scale = Volts(2);
    port.source_resistance = Ohms(resistances[seed % 7]);
    if (const double c = capacitances[seed % 5]; c > 0) port.coupling_capacitance = Farads(c);
    port.source_inductance = Henries(inductances[seed % 6]);
    port.noise_density = 20e-9;
    return port;
}

audio_io::SimulatedSetup setup_of(unsigned seed) {
    audio_io::SimulatedSetup setup;
    setup.port = port_of(seed);
    setup.card = test::built_in_card();
    setup.card.resistance_tolerance = 0.05;
    setup.card.capacitance_tolerance = 0.2;
    setup.card.full_scale_tolerance = 0.01;
    setup.card.repeatability_db = 0.001;
    setup.loads = profiles::parse_loads(seed % 2 == 0 ? "open,33:1%" : "open,330:1%,33:1%", 0);
    setup.seed = seed;
    return setup;
}

/// Without a return 0.005 dB of drift are assumed, rectangular: drawn for each later take.
void drift(std::vector<measure::RawTake>& takes, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> db(-0.005, 0.005);
    for (std::size_t k = 1; k < takes.size(); ++k) {
        const double gain = to_ratio(Decibels(db(random)));
        for (auto& channel : takes[k].recording.channels)
            for (double& sample : channel) sample *= gain;
    }
}

}  // namespace

// Resistors, input resistance and capacitance, full scale, gain and drift are redrawn for each run
// from what the budget declares; a twentieth of 2000 runs. The two sides keep intervals from being
// too narrow and from being too wide.
TEST(Uncertainty, CoversImpedanceAndMaximumLevel) {
    test::IntervalPool impedance("impedance");
    test::IntervalPool level("maximum level");
    const int count = test::runs(100);
    for (int k = 0; k < count; ++k) {
        const unsigned seed = test::first_seed() + static_cast<unsigned>(k);
        const auto setup = setup_of(seed);
        test::RunOptions options;
        options.plan = "quick";
        options.return_to_first = seed % 5 == 0;
        if (!options.return_to_first)
            options.spoil = [&](std::vector<measure::RawTake>& takes) { drift(takes, seed); };
        const auto run = test::run_simulated(setup, options);
        const test::ClosedCircuit circuit{setup.port, run.truth.card};
        impedance.add(run.figure("output_impedance", "", 997), std::abs(circuit.source(997)));
        level.add(
            run.figure("max_level", "33"),
            setup.port.full_scale.value() * std::abs(circuit.divider(run.truth.loads.back(), 997)));
    }
    const auto allowed = test::pooled.of_runs(count);
    impedance.judge(allowed.least, allowed.most);
    level.judge(allowed.least, allowed.most);
    RecordProperty("impedance_inside", std::to_string(impedance.inside()));
    RecordProperty("level_inside", std::to_string(level.inside()));
}

}  // namespace ohmloop
