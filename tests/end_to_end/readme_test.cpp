#include "support/run_program.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

// What README.md shows is what the program prints.
namespace ohmloop::cli {
namespace {

const std::string readme_path = OHMLOOP_SOURCE_DIR "/README.md";
const std::string prompt = "$ ./scripts/measure --simulate phone-dongle\n";
const std::regex number(R"(\d+(\.\d+)?)");

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Between the prompt and the end of its block.
std::string transcript(const std::string& readme) {
    const std::size_t start = readme.find(prompt) + prompt.size();
    return readme.substr(start, readme.find("```", start) - start);
}

/// The words, however the lines break, with # for each number.
std::string words_of(const std::string& text) {
    const auto without_numbers = std::regex_replace(text, number, "#");
    return std::regex_replace(without_numbers, std::regex(R"(\s+)"), " ");
}

std::vector<std::string> numbers_of(const std::string& text) {
    return {std::sregex_token_iterator(text.begin(), text.end(), number), {}};
}

std::string without_time(const std::string& text) {
    return std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"), "TIME");
}

/// One unit of the last digit.
double step_of(const std::string& printed) {
    const std::size_t point = printed.find('.');
    if (point == std::string::npos) return 1;
    return std::pow(10, -static_cast<double>(printed.size() - point - 1));
}

// After a change to what the program prints: run this test with OHMLOOP_WRITE_README=1.
TEST(Readme, ShowsWhatTheFirstMeasurementPrints) {
    const auto ran =
        testing::run_program({"measure", "--simulate", "phone-dongle", "--quiet", "--no-color"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    std::string readme = file_text(readme_path);
    ASSERT_NE(readme.find(prompt), std::string::npos);
    if (std::getenv("OHMLOOP_WRITE_README") != nullptr) {
        const std::string shown = transcript(readme);
        readme.replace(readme.find(shown), shown.size(), ran.out);
        std::ofstream(readme_path, std::ios::binary) << readme;
    }
    const std::string shown = without_time(transcript(readme));
    const std::string printed = without_time(ran.out);
    ASSERT_EQ(words_of(shown), words_of(printed));
    const auto expected = numbers_of(shown);
    const auto numbers = numbers_of(printed);
    ASSERT_EQ(numbers.size(), expected.size());
    // Another compiler or FFT rounds otherwise: the last digit printed may move by one.
    for (std::size_t i = 0; i < numbers.size(); ++i)
        EXPECT_NEAR(std::stod(numbers[i]), std::stod(expected[i]), 1.01 * step_of(expected[i]))
            << "number " << i << " of the transcript";
}

}  // namespace
}  // namespace ohmloop::cli
