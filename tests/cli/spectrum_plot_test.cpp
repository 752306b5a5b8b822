#include "cli/spectrum_plot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::cli {
namespace {

/// Three decades in 60 bands, all silent.
measure::MonitorReading silence() {
    measure::MonitorReading reading;
    for (int n = 0; n <= 60; ++n) reading.band_edges_hz.push_back(20 * std::pow(10, n / 20.0));
    reading.channels.resize(2);
    for (auto& channel : reading.channels) channel.spectrum.assign(60, 0.0);
    return reading;
}

double mean_square(double dbfs) { return 0.5 * std::pow(10, dbfs / 10); }

TEST(SpectrumPlot, SilenceIsAnEmptyGridWithItsScales) {
    const auto lines = plot_spectrum(silence(), 80, 7);
    ASSERT_EQ(lines.size(), 8U);
    EXPECT_EQ(lines[0], "   0 |");
    EXPECT_EQ(lines[1], " -20 |");
    EXPECT_EQ(lines[6], "-120 |");
    // 20 columns a decade: 200 Hz, 2 kHz.
    EXPECT_EQ(lines[7].substr(6 + 20, 3), "200");
    EXPECT_EQ(lines[7].substr(6 + 40, 2), "2k");
}

TEST(SpectrumPlot, ABarEndsInTheThirdOfTheRowThatHoldsItsLevel) {
    auto reading = silence();
    reading.channels[0].spectrum[10] = mean_square(-25);  // the upper third of -40 to -20
    reading.channels[1].spectrum[20] = mean_square(-30);  // the middle one
    reading.channels[1].spectrum[30] = mean_square(-39);  // the lower one
    const auto lines = plot_spectrum(reading, 80, 7);
    EXPECT_EQ(lines[0], "   0 |");
    EXPECT_EQ(lines[1].substr(6),
              std::string(10, ' ') + "#" + std::string(9, ' ') + ":" + std::string(9, ' ') + ".");
    for (std::size_t row = 2; row < 7; ++row) EXPECT_EQ(lines[row].at(6 + 30), '#') << row;
}

TEST(SpectrumPlot, ShowsTheLouderChannelAndTheLouderOfBandsThatShareAColumn) {
    auto reading = silence();
    reading.channels[0].spectrum[0] = mean_square(0);
    reading.channels[1].spectrum[0] = mean_square(-100);
    reading.channels[1].spectrum[1] = mean_square(-130);
    const auto lines = plot_spectrum(reading, 36, 2);  // 30 columns: two bands in each
    EXPECT_EQ(lines[0], "   0 |#");
    EXPECT_EQ(lines[1], " -70 |#");
}

TEST(SpectrumPlot, IsNeverWiderThanAskedAndNothingWhereThereIsNoRoom) {
    for (std::size_t columns = 20; columns < 100; ++columns)
        for (const auto& line : plot_spectrum(silence(), columns, 4))
            EXPECT_LE(line.size(), columns);
    EXPECT_TRUE(plot_spectrum(silence(), 19, 7).empty());
    EXPECT_TRUE(plot_spectrum(silence(), 80, 1).empty());
}

}  // namespace
}  // namespace ohmloop::cli
