#include "cli/asked_quantities.hpp"

#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using result::Figure;

Figure of(const char* quantity) {
    result::FigureKey key;
    key.quantity = quantity;
    return result::measured(key, {1, {{"noise", 0.01, result::Shape::normal, 0}}}, "");
}

Figure withheld(const char* quantity) {
    result::FigureKey key;
    key.quantity = quantity;
    return result::not_measured(key, "ohm", "a load is missing");
}

TEST(AskedQuantities, AreAnsweredByTheirOwnFiguresOnly) {
    const AskedQuantities impedance({"impedance"});
    EXPECT_FALSE(impedance.are_answered({}));
    EXPECT_FALSE(impedance.are_answered({withheld("output_impedance"), of("noise"), of("thd_n")}));
    EXPECT_TRUE(impedance.are_answered({withheld("output_impedance"), of("output_impedance")}));
}

TEST(AskedQuantities, WhereNoneIsNamedAnyWillDo) {
    const AskedQuantities all({});
    EXPECT_FALSE(all.are_answered({withheld("output_impedance"), withheld("noise")}));
    EXPECT_TRUE(all.are_answered({withheld("output_impedance"), of("noise")}));
}

TEST(AskedQuantities, ABoundIsAnAnswer) {
    auto bound = withheld("output_impedance");
    bound.kind = result::Kind::upper_bound;
    EXPECT_TRUE(AskedQuantities({"impedance"}).are_answered({bound}));
    bound.key.quantity = "crosstalk";
    EXPECT_TRUE(AskedQuantities({"crosstalk"}).are_answered({bound}));
}

TEST(AskedQuantities, CrosstalkPlaysOneChannelAlone) {
    profiles::Plan quick;
    quick.impedance_tones_hz = {{997}};
    EXPECT_TRUE(AskedQuantities({"crosstalk"}).of(quick).single_channel_drive);
    EXPECT_FALSE(AskedQuantities({"noise"}).of(quick).single_channel_drive);
}

}  // namespace
}  // namespace ohmloop::cli
