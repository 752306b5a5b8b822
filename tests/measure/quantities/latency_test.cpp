#include "measure/synthetic_takes.hpp"
#include "support/frequency_domain_port.hpp"

#include "ohmloop/measure/quantities.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/built_in.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;

Figure figure_of(const Take& take, bool one_clock) {
    AnalysisSetup setup;
    setup.one_clock = one_clock;
    return latency::evaluate({take}, setup).figures.front();
}

Take placed_take(double start) {
    Take take = test::take_with("open", 0, 0);
    take.frames_asked = 100000;
    take.alignment.start = start;
    return take;
}

profiles::Plan quick() {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "plans" && file.name == "quick")
            return profiles::parse_plan(file.text, "quick");
    throw std::runtime_error("no plan");
}

}  // namespace

TEST(latency, IsThePlaceOfTheMarkerInSeconds) {
    const auto figure = figure_of(placed_take(600), true);
    EXPECT_EQ(figure.kind, Kind::measured);
    EXPECT_DOUBLE_EQ(*figure.value, 600 / 48000.0);
    // 95 % of a rectangular hundredth of a frame.
    EXPECT_NEAR(*figure.uncertainty, 0.95 * 0.01 / 48000, 1e-9);
}

TEST(latency, GrowsLessCertainWhereTakesOfTheStreamDiffer) {
    auto first = placed_take(600);
    auto second = placed_take(600);
    second.same_stream = true;
    second.frames_apart = -0.2;
    AnalysisSetup setup;
    setup.one_clock = true;
    const auto figure = latency::evaluate({first, second}, setup).figures.front();
    EXPECT_EQ(figure.dominant, "takes that differ");
    EXPECT_NEAR(*figure.uncertainty, 0.95 * 0.2 / 48000, 1e-8);
}

TEST(latency, IsNotToldOfTwoClocksOrFiles) {
    EXPECT_EQ(figure_of(placed_take(600), false).kind, Kind::not_measured);
    auto file = placed_take(600);
    file.frames_asked = 0;
    EXPECT_EQ(figure_of(file, true).kind, Kind::not_measured);
}

TEST(latency, OfARecordingIsRightToAHundredthOfAFrame) {
    const auto layout = file_layout(quick(), Hertz(48000), signal::Wiring::stereo, DbFs(0));
    const auto stimulus = signal::render(layout);
    for (const double start : {4321.0, 4321.25, 4321.4, 4321.5, 4321.77}) {
        ohmloop::test::CardInput card;
        card.full_scale_v = 1.2;
        card.noise_density = 12e-9;
        ohmloop::test::Capture capture;
        capture.start_frames = start;
        RawTake raw;
        raw.layout = layout;
        raw.recording = ohmloop::test::record(stimulus, {}, card, capture);
        Take take = observe(raw);
        take.frames_asked = take.frames_obtained;
        const auto figure = figure_of(take, true);
        EXPECT_NEAR(*figure.value * 48000, start, 0.01) << start;
    }
}

}  // namespace ohmloop::measure
