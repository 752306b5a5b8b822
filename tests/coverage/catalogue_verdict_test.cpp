#include "coverage/catalogue_circuit.hpp"
#include "support/simulated_run.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <ostream>

namespace ohmloop {

namespace test {

void PrintTo(const CatalogueCircuit& circuit, std::ostream* out);
void PrintTo(const CatalogueCircuit& circuit, std::ostream* out) { *out << circuit.name; }

}  // namespace test

namespace {

using result::PortClass;
using test::CatalogueCircuit;

/// Recorded with each load by plan quick, analysed and judged, all as `ohmloop measure` does.
result::Verdict measured_verdict(const CatalogueCircuit& circuit) {
    audio_io::SimulatedSetup setup;
    setup.port = profiles::parse_virtual_port(circuit.toml(), circuit.name + ".toml");
    setup.card = test::built_in_card();
    setup.loads = profiles::parse_loads(circuit.loads, 0);
    setup.seed = test::first_seed();
    auto run = test::run_simulated(setup, {.plan = "quick"});
    result::Result result;
    result.setup.volume = "max";
    result.setup.input.resistance_ohm = setup.card.input_resistance.value();
    for (const auto& load : setup.loads)
        result.setup.loads.push_back(
            {load.name, load.is_open() ? std::nullopt : std::optional(load.resistance_ohm), {}});
    result.figures = std::move(run.findings.figures);
    result.doubts = std::move(run.findings.doubts);
    classify::add_verdict(result);
    return *result.verdict;
}

std::map<PortClass, int> counted(const std::vector<CatalogueCircuit>& circuits) {
    std::map<PortClass, int> counts;
    for (const auto& circuit : circuits) {
        const auto by_definition = test::class_by_definition(circuit);
        EXPECT_TRUE(by_definition) << circuit.name << " is neither away from boundaries nor inside";
        if (by_definition) ++counts[*by_definition];
    }
    return counts;
}

class CatalogueVerdict : public testing::TestWithParam<CatalogueCircuit> {};

}  // namespace

TEST(Catalogue, HasCircuitsOfEveryClassOnEachSideOfTheBoundaries) {
    using testing::Pair;
    EXPECT_THAT(
        counted(test::circuits_away_from_boundaries()),
        testing::UnorderedElementsAre(Pair(PortClass::line, 21), Pair(PortClass::headphone, 17),
                                      Pair(PortClass::hybrid, 7), Pair(PortClass::other, 5)));
    EXPECT_THAT(counted(test::circuits_inside_boundaries()),
                testing::UnorderedElementsAre(Pair(PortClass::undecided, 8)));
}

TEST_P(CatalogueVerdict, IsWhatTheCircuitIsBuiltAs) {
    const auto verdict = measured_verdict(GetParam());
    EXPECT_EQ(verdict.port_class, test::class_by_definition(GetParam())) << verdict.summary;
    // What is linear keeps no noise under load.
    const bool linear = GetParam().habits.sensed.empty();
    const bool doubted = verdict.summary.find("may sense its load") != std::string::npos;
    EXPECT_FALSE(linear && doubted) << verdict.summary;
}

INSTANTIATE_TEST_SUITE_P(AwayFromBoundaries, CatalogueVerdict,
                         testing::ValuesIn(test::circuits_away_from_boundaries()),
                         [](const auto& tested) { return tested.param.name; });
INSTANTIATE_TEST_SUITE_P(InsideBoundaries, CatalogueVerdict,
                         testing::ValuesIn(test::circuits_inside_boundaries()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace ohmloop
