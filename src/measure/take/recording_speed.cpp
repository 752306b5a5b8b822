#include "recording_speed.hpp"

#include "ohmloop/dsp/median.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/measure/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace ohmloop::measure {

namespace {

constexpr double block_s = 0.25;
constexpr std::size_t most_blocks = 5;
constexpr std::size_t least_block_frames = 500;  ///< 2 kHz: half of that is twice the tone's
/// A fifth to five times the speed: 8 kHz to 192 kHz around 44.1 kHz.
constexpr double largest_factor = 5;
constexpr std::array usual_rates_hz{8000.0,  11025.0, 16000.0, 22050.0, 24000.0,  32000.0,
                                    44100.0, 48000.0, 88200.0, 96000.0, 176400.0, 192000.0};
/// Clocks differ by 0.05 %; the pulled-down rates lie 0.1 % beside.
constexpr double same_rate = 0.0007;
constexpr double pull_down = 1.0 / 1001;
constexpr double same_pull_down = 50e-6;

/// Starts of the loudest blocks, the loudest first.
std::vector<std::size_t> loudest_blocks(std::span<const double> x, std::size_t block) {
    std::vector<std::pair<double, std::size_t>> energies;
    for (std::size_t n = 0; n + block <= x.size(); n += block) {
        const auto part = x.subspan(n, block);
        energies.emplace_back(std::inner_product(part.begin(), part.end(), part.begin(), 0.0), n);
    }
    std::sort(energies.rbegin(), energies.rend());
    std::vector<std::size_t> starts;
    for (std::size_t k = 0; k < std::min(most_blocks, energies.size()); ++k)
        starts.push_back(energies[k].second);
    return starts;
}

}  // namespace

std::optional<double> stretch_by_tone(std::span<const double> x, Hertz rate) {
    const auto block = static_cast<std::size_t>(block_s * rate.value());
    std::vector<double> stretches;
    if (block < least_block_frames) return std::nullopt;
    for (const std::size_t start : loudest_blocks(x, block)) {
        const auto tone = dsp::find_strongest_tone(x.subspan(start, block), rate);
        if (tone.share < 0.5) continue;
        const double stretch = reference_hz / tone.frequency_hz;
        if (stretch < largest_factor && stretch > 1 / largest_factor) stretches.push_back(stretch);
    }
    if (stretches.empty()) return std::nullopt;
    return dsp::median(std::move(stretches));
}

std::optional<Hertz> usual_rate_near(Hertz rate) {
    for (const double usual : usual_rates_hz)
        if (std::abs(rate.value() / usual - 1) < same_rate) return Hertz(usual);
    return std::nullopt;
}

std::optional<std::string> rate_swap_of(Hertz rate, double stretch) {
    if (std::abs(std::abs(stretch - 1) - pull_down) < same_pull_down)
        return "a device runs at a rate pulled down or up by 1001/1000";
    if (std::abs(stretch - 1) < same_rate) return std::nullopt;
    const double said_khz = rate.value() / 1000;
    const auto sampled = usual_rate_near(rate * stretch);
    const auto played = usual_rate_near(rate * (1 / stretch));
    std::string text;
    if (sampled)
        text = fmt::format("its samples were taken at {:g} kHz, not at the {:g} kHz that it says",
                           sampled->value() / 1000, said_khz);
    if (played)
        text += fmt::format("{}the stimulus was played at {:g} kHz instead of {:g} kHz",
                            text.empty() ? "" : ", or ", played->value() / 1000, said_khz);
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace ohmloop::measure
