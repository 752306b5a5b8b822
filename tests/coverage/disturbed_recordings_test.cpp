// Recordings of a good port that something disturbed within a take: a gain that moved, a gap, a
// click. Every figure's interval holds the truth, or the figure is withheld.

#include "coverage/recorded_measurement.hpp"

#include "ohmloop/signal/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

using Takes = std::vector<measure::RawTake>;

constexpr double source_ohm = quick_source_ohm;
constexpr double input_ohm = 10e3;
/// Where the impedance tones follow the staircase and the first marker: what happens before is
/// between two takes.
constexpr double begins = 0.44;

const Takes& good_takes() {
    static const Takes takes = record_takes(quick_setup());
    return takes;
}

/// The good takes, each sample of the loaded one changed; `share` runs from 0 to 1 over it.
measure::Findings disturbed(const std::function<double(double sample, double share)>& change) {
    auto takes = good_takes();
    for (auto& x : takes[1].recording.channels)
        for (std::size_t n = 0; n < x.size(); ++n)
            x[n] = change(x[n], static_cast<double>(n) / static_cast<double>(x.size()));
    return measure::evaluate(measure::observe_all(takes), analysis_of(quick_setup()));
}

double load_ohm(const std::string& load) {
    return load == "open" ? input_ohm : 1 / (1 / 33.0 + 1 / input_ohm);
}

/// The level with a load over the EMF.
double divider(const std::string& load) { return load_ohm(load) / (load_ohm(load) + source_ohm); }

/// Twice the half-interval: one in twenty lies outside once.
void expect_holds(const result::Figure& figure, double truth) {
    if (figure.kind == result::Kind::measured) {
        const double half = figure.uncertainty.value_or(
            figure.high && figure.low ? (*figure.high - *figure.low) / 2 : 0);
        EXPECT_NEAR(*figure.value, truth, 2 * half) << figure.key.quantity;
    }
    if (figure.kind == result::Kind::upper_bound) {
        EXPECT_GT(*figure.value, truth) << figure.key.quantity;
    }
    if (figure.kind == result::Kind::lower_bound) {
        EXPECT_LT(*figure.value, truth) << figure.key.quantity;
    }
}

void expect_right_or_none(const measure::Findings& findings) {
    for (const auto& figure : figures_of(findings, "output_impedance"))
        expect_holds(figure, source_ohm);
    for (const auto& figure : figures_of(findings, "load_drop"))
        expect_holds(figure, 20 * std::log10(divider("33") / divider("open")));
    for (const auto& figure : figures_of(findings, "max_level"))
        expect_holds(figure, divider(*figure.key.load));
    // Neither port nor card distorts: noise alone.
    for (const auto& figure : figures_of(findings, "thd_n")) {
        if (figure.kind != result::Kind::measured) continue;
        EXPECT_LT(figure.low.value_or(*figure.value), -85);
    }
}

}  // namespace

TEST(disturbed_recordings, AGainThatStepsSpoilsNoFigure) {
    for (const double step : {0.9, 0.97, 1.1})
        for (double from = begins; from < 1; from += 0.05) {
            SCOPED_TRACE(testing::Message() << step << " from " << from);
            const auto findings =
                disturbed([&](double v, double share) { return share < from ? v : step * v; });
            expect_right_or_none(findings);
        }
}

TEST(disturbed_recordings, AGainThatDriftsSpoilsNoFigure) {
    for (const double drift : {0.05, 0.01, -0.01}) {
        SCOPED_TRACE(drift);
        const auto findings = disturbed([&](double v, double share) {
            return v * (1 - drift * std::max(0.0, share - begins) / (1 - begins));
        });
        expect_right_or_none(findings);
        EXPECT_TRUE(has_doubt(findings, "gain_moved"));
    }
}

TEST(disturbed_recordings, AGapSpoilsNoFigure) {
    for (double from = 0.05; from < 0.98; from += 0.06)
        for (const double length : {0.0001, 0.001, 0.05}) {
            SCOPED_TRACE(testing::Message() << length << " from " << from);
            expect_right_or_none(disturbed([&](double v, double share) {
                return share < from || share > from + length ? v : 0;
            }));
        }
}

TEST(disturbed_recordings, ABurstOfSpeechSpoilsNoFigure) {
    for (double from = 0.05; from < 0.98; from += 0.09)
        for (const double length : {0.002, 0.01}) {
            SCOPED_TRACE(testing::Message() << length << " from " << from);
            expect_right_or_none(disturbed([&](double v, double share) {
                const bool speaks = share > from && share < from + length;
                return speaks ? v + 0.1 * std::sin(3e4 * share) : v;
            }));
        }
}

TEST(disturbed_recordings, AClickSpoilsNoFigure) {
    for (double from = 0.05; from < 0.98; from += 0.06) {
        SCOPED_TRACE(from);
        bool done = false;
        expect_right_or_none(disturbed([&](double v, double share) {
            if (share < 0.001) done = false;
            if (done || share < from) return v;
            done = true;
            return v + 0.3;
        }));
    }
}

TEST(disturbed_recordings, AGateHidesNoNoise) {
    // Closed where next to nothing is heard: the near-silence of -100 dBFS.
    std::vector<double> recent(480, 0.0);
    std::size_t at = 0;
    const auto findings = disturbed([&](double v, double) {
        recent[at++ % recent.size()] = std::abs(v);
        return *std::max_element(recent.begin(), recent.end()) < 1e-4 ? 0 : v;
    });
    EXPECT_TRUE(has_doubt(findings, "noise_gated"));
    // 20 nV/rtHz of the port through the divider, in 19.98 kHz.
    for (const auto& figure : figures_of(findings, "noise"))
        if (figure.key.load == "33" && figure.key.weighting == "none")
            expect_holds(figure, 20e-9 * std::sqrt(19980) * divider("33"));
}
