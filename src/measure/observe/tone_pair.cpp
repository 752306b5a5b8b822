#include "tone_pair.hpp"

#include <algorithm>

namespace ohmloop::measure {

namespace {

// y = x + b x^2 + c x^3 of a sine of peak 1: H2 = b/2, H3 = c/4. With shares p of the lower tone
// and q of the upper, sidebands re q: sqrt(2) b p and sqrt(2) 3/4 c p^2; a difference of equal
// halves re their sum: b/4, and 3/32 c for each of two.
const std::vector<TonePair>& all_pairs() {
    static const std::vector<TonePair> pairs{{"imd_smpte",
                                              60,
                                              7000,
                                              0.8,
                                              {6880, 6940, 7060, 7120},
                                              {6760, 6820, 7180, 7240},
                                              PairReference::upper,
                                              2.72},
                                             {"imd_ccif",
                                              19000,
                                              20000,
                                              0.5,
                                              {1000, 18000, 21000},
                                              {2000, 17000},
                                              PairReference::sum,
                                              0.54},
                                             {"imd_aes17",
                                              41,
                                              7993,
                                              0.8,
                                              {7952, 8034},
                                              {7870, 7911, 8075, 8116},
                                              PairReference::upper,
                                              2.27}};
    return pairs;
}

}  // namespace

std::span<const TonePair> tone_pairs() { return all_pairs(); }

const TonePair* find_tone_pair(const signal::Tones& tones) {
    if (tones.tones.size() != 2) return nullptr;
    const auto found = std::ranges::find_if(all_pairs(), [&](const TonePair& pair) {
        return tones.tones[0].frequency == Hertz(pair.lower_hz) &&
               tones.tones[1].frequency == Hertz(pair.upper_hz);
    });
    return found == all_pairs().end() ? nullptr : &*found;
}

std::vector<double> products_in_band(const TonePair& pair, Hertz rate) {
    auto products = pair.products_hz;
    std::erase_if(products, [&](double hz) { return hz >= 0.45 * rate.value(); });
    return products;
}

bool is_multitone(const signal::Tones& tones) {
    constexpr std::size_t many = 12;
    return tones.tones.size() >= many;
}

}  // namespace ohmloop::measure
