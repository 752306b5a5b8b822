#include "simulation/drive.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::simulation {

namespace {

// Half lengths for a stop band 125 dB down with the pass band to 0.45 rate: Kaiser's
// 4 K - 1 = 1 + (A - 8) / (14.36 df) with df = 0.05, 0.225, 0.3625 of each output rate. The third
// is even, so that the whole delay is a whole number of frames.
constexpr double attenuation_db = 125;
constexpr std::size_t half_length[3] = {41, 10, 6};

std::vector<double> taps(std::size_t stage) {
    return half_band_taps(half_length[stage], attenuation_db);
}

bool is_loud(Pair x, double limit) {
    return x[0] > limit || x[0] < -limit || x[1] > limit || x[1] < -limit;
}

}  // namespace

Drive::Drive(std::size_t max_frames)
    : up_{{taps(0), max_frames}, {taps(1), 2 * max_frames}, {taps(2), 4 * max_frames}},
      down_{{taps(0), max_frames}, {taps(1), 2 * max_frames}, {taps(2), 4 * max_frames}},
      past_(2 * half_length[0] + half_length[1] + half_length[2] / 2 + max_frames),
      twice_(2 * max_frames),
      four_(4 * max_frames),
      eight_(8 * max_frames) {
    overshoot_ = measured_overshoot();
}

std::size_t Drive::delay() const {
    return 2 * half_length[0] + half_length[1] + half_length[2] / 2;
}

double Drive::measured_overshoot() {
    double sum[8] = {};
    for (std::size_t n = 0; n < delay(); ++n) {
        const Pair x = n == 0 ? pair(1, 1) : Pair{};
        interpolate(&x, 1);
        for (std::size_t k = 0; k < 8; ++k) sum[k] += std::abs(eight_[k][0]);
    }
    for (auto& stage : up_) stage.clear();
    return *std::max_element(sum, sum + 8);
}

void Drive::process(const DriveLaw& law, const Pair* in, std::size_t n, Pair* out) noexcept {
    std::copy_n(in, n, past_.data() + delay());
    for (std::size_t i = 0; i < n; ++i) out[i] = law.scale * past_[i];
    std::size_t begin = 0;
    while (begin < n) {  // runs of loud and of quiet frames, wherever the blocks are cut
        const bool loud = loud_left_ > 0 || is_loud(in[begin], law.quiet_below);
        std::size_t end = begin;
        while (end < n) {
            const bool renew = is_loud(in[end], law.quiet_below);
            if (loud != (renew || loud_left_ > 0)) break;
            if (renew) loud_left_ = 2 * delay() + 2;
            if (loud_left_ > 0) --loud_left_;
            ++end;
        }
        if (loud)
            add_bend(law, begin, end, out);
        else
            stay_quiet(law, begin, end);
        begin = end;
    }
    std::copy_n(past_.data() + n, delay(), past_.data());
}

void Drive::interpolate(const Pair* in, std::size_t n) noexcept {
    up_[0].process(in, n, twice_.data());
    up_[1].process(twice_.data(), 2 * n, four_.data());
    up_[2].process(four_.data(), 4 * n, eight_.data());
}

void Drive::bend(const DriveLaw& law, std::size_t n) noexcept {
    const bool bends = law.square != 0 || law.cube != 0;
    const Pair high = pair(law.rail, law.rail);
    for (std::size_t k = 0; k < 8 * n; ++k) {
        const Pair v = law.scale * eight_[k];
        Pair w = v;
        if (bends) w += v * v * (law.square + law.cube * v);
        if (law.rail > 0) {
            w = w > high ? high : w;
            w = w < -high ? -high : w;
        }
        if (law.limits_current) w = limiter_.step(law.limiter, w);
        eight_[k] = w - v;
    }
}

void Drive::add_bend(const DriveLaw& law, std::size_t begin, std::size_t end, Pair* out) noexcept {
    const std::size_t n = end - begin;
    clear_ = false;
    interpolate(past_.data() + delay() + begin, n);
    bend(law, n);
    down_[2].process(eight_.data(), 4 * n, four_.data());
    down_[1].process(four_.data(), 2 * n, twice_.data());
    down_[0].process(twice_.data(), n, eight_.data());
    for (std::size_t i = 0; i < n; ++i) out[begin + i] += eight_[i];
}

void Drive::stay_quiet(const DriveLaw& law, std::size_t begin, std::size_t end) noexcept {
    up_[0].skip(past_.data() + delay() + begin, end - begin);
    if (!clear_) {
        for (std::size_t k = 1; k < 3; ++k) up_[k].clear();
        for (auto& stage : down_) stage.clear();
        clear_ = true;
    }
    if (!law.limits_current || law.quiet.capacitor_ohm == 0) return;
    // The coupling capacitor goes on charging, in whole frames, at the interpolators' delay.
    const Pair* x = past_.data() + delay() / 2;
    for (std::size_t i = begin; i < end; ++i)
        static_cast<void>(limiter_.step(law.quiet, law.scale * x[i]));
}

}  // namespace ohmloop::simulation
