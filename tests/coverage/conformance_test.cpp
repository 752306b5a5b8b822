// The numbers of every shipped port, as this version finds them. Where one moves, the conformance
// number of result files is raised, so that a reader of two results knows whether they compare:
// raise it in ohmloop/result/result.hpp, run with OHMLOOP_WRITE_GOLDEN=1, and say in the commit
// why.

#include "support/simulated_run.hpp"

#include "ohmloop/result/result.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace ohmloop::test {

namespace {

using result::Figure;

/// A figure of a golden file: what it is of, and its numbers.
struct Golden {
    std::string kind;
    double value = 0;
    double low = 0;
    double high = 0;
};
using Goldens = std::map<std::string, Golden>;

std::string name_of(const result::FigureKey& key) {
    std::string name = key.quantity;
    for (const auto& part : {key.channel, key.load, key.drive, key.weighting, key.band})
        name += part ? ' ' + *part : " -";
    for (const auto& part : {key.at_hz, key.level_dbfs})
        name += part ? fmt::format(" {:g}", *part) : " -";
    name += key.order ? fmt::format(" {}", *key.order) : " -";
    std::ranges::replace(name, '\t', ' ');
    return name;
}

std::string kind_of(result::Kind kind) {
    switch (kind) {
        case result::Kind::measured:
            return "measured";
        case result::Kind::upper_bound:
            return "at_most";
        case result::Kind::lower_bound:
            return "at_least";
        case result::Kind::not_measured:
            return "not_measured";
    }
    return {};
}

Goldens goldens_of(const std::string& port) {
    audio_io::SimulatedSetup setup;
    setup.port = built_in_port(port);
    setup.card = built_in_card();
    setup.loads = profiles::parse_loads("open,100:1%,33:1%", 0);
    setup.seed = 1;
    RunOptions options;
    options.plan = "quick";
    Goldens goldens;
    for (const auto& figure : run_simulated(setup, options).findings.figures) {
        const double value = figure.value.value_or(0);
        goldens[name_of(figure.key)] = {kind_of(figure.kind), value, figure.low.value_or(value),
                                        figure.high.value_or(value)};
    }
    return goldens;
}

struct GoldenFile {
    int conformance = 0;
    Goldens goldens;
};

std::string path_of(const std::string& port) {
    return std::string(OHMLOOP_SOURCE_DIR) + "/tests/golden/conformance/" + port + ".tsv";
}

GoldenFile read(const std::string& port) {
    GoldenFile file;
    std::ifstream in(path_of(port));
    std::string word;
    in >> word >> file.conformance >> std::ws;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string name;
        std::getline(fields, name, '\t');
        Golden golden;
        fields >> golden.kind >> golden.value >> golden.low >> golden.high;
        file.goldens[name] = golden;
    }
    return file;
}

void write(const std::string& port, const Goldens& goldens) {
    std::ofstream out(path_of(port));
    out << "conformance\t" << result::Result{}.conformance << '\n';
    for (const auto& [name, golden] : goldens)
        out << fmt::format("{}\t{}\t{:.7g}\t{:.7g}\t{:.7g}\n", name, golden.kind, golden.value,
                           golden.low, golden.high);
}

/// By more than a fiftieth of its interval, or than what compilers and transforms round: a reader
/// of rounded numbers sees it.
bool has_moved(const Golden& was, const Golden& is) {
    if (was.kind != is.kind) return true;
    const double allowed = std::max(0.02 * (was.high - was.low), 1e-5 * std::abs(was.value));
    return std::abs(was.value - is.value) > allowed || std::abs(was.low - is.low) > allowed ||
           std::abs(was.high - is.high) > allowed;
}

std::vector<std::string> moved(const Goldens& was, const Goldens& is) {
    std::vector<std::string> names;
    for (const auto& [name, golden] : was) {
        const auto found = is.find(name);
        if (found == is.end())
            names.push_back(name + ": gone");
        else if (has_moved(golden, found->second))
            names.push_back(fmt::format("{}: {} {:g} ({:g} to {:g}), was {} {:g} ({:g} to {:g})",
                                        name, found->second.kind, found->second.value,
                                        found->second.low, found->second.high, golden.kind,
                                        golden.value, golden.low, golden.high));
    }
    return names;
}

class Conformance : public testing::TestWithParam<std::string> {};

std::vector<std::string> port_names() {
    std::vector<std::string> names;
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "virtual-ports") names.emplace_back(file.name);
    return names;
}

}  // namespace

TEST_P(Conformance, ANumberThatMovesRaisesTheConformanceNumber) {
    const auto file = read(GetParam());
    const auto goldens = goldens_of(GetParam());
    EXPECT_GT(goldens.size(), 20U);
    const int now = result::Result{}.conformance;
    if (file.conformance == now)
        for (const auto& each : moved(file.goldens, goldens))
            ADD_FAILURE() << each << "\nraise the conformance number";
    if (std::getenv("OHMLOOP_WRITE_GOLDEN") != nullptr && !HasFailure()) write(GetParam(), goldens);
    const auto kept = read(GetParam());
    EXPECT_EQ(kept.conformance, now) << "write the golden numbers anew";
    EXPECT_EQ(kept.goldens.size(), goldens.size()) << "figures were added: write them";
}

INSTANTIATE_TEST_SUITE_P(ports, Conformance, testing::ValuesIn(port_names()),
                         [](const auto& instance) {
                             std::string name = instance.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace ohmloop::test
