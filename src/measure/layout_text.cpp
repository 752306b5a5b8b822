#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/units/decibel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>
#include <variant>

namespace ohmloop::measure {

namespace {

using signal::Drive;
using signal::SegmentSpec;

constexpr std::array drives{"both", "left", "right", "opposite"};
constexpr std::string_view heading = "ohmloop-sequence 1";

struct StimulusText {
    std::string operator()(const signal::Tones& tones) const {
        std::string text = "tones";
        for (const auto& tone : tones.tones)
            text +=
                fmt::format(" {}@{}/{}", tone.frequency.value(), tone.level.value(), tone.phase);
        return text;
    }
    std::string operator()(const signal::LevelRamp& ramp) const {
        return fmt::format("ramp {} {} {}", ramp.frequency.value(), ramp.from.value(),
                           ramp.to.value());
    }
    std::string operator()(const signal::LogSweep& sweep) const {
        return fmt::format("sweep {} {} {}", sweep.start.value(), sweep.stop.value(),
                           sweep.level.value());
    }
    std::string operator()(const signal::Marker& marker) const {
        return fmt::format("marker {}", marker.level.value());
    }
    std::string operator()(const signal::Silence&) const { return "silence"; }
};

std::string segment_text(const SegmentSpec& spec) {
    return fmt::format("{} {} {} {} {}\n", drives[static_cast<std::size_t>(spec.drive)],
                       spec.settle.value(), spec.steady.value(), spec.fade.value(),
                       std::visit(StimulusText{}, spec.stimulus));
}

double number_in(const std::string& word) {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
        throw MalformedSequence("the sequence text holds '" + word + "' where a number belongs");
    return value;
}

double next_number(std::istream& in) {
    std::string word;
    if (!(in >> word)) throw MalformedSequence("the sequence text ends in the middle of a line");
    return number_in(word);
}

signal::Tone tone_from(const std::string& word) {
    const auto at = word.find('@');
    const auto slash = word.find('/', at == std::string::npos ? 0 : at);
    if (at == std::string::npos || slash == std::string::npos)
        throw MalformedSequence("the sequence text holds '" + word + "' where a tone belongs");
    return {Hertz(number_in(word.substr(0, at))),
            DbFs(number_in(word.substr(at + 1, slash - at - 1))),
            number_in(word.substr(slash + 1))};
}

signal::Stimulus stimulus_from(std::istream& in) {
    std::string kind;
    in >> kind;
    if (kind == "marker") return signal::Marker{0, DbFs(next_number(in))};
    if (kind == "silence") return signal::Silence{};
    if (kind == "tones") {
        signal::Tones tones;
        for (std::string word; in >> word;) tones.tones.push_back(tone_from(word));
        return tones;
    }
    const double a = next_number(in);
    const double b = next_number(in);
    const double c = next_number(in);
    if (kind == "ramp") return signal::LevelRamp{Hertz(a), DbFs(b), DbFs(c)};
    if (kind == "sweep") return signal::LogSweep{Hertz(a), Hertz(b), DbFs(c)};
    throw MalformedSequence("the sequence text names an unknown stimulus '" + kind + "'");
}

SegmentSpec segment_from(const std::string& line) {
    std::istringstream in(line);
    std::string drive;
    in >> drive;
    SegmentSpec spec;
    const auto found = std::find(drives.begin(), drives.end(), drive);
    if (found == drives.end())
        throw MalformedSequence("the sequence text names an unknown drive '" + drive + "'");
    spec.drive = static_cast<Drive>(found - drives.begin());
    spec.settle = Seconds(next_number(in));
    spec.steady = Seconds(next_number(in));
    spec.fade = Seconds(next_number(in));
    spec.stimulus = stimulus_from(in);
    const double longest = 600;
    if (!(spec.settle.value() >= 0 && spec.steady.value() >= 0 && spec.fade.value() >= 0 &&
          spec.settle.value() + spec.steady.value() + spec.fade.value() < longest))
        throw MalformedSequence("the sequence text has a segment of an impossible length");
    return spec;
}

/// What no stimulus of ours holds: nothing at all, tones outside the band or twice the same, more
/// than full scale, a sweep shorter than one turn of its start.
struct Playable {
    double rate;
    double steady;

