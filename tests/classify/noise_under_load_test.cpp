#include "classify/noise_under_load.hpp"

#include "classify/circuits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::classify_tests {

namespace {

using testing::HasSubstr;
using testing::Not;

/// 5 uV open, and this with 33 ohm, each known to 2 %.
result::Result with_noise(const TheveninPort& source, double loaded_v) {
    auto result = measured(source);
    std::vector<result::Figure> loaded;
    for (auto& figure : result.figures) {
        if (figure.key.quantity != "noise") continue;
        figure.low = 0.98 * *figure.value;
        figure.high = 1.02 * *figure.value;
        loaded.push_back(figure);
        loaded.back().key.load = "33";
        loaded.back().value = loaded_v;
        loaded.back().low = 0.98 * loaded_v;
        loaded.back().high = 1.02 * loaded_v;
    }
    result.figures.insert(result.figures.end(), loaded.begin(), loaded.end());
    return result;
}

std::optional<double> kept(const result::Result& result) {
    return classify::noise_kept_db(classify::port_facts(result, "left"));
}

TEST(NoiseUnderLoad, OfALinearSourceFallsByItsDivider) {
    for (const double ohm : {1.0, 33.0, 470.0})
        EXPECT_FALSE(kept(with_noise(port(2, ohm), 5e-6 * 33 / (33 + ohm)))) << ohm;
    // As much again from elsewhere keeps it 20 lg sqrt(1 + 1) = 3 dB above.
    EXPECT_FALSE(kept(with_noise(port(2, 33), 5e-6 / 2 * std::numbers::sqrt2)));
}

TEST(NoiseUnderLoad, ThatStaysBesideALevelThatFallsTellsOfSensing) {
    // Half the level: 20 lg((100000/100033) / (33/66)) = 6.018 dB.
    const auto result = with_noise(port(2, 33), 5e-6);
    EXPECT_NEAR(*kept(result), 6.018, 0.001);
    auto classified = result;
    classify::add_verdict(classified);
    EXPECT_THAT(classified.verdict->summary, HasSubstr("it may sense its load"));
    EXPECT_THAT(classified.verdict->advice.front().text,
                HasSubstr("with 33 Ω its level falls by 6.0 dB, its noise by nothing"));
}

TEST(NoiseUnderLoad, ThatIsNoMoreThanABoundTellsNothing) {
    auto result = with_noise(port(2, 470), 5e-6);
    for (auto& figure : result.figures)
        if (figure.key.quantity == "noise" && figure.key.load == "33")
            figure.kind = result::Kind::upper_bound;
    EXPECT_FALSE(kept(result));
    classify::add_verdict(result);
    EXPECT_THAT(result.verdict->summary, Not(HasSubstr("sense")));
}

TEST(NoiseUnderLoad, ThatIsHumTellsNothing) {
    auto result = with_noise(port(2, 33), 5e-6);
    for (const char* channel : {"left", "right"}) {
        result::Figure hum;
        hum.key.quantity = "hum";
        hum.key.channel = channel;
        hum.key.load = "open";
        hum.value = 4e-6;
        hum.unit = "V";
        result.figures.push_back(hum);
    }
    EXPECT_FALSE(kept(result));
}

}  // namespace

}  // namespace ohmloop::classify_tests
