#include "ohmloop/simulation/random.hpp"

#include <bit>
#include <cmath>

namespace ohmloop::simulation {

namespace {

constexpr unsigned layers = 128;
constexpr double tail_start = 3.442619855899;       // right edge of the lowest full layer
constexpr double layer_area = 9.91256303526217e-3;  // of each layer, for 128 of them

struct Ziggurat {
    std::array<double, layers + 1> edge{};
    std::array<double, layers> ratio{};

    Ziggurat() {
        double f = std::exp(-0.5 * tail_start * tail_start);
        edge[0] = layer_area / f;
        edge[1] = tail_start;
        for (unsigned i = 2; i < layers; ++i) {
            edge[i] = std::sqrt(-2 * std::log(layer_area / edge[i - 1] + f));
            f = std::exp(-0.5 * edge[i] * edge[i]);
        }
        edge[layers] = 0;
        for (unsigned i = 0; i < layers; ++i) ratio[i] = edge[i + 1] / edge[i];
    }
};

const Ziggurat ziggurat;

std::uint64_t splitmix(std::uint64_t& x) {
    x += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = x;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

double to_unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) {
    std::uint64_t x = seed;
    std::uint64_t mixed = splitmix(x) ^ (stream * 0xd1342543de82ef95ULL);
    for (auto& word : state_) word = splitmix(mixed);
}

std::uint64_t Random::bits() noexcept {
    auto& s = state_;
    const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
}

double Random::uniform() noexcept { return to_unit(bits()); }

double Random::normal() noexcept {
    const std::uint64_t word = bits();  // low bits choose the layer, high bits the place in it
    const unsigned layer = static_cast<unsigned>(word & (layers - 1));
    const double u = 2 * to_unit(word) - 1;
    if (std::abs(u) < ziggurat.ratio[layer]) return u * ziggurat.edge[layer];
    return normal_edge(u, layer);
}

double Random::normal_edge(double u, unsigned layer) noexcept {
    if (layer == 0) return normal_tail(u < 0);
    const double x = u * ziggurat.edge[layer];
    const auto over = [x](double e) { return std::exp(-0.5 * (e * e - x * x)); };
    const double low = over(ziggurat.edge[layer]);
    const double high = over(ziggurat.edge[layer + 1]);
    return high + uniform() * (low - high) < 1 ? x : normal();
}

double Random::normal_tail(bool negative) noexcept {
    double x = 0;
    double y = 0;
    do {
        x = std::log(1 - uniform()) / tail_start;
        y = std::log(1 - uniform());
    } while (-2 * y < x * x);
    return negative ? x - tail_start : tail_start - x;
}

}  // namespace ohmloop::simulation