    [[nodiscard]] bool tone(Hertz frequency, DbFs level) const {
        return frequency > Hertz(0) && frequency < Hertz(rate / 2) && level <= DbFs(0);
    }
    bool operator()(const signal::Tones& tones) const {
        std::set<double> frequencies;
        double peak = 0;
        for (const auto& each : tones.tones) {
            if (!tone(each.frequency, each.level)) return false;
            frequencies.insert(each.frequency.value());
            peak += peak_amplitude(each.level);
        }
        constexpr double rounding = 1e-9;
        return !tones.tones.empty() && frequencies.size() == tones.tones.size() &&
               peak <= 1 + rounding;
    }
    bool operator()(const signal::LevelRamp& ramp) const {
        return tone(ramp.frequency, ramp.from) && tone(ramp.frequency, ramp.to);
    }
    bool operator()(const signal::LogSweep& sweep) const {
        return tone(sweep.start, sweep.level) && tone(sweep.stop, sweep.level) &&
               sweep.start < sweep.stop &&
               sweep.start.value() * steady >= std::log(sweep.stop / sweep.start);
    }
    bool operator()(const signal::Marker& marker) const { return marker.level <= DbFs(0); }
    bool operator()(const signal::Silence&) const { return true; }
};

/// The rate of the next line, where it is of this kind; else the line stays unread.
std::optional<Hertz> rate_after(std::string_view kind, std::istream& in) {
    const auto here = in.tellg();
    std::string line;
    if (!std::getline(in, line) || !line.starts_with(kind)) {
        in.clear();
        in.seekg(here);
        return {};
    }
    const double rate = number_in(line.substr(kind.size()));
    if (!(rate >= 8000 && rate <= 768000))
        throw MalformedSequence("the sequence text names an impossible rate");
    return Hertz(rate);
}

/// CRC-16/CCITT-FALSE.
std::uint16_t crc16(std::string_view text) {
    unsigned crc = 0xFFFF;
    for (const char c : text) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? ((crc << 1U) ^ 0x1021U) & 0xFFFFU : (crc << 1U) & 0xFFFFU;
    }
    return static_cast<std::uint16_t>(crc);
}

}  // namespace

std::string layout_text(const signal::Layout& layout) {
    std::string text = fmt::format("{}\nrate {}\n", heading, layout.rate.value());
    if (layout.play_rate) text += fmt::format("played {}\n", layout.play_rate->value());
    for (const auto& segment : layout.segments) text += segment_text(segment.spec);
    return text;
}

signal::Layout parse_layout_text(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::string line;
    if (!std::getline(in, line) || line != heading)
        throw MalformedSequence("the text is no ohmloop sequence");
    const auto recorded = rate_after("rate ", in);
    if (!recorded) throw MalformedSequence("the sequence text names no rate");
    const signal::Rates rates(*recorded, rate_after("played ", in).value_or(*recorded));
    std::vector<SegmentSpec> specs;
    while (std::getline(in, line))
        if (!line.empty()) specs.push_back(segment_from(line));
    for (const auto& spec : specs)
        if (!std::visit(Playable{rates.slower().value(), spec.steady.value()}, spec.stimulus))
            throw MalformedSequence("the sequence text has a stimulus that cannot be played: " +
                                    std::visit(StimulusText{}, spec.stimulus));
    const auto markers = std::count_if(specs.begin(), specs.end(), [](const SegmentSpec& spec) {
        return std::holds_alternative<signal::Marker>(spec.stimulus);
    });
    if (markers != 2)
        throw MalformedSequence(
            fmt::format("the sequence text has {} markers where two belong", markers));
    signal::Layout layout = signal::place(rates, specs);
    const auto number = layout_number(layout);
    for (auto& segment : layout.segments)
        if (auto* marker = std::get_if<signal::Marker>(&segment.spec.stimulus))
            marker->number = number;
    return layout;
}

std::uint16_t layout_number(const signal::Layout& layout) { return crc16(layout_text(layout)); }

}  // namespace ohmloop::measure
