#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

FigureKey key(const char* quantity, const char* load) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = "left";
    key.load = load;
    return key;
}

/// 2 V; half a per cent of it is the scale's, a thousandth its own.
Figure maximum(const char* load = "open") {
    return result::measured(key("max_level", load),
                            {2,
                             {{"input full scale", 0.01, Shape::normal, 0},
                              {"place of the limit", 0.002, Shape::normal, 0}}},
                            "V");
}

/// 2 uV; the scale as above, a hundredth its own.
Figure floor_of(const char* load = "open") {
    return result::measured(key("noise", load),
                            {2e-6,
                             {{"input full scale", 1e-8, Shape::normal, 0},
                              {"noise averaging", 2e-8, Shape::normal, 0}}},
                            "V");
}

Figure snr_of(const std::vector<Figure>& figures) {
    const auto found = snr::evaluate(figures).figures;
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Figure() : found.front();
}

}  // namespace

TEST(snr, IsMaximumLevelOverNoiseAndTheScalesErrorCancels) {
    const auto figure = snr_of({maximum(), floor_of()});
    EXPECT_EQ(figure.key.quantity, "snr");
    EXPECT_NEAR(*figure.value, 120, 1e-9);
    // 0.1 % and 1 % in quadrature, in decibels.
    EXPECT_NEAR(*figure.uncertainty, 1.96 * 8.686 * std::hypot(1e-3, 1e-2), 1e-3);
    EXPECT_EQ(figure.dominant, "noise averaging");
}

TEST(snr, OfBoundsIsALowerBound) {
    auto hidden = result::bound(key("noise", "open"), Kind::upper_bound, 4e-6, "V", "hidden");
    const auto figure = snr_of({maximum(), hidden});
    EXPECT_EQ(figure.kind, Kind::lower_bound);
    // From the maximum's low end.
    EXPECT_NEAR(*figure.value, 20 * std::log10(*maximum().low / 4e-6), 1e-9);
    EXPECT_EQ(figure.reason, "hidden");
}

TEST(snr, IsOfOneLoadChannelAndUnit) {
    EXPECT_TRUE(snr::evaluate({maximum("open"), floor_of("33")}).figures.empty());
    auto relative = floor_of();
    relative.unit = "dBFS";
    EXPECT_TRUE(snr::evaluate({maximum(), relative}).figures.empty());
    auto nothing = result::not_measured(key("noise", "open"), "V", "no silence was played");
    EXPECT_EQ(snr_of({maximum(), nothing}).kind, Kind::not_measured);
}

TEST(snr, OfLevelsWithoutVoltsIsTheirDifference) {
    const auto top = result::measured(key("max_level", "open"), {-3, {}}, "dBFS");
    const auto floor = result::measured(key("noise", "open"), {-103, {}}, "dBFS");
    EXPECT_NEAR(*snr_of({top, floor}).value, 100, 1e-12);
}

}  // namespace ohmloop::measure
