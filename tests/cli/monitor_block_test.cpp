#include "cli/monitor_block.hpp"

#include "cli/monitored_sound.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

namespace ohmloop::cli {
namespace {

using ::testing::HasSubstr;

const MonitoredInput input{"Scarlett 2i2 (ALSA)", Volts(1),   Hertz(997), DbFs(-20), Seconds(5),
                           Hertz(48000),          "datasheet"};

std::string header(std::size_t columns) {
    return monitor_block(monitored_sound(), input, {columns, 24, false}).front();
}

/// Words with a digit.
std::set<std::string> figures(std::size_t columns) {
    std::set<std::string> found;
    auto named_without = input;
    named_without.name = "card";
    // So few rows leave no room for a spectrum.
    for (const auto& line : monitor_block(monitored_sound(), named_without, {columns, 16, false})) {
        std::istringstream words(line);
        for (std::string word; words >> word;) {
            while (word.ends_with(',')) word.pop_back();
            if (word.find_first_of("0123456789") != std::string::npos) found.insert(word);
        }
    }
    return found;
}

std::size_t characters(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

TEST(MonitorBlock, ShowsOneScreen) {
    const auto lines = monitor_block(monitored_sound(), input, {80, 24, false});
    ASSERT_EQ(lines.size(), 23U);
    EXPECT_EQ(lines[0], "Scarlett 2i2 (ALSA), 48 kHz, playing 997 Hz at -20 dBFS" +
                            std::string(21, ' ') + "12 s");
    // A bar of 61 columns for 60 dB: 40 dB are 40.7 of them, the held -13.98 dBFS 46.8.
    EXPECT_EQ(lines[1], "left    [" + std::string(41, '#') + "....." + "|" + std::string(14, '.') +
                            "]   -20.00");
    EXPECT_EQ(lines[5],
              "rms     -20.00 dBFS  100.0 mV" + std::string(15, ' ') + "-26.02 dBFS  50.00 mV");
    EXPECT_EQ(lines[6], "peak    -20.00 dBFS, held -13.98" + std::string(12, ' ') +
                            "-26.02 dBFS, held -13.98");
    EXPECT_THAT(lines[12], HasSubstr("-54, < -120, -60, < -120, < -120"));
    EXPECT_EQ(lines[13], "clock   the recorder runs 60.12 ± 0.10 ppm fast, if the tone is 997 Hz");
    EXPECT_EQ(lines[14], "gaps    none");
    EXPECT_EQ(lines[15], "   0 |");
}

TEST(MonitorBlock, FitsAnyWindow) {
    for (std::size_t columns = 1; columns < 130; ++columns)
        for (std::size_t rows = 1; rows < 40; rows += 3) {
            const auto lines = monitor_block(monitored_sound(), input, {columns, rows, false});
            ASSERT_LT(lines.size(), rows) << columns;
            for (const auto& line : lines) ASSERT_LE(characters(line), columns) << line;
        }
}

TEST(MonitorBlock, TheHeaderDropsWholeItems) {
    EXPECT_EQ(header(100),
              "Scarlett 2i2 (ALSA), 48 kHz, playing 997 Hz at -20 dBFS, full scale "
              "1.000 V (datasheet)         12 s");
    EXPECT_EQ(header(57), "Scarlett 2i2 (ALSA), 48 kHz" + std::string(26, ' ') + "12 s");
    EXPECT_EQ(header(30), "Scarlett 2i2 (ALSA)" + std::string(7, ' ') + "12 s");
    EXPECT_EQ(header(20), "Scarlett 2i2 (… 12 s");
}

TEST(MonitorBlock, ShowsNoFigureThatIsCut) {
    const auto whole = figures(100);
    EXPECT_TRUE(whole.contains("-13.98") && whole.contains("60.12"));
    for (std::size_t columns = 8; columns < 100; ++columns)
        for (const auto& figure : figures(columns))
            EXPECT_TRUE(whole.contains(figure)) << figure << " in " << columns << " columns";
}

TEST(MonitorBlock, TroubleIsRedWhereThereIsColour) {
    auto reading = monitored_sound();
    reading.gaps = 2;
    reading.channels[1].level.clips = 7;
    const auto coloured = monitor_block(reading, input, {80, 24, true});
    EXPECT_THAT(coloured[7], ::testing::StartsWith("\033[31mclips   0"));
    EXPECT_EQ(coloured[14], "\033[31mgaps    2 gaps\033[0m");
    const auto plain = monitor_block(reading, input, {80, 24, false});
    for (const auto& line : plain) EXPECT_EQ(line.find('\033'), std::string::npos);
}

TEST(MonitorBlock, WhatADeviceIsCalledMovesNoCursor) {
    const auto lines = monitor_block(monitored_sound(), {"a\033[2Jb\nc"}, {80, 24, false});
    EXPECT_THAT(lines[0], ::testing::StartsWith("a [2Jb c"));
}

TEST(MonitorBlock, SilenceAndTheFirstMomentAreShownToo) {
    measure::MonitorReading reading;
    reading.band_edges_hz = {20, 20000};
    reading.channels.resize(2);
    for (auto& channel : reading.channels) channel.spectrum = {0};
    const auto lines = monitor_block(reading, {}, {80, 24, false});
    EXPECT_THAT(lines[1], HasSubstr(".]     -inf"));
    EXPECT_THAT(lines[5], HasSubstr("silent"));
    EXPECT_THAT(lines[8], ::testing::StartsWith("tone    -"));
}

}  // namespace
}  // namespace ohmloop::cli
