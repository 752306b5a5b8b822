#include "ohmloop/dsp/band_noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace ohmloop::dsp {
namespace {

double decibels(double power) { return 10 * std::log10(power); }

TEST(Weighting, AFilterIsThatOfIec61672) {
    for (const auto& [n, goal] : {std::pair{-20.0, -70.4304},
                                  {-17, -50.4522},
                                  {-15, -39.4400},
                                  {-10, -19.1428},
                                  {-5, -6.6110},
                                  {0, 0.0},
                                  {3, 1.1999},
                                  {4, 1.2707},
                                  {6, 0.9699},
                                  {8, -0.1212},
                                  {10, -2.4918},
                                  {12, -6.6026},
                                  {13, -9.3169}})
        EXPECT_NEAR(decibels(a_weighting_power(1000 * std::pow(10, n / 10))), goal, 5e-4) << n;
}

TEST(Weighting, AFilterMeetsEveryRowOfIec61672) {
    // Table 3: goals of 10 Hz to 20 kHz in tenths of a decibel, true at the exact thirds of an
    // octave; rounding alone lies between (0.0497 at most).
    const double goals[] = {-70.4, -63.4, -56.7, -50.5, -44.7, -39.4, -34.6, -30.2, -26.2,
                            -22.5, -19.1, -16.1, -13.4, -10.9, -8.6,  -6.6,  -4.8,  -3.2,
                            -1.9,  -0.8,  0.0,   0.6,   1.0,   1.2,   1.3,   1.2,   1.0,
                            0.5,   -0.1,  -1.1,  -2.5,  -4.3,  -6.6,  -9.3};
    for (int n = 0; n < 34; ++n)
        EXPECT_NEAR(decibels(a_weighting_power(10 * std::pow(10, n / 10.0))), goals[n], 0.05) << n;
}

/// Re 1 kHz, as the recommendation states it.
double itu_468_db(double hz) { return decibels(ccir_rms_weighting_power(hz)) + 5.63; }

struct Row468 {
    double hz;
    double table_db;
    double tolerance_db;
    double computed_db;
};
constexpr Row468 rows_468[] = {{31.5, -29.9, 2.0, -29.8826},
                               {63, -23.9, 1.4, -23.8625},
                               {100, -19.8, 1.0, -19.8502},
                               {200, -13.8, .85, -13.8343},
                               {400, -7.8, .7, -7.8325},
                               {800, -1.9, .55, -1.8851},
                               {1000, 0, .5, 0},
                               {2000, 5.6, .5, 5.6292},
                               {3150, 9.0, .5, 8.9754},
                               {4000, 10.5, .5, 10.5365},
                               {5000, 11.7, .5, 11.7070},
                               {6300, 12.2, .05, 12.2167},
                               {7100, 12.0, .2, 12.0051},
                               {8000, 11.4, .4, 11.3684},
                               {9000, 10.1, .6, 10.1384},
                               {10000, 8.1, .8, 8.1351},
                               {12500, 0, 1.2, -0.0152},
                               {14000, -5.3, 1.4, -5.3160},
                               {16000, -11.7, 1.6, -11.6994},
                               {20000, -22.2, 2.0, -22.1768},
                               {31500, -42.7, 2.8, -42.7100}};

TEST(Weighting, CcirFilterIsThatOfBs468) {
    for (const Row468& row : rows_468) {
        EXPECT_NEAR(itu_468_db(row.hz), row.computed_db, 6e-5) << row.hz;  // printed digits
        // The table rounds to tenths; at 100 Hz the network lies 0.0502 dB beside its row, so that
        // a test by rounded tenths fails there. Its tolerances are wider everywhere but at 6.3 kHz,
        // where it prints none.
        EXPECT_NEAR(itu_468_db(row.hz), row.table_db, std::min(0.0503, row.tolerance_db));
    }
    EXPECT_GT(std::abs(itu_468_db(100) + 19.8), 0.05);
}

TEST(Weighting, CcirFilterPeaksWhereItIsSaidTo) {
    EXPECT_NEAR(itu_468_db(6247), 12.2176, 6e-5);
    for (const double hz : {6200.0, 6290.0}) EXPECT_LT(itu_468_db(hz), itu_468_db(6247));
}

TEST(Weighting, CcirFilterIsOneAt2KilohertzAsAes17Asks) {
    EXPECT_NEAR(decibels(ccir_rms_weighting_power(2000)), 0, 0.001);
    EXPECT_NEAR(decibels(ccir_rms_weighting_power(1000)), -5.63, 1e-9);
    // AES17's own table took 5.63 off the rounded rows and stands up to 0.08 dB beside the curve.
    for (const auto& [hz, table] :
         {std::pair{63.0, -29.5}, {3150, 3.4}, {8000, 5.8}, {12500, -5.6}})
        EXPECT_NEAR(decibels(ccir_rms_weighting_power(hz)), table, 0.081) << hz;
}

TEST(Weighting, OfWhiteNoiseIsAsPublished) {
    // Mean power over bands, by the rectangle rule in steps of a hertz.
    const auto mean = [](const std::function<double(double)>& weighting, double low, double high) {
        double sum = 0;
        for (double f = low + 0.5; f < high; ++f) sum += weighting(f);
        return sum / (high - low);
    };
    EXPECT_NEAR(decibels(mean(a_weighting_power, 0, 24000)), -2.72, 0.005);
    EXPECT_NEAR(decibels(mean(ccir_rms_weighting_power, 0, 24000)), 0.88, 0.005);
    EXPECT_NEAR(decibels(mean(a_weighting_power, 20, 20000)), -2.05, 0.005);
    EXPECT_NEAR(decibels(mean(ccir_rms_weighting_power, 20, 20000)), 1.67, 0.005);
    EXPECT_NEAR(decibels(mean(ccir_rms_weighting_power, 20, 20000)) + 5.63, 7.30, 0.005);
    EXPECT_NEAR(20000 * mean(a_weighting_power, 0, 20000), 12467, 1);
    EXPECT_NEAR(20000 * mean(ccir_rms_weighting_power, 0, 20000), 29359, 1);
}

TEST(Weighting, IsZeroAtZeroFrequency) {
    EXPECT_EQ(a_weighting_power(0), 0);
    EXPECT_EQ(ccir_rms_weighting_power(0), 0);
}

}  // namespace
}  // namespace ohmloop::dsp
