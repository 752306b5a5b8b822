#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace ohmloop::profiles {

namespace {

constexpr std::string_view separators = " \t,\r";

std::string_view without_comment(std::string_view line) {
    return line.substr(0, line.find_first_of("*;#\""));
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const auto first = line.find_first_not_of(separators);
        if (first == std::string_view::npos) return words;
        line.remove_prefix(first);
        const auto end = std::min(line.find_first_of(separators), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

class ZmaReader {
  public:
    explicit ZmaReader(const std::string& file) : file_(file) {}

    void read(std::string_view line) {
        ++line_;
        const auto words = words_of(without_comment(line));
        if (words.empty()) return;
        if (words.size() < 2 || words.size() > 3)
            refuse("a line holds frequency, ohms and, optionally, the phase in degrees");
        const double hz = number(words[0]);
        const double ohm = number(words[1]);
        const double degrees = words.size() == 3 ? number(words[2]) : 0;
        if (!(hz > 0) || !(ohm > 0)) refuse("frequency and ohms must be above 0");
        if (std::abs(degrees) > 90) refuse("the phase of a headphone lies from -90 to 90 degrees");
        if (!curve_.empty() && hz <= curve_.back().hz) refuse("the frequencies must ascend");
        curve_.push_back({hz, std::polar(ohm, degrees * std::numbers::pi / 180)});
    }

    [[nodiscard]] std::vector<ImpedancePoint> curve() && {
        if (curve_.empty())
            throw SettingsError(fmt::format("{}: holds no line of frequency and ohms", file_));
        if (curve_.size() == 1)
            throw SettingsError(fmt::format(
                "{}: holds one frequency only, which is no curve; a single value of ohms is a "
                "headphone file's nominal_ohm",
                file_));
        return std::move(curve_);
    }

  private:
    [[noreturn]] void refuse(std::string_view why) const {
        throw SettingsError(fmt::format("{}, line {}: {}", file_, line_, why));
    }

    double number(std::string_view word) const {
        try {
            return parse_number(word);
        } catch (const ParseError& error) {
            refuse(error.what());
        }
    }

    const std::string& file_;
    int line_ = 0;
    std::vector<ImpedancePoint> curve_;
};

}  // namespace

std::vector<ImpedancePoint> parse_zma(std::string_view text, const std::string& file) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    ZmaReader reader(file);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        reader.read(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(reader).curve();
}

}  // namespace ohmloop::profiles
