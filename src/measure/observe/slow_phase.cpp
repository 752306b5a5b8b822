#include "slow_phase.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <numeric>

namespace ohmloop::measure {

namespace {

using std::numbers::pi;

constexpr double fastest_hz = 40;
constexpr double block_s = 0.001;
/// Powers in some forty columns each: noise alone reaches this once in 2000 records.
/// Blocks of not quite a period see a little of the tone's second harmonic: the next pass takes it.
constexpr double clearly_more = 3;
constexpr int passes = 3;

using Column = std::vector<double>;

double dot(const Column& a, const Column& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add(Column& to, const Column& from, double factor) {
    for (std::size_t n = 0; n < to.size(); ++n) to[n] += factor * from[n];
}

/// The part below fastest_hz of values taken every block_s: orthogonal cosines, and a parabola
/// for the slopes at both ends, of which cosines have none.
class SlowPart {
  public:
    explicit SlowPart(std::size_t count) {
        const auto highest =
            static_cast<std::size_t>(2 * fastest_hz * block_s * static_cast<double>(count));
        const double step = pi / static_cast<double>(count);
        for (std::size_t k = 1; k <= highest; ++k) {
            Column cosine(count);
            for (std::size_t b = 0; b < count; ++b)
                cosine[b] =
                    std::cos(static_cast<double>(k) * step * (static_cast<double>(b) + 0.5));
            cosines_.push_back(std::move(cosine));
        }
        for (const double power : {1, 2}) {
            Column curve(count);
            for (std::size_t b = 0; b < count; ++b)
                curve[b] = std::pow(step / pi * (static_cast<double>(b) + 0.5) - 0.5, power);
            curves_.push_back(fast(curve));
        }
        add(curves_[1], curves_[0], -dot(curves_[0], curves_[1]) / dot(curves_[0], curves_[0]));
    }

    [[nodiscard]] bool empty() const { return cosines_.size() < 4; }

    [[nodiscard]] Column of(const Column& values) const {
        const Column rest = fast(values);
        Column slow = values;
        add(slow, rest, -1);
        for (const auto& curve : curves_) add(slow, curve, dot(rest, curve) / dot(curve, curve));
        return slow;
    }

  private:
    /// What the cosines (and the mean, which a fit has taken) leave.
    [[nodiscard]] Column fast(const Column& values) const {
        Column rest = values;
        const double mean =
            std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        for (double& v : rest) v -= mean;
        for (const auto& cosine : cosines_)
            add(rest, cosine, -2 * dot(values, cosine) / static_cast<double>(values.size()));
        return rest;
    }

    std::vector<Column> cosines_;
    std::vector<Column> curves_;  ///< what the cosines leave of a line and a parabola
};

/// Straight between the blocks' centres and on beyond them.
double value_at(const Column& values, double place) {
    const auto k = static_cast<std::size_t>(
        std::clamp(place - 0.5, 0.0, static_cast<double>(values.size() - 2)));
    return values[k] + (place - 0.5 - static_cast<double>(k)) * (values[k + 1] - values[k]);
}

/// The tone turning through the record; its own size taken out.
class Wheel {
  public:
    explicit Wheel(const dsp::ToneFit& fit)
        : turn_(std::polar(1.0, 2 * pi * fit.frequency_hz.front() / fit.rate_hz)),
          now_(fit.phasor.front() / std::abs(fit.phasor.front())) {}
    std::complex<double> next() {
        const auto here = now_;
        now_ *= turn_;
        return here;
    }

  private:
    std::complex<double> turn_;
    std::complex<double> now_;
};

/// The residual along the tone's phase (quadrature) and its level, block by block.
struct Modulation {
    Column phase;
    Column level;
};

Modulation modulation_of(const Column& residual, const dsp::ToneFit& fit, std::size_t block) {
    const std::size_t count = residual.size() / block;
    Modulation read{Column(count, 0.0), Column(count, 0.0)};
    Wheel wheel(fit);
    const double share = 2 / static_cast<double>(block);
    for (std::size_t n = 0; n < count * block; ++n) {
        const auto here = wheel.next();
        read.phase[n / block] -= share * residual[n] * here.imag();
        read.level[n / block] += share * residual[n] * here.real();
    }
    return read;
}

void take_off(Column& residual, const Column& phase, const dsp::ToneFit& fit, std::size_t block) {
    Wheel wheel(fit);
    for (std::size_t n = 0; n < residual.size(); ++n) {
        const double place = (static_cast<double>(n) + 0.5) / static_cast<double>(block);
        residual[n] += wheel.next().imag() * value_at(phase, place);
    }
}

}  // namespace

void take_off_slow_phase(std::vector<double>& residual, const dsp::ToneFit& fit) {
    const auto block = static_cast<std::size_t>(block_s * fit.rate_hz);
    if (block == 0 || !(std::abs(fit.phasor.front()) > 0)) return;
    const SlowPart part(residual.size() / block);
    if (part.empty()) return;
    for (int pass = 0; pass < passes; ++pass) {
        const auto read = modulation_of(residual, fit, block);
        const Column phase = part.of(read.phase);
        const Column level = part.of(read.level);
        if (dot(phase, phase) < clearly_more * dot(level, level)) return;
        take_off(residual, phase, fit, block);
    }
}

}  // namespace ohmloop::measure
