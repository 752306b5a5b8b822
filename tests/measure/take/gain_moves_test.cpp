#include "measure/take/gain_moves.hpp"

#include "measure/synthetic_takes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ohmloop::measure {
namespace {

using signal::Drive;

double ratio(double db) { return std::pow(10, db / 20); }

/// What the jack's circuit makes of a drive: EMFs 1 and +-1 or 0 behind `ohm`, the load, and a
/// shared return, by Kirchhoff for both channels.
struct Circuit {
    double ohm = 10;
    double load = 33;
    double shared = 0;
    double crosstalk = 0;  ///< of the EMFs

    /// Voltages at both loads for EMFs a and b.
    [[nodiscard]] std::pair<double, double> volts(double a, double b) const {
        const double ea = a + crosstalk * b;
        const double eb = b + crosstalk * a;
        const double d = ohm + load + shared;
        const double det = d * d - shared * shared;
        return {load * (ea * d - eb * shared) / det, load * (eb * d - ea * shared) / det};
    }
};

/// A tone alone, without distortion but `thd`.
TonesObservation lone(Drive drive, double level, double gain, double thd = 1e-6) {
    auto tones = test::tones_of(drive, level, {997}, {gain});
    tones.fundamental_rms = std::abs(gain) * ratio(level) / std::sqrt(2.0);
    tones.harmonics.push_back({thd * tones.fundamental_rms, 0, 0});
    return tones;
}

/// The quick plan's takes of a circuit; the gain is `gain(k)` in its k-th segment: impedance tones,
/// loud tone, ramp, one channel alone.
Take quick_take(const Circuit& circuit, const std::function<double(int)>& gain) {
    Take take = test::take_with("33", circuit.load, 0, 2);
    for (const int channel : {0, 1}) {
        auto& seen = take.observations.channels[static_cast<std::size_t>(channel)];
        const auto own = [&](double left, double right) {
            const auto [l, r] = circuit.volts(left, right);
            return channel == 0 ? l : r;
        };
        const double side = channel == 0 ? 1 : -1;
        seen.tones.push_back(test::tones_of(Drive::opposite, -22, {20, 997, 10000},
                                            {1, gain(0) * side * own(1, -1), 1}));
        seen.tones.push_back(lone(Drive::both, -1, gain(1) * own(1, 1)));
        RampObservation ramp;
        ramp.drive = Drive::both;
        ramp.frequency_hz = 997;
        for (double level = -36; level <= 0.1; level += 0.25)
            ramp.points.push_back({level, gain(2) * own(1, 1), 1e-7, 0.5});
        seen.ramps.push_back(ramp);
        seen.tones.push_back(lone(Drive::left, -20, gain(3) * own(1, 0)));
    }
    return take;
}

double moved_db(const Take& take) {
    const auto move = find_gain_move(take, take.observations.channels[0]);
    return std::max(std::abs(move.quiet_db), std::abs(move.loud_db));
}

}  // namespace

TEST(gain_moves, NoneWhereDrivesDifferByTheReturnAndCrosstalk) {
    for (const double shared : {0.0, 0.05, 0.5, 2.0})
        for (const double crosstalk : {0.0, 1e-3, -1e-2})
            for (const double load : {1e4, 33.0, 16.0}) {
                const auto take = quick_take({5, load, shared, crosstalk}, [](int) { return 1.0; });
                EXPECT_EQ(moved_db(take), 0) << shared << " " << crosstalk << " " << load;
            }
}

TEST(gain_moves, NoneWhereTheRecorderInvertsOrAttenuatesOneChannel) {
    for (const double factor : {-1.0, 0.5}) {
        auto take = quick_take({12, 33, 0.12, 0}, [](int) { return 1.0; });
        auto& right = take.observations.channels[1];
        for (auto& tones : right.tones)
            for (auto& tone : tones.tones) tone.gain *= factor;
        for (auto& point : right.ramps.front().points) point.gain *= factor;
        for (const auto& seen : take.observations.channels) {
            const auto move = find_gain_move(take, seen);
            EXPECT_EQ(move.quiet_db, 0) << factor;
            EXPECT_EQ(move.loud_db, 0) << factor;
        }
    }
}

TEST(gain_moves, AStepIsFoundWhereverItCame) {
    for (const int from : {1, 2, 3})
        for (const double db : {-0.9, 0.05}) {
            const auto take =
                quick_take({10, 33, 0.1, 0}, [&](int k) { return k < from ? 1 : ratio(db); });
            EXPECT_NEAR(moved_db(take), std::abs(db), 1e-6) << from;
        }
}

TEST(gain_moves, APortThatCompressesDistortsTooAndHasNotMoved) {
    // y = x - c x^3: the fundamental falls by 3/4 c A^2, the third harmonic is c/4 A^2 of it. The
    // impedance tones stand 1.5 dB higher than the lone tones here, and compress more.
    for (const double c : {0.1, 1.0, 10.0}) {
        const auto fundamental = [&](double level) { return 1 - 0.75 * c * ratio(2 * level); };
        const auto third = [&](double level) { return 0.25 * c * ratio(2 * level); };
        auto take = quick_take({10, 33, 0, 0}, [](int) { return 1.0; });
        for (auto& seen : take.observations.channels) {
            seen.tones[0].tones[1].gain *= fundamental(-18.5);
            seen.tones[2].tones[0].gain *= fundamental(-20);
            seen.tones[2].harmonics[0].rms = third(-20) * seen.tones[2].fundamental_rms;
            for (auto& point : seen.ramps[0].points) {
                point.gain *= fundamental(point.level_dbfs);
                point.distortion_rms = third(point.level_dbfs) * point.fundamental_rms;
            }
            seen.tones[1].tones[0].gain *= fundamental(-1);
            seen.tones[1].harmonics[0].rms = third(-1) * seen.tones[1].fundamental_rms;
        }
        EXPECT_EQ(moved_db(take), 0) << c;
    }
}

TEST(gain_moves, NoiseIsNone) {
    // 3 sigma each way between two readings of 1 % noise.
    auto take = quick_take({10, 33, 0, 0}, [](int k) { return k == 0 ? 1.03 : 0.97; });
    for (auto& seen : take.observations.channels) {
        seen.ramps.clear();
        for (auto& tones : seen.tones)
            for (auto& tone : tones.tones) tone.relative_uncertainty = 0.01;
    }
    EXPECT_EQ(moved_db(take), 0);
}

TEST(gain_moves, AreNamedAndSpoilWhereAutomatic) {
    for (const double db : {0.1, -0.9}) {
        auto take = quick_take({10, 33, 0, 0}, [&](int k) { return k < 2 ? 1 : ratio(db); });
        doubt_moved_gains(take);
        ASSERT_EQ(take.doubts.size(), 2U);  // one a channel
        EXPECT_EQ(take.doubts[0].code, "gain_moved");
        EXPECT_EQ(take.usable, std::abs(db) < 0.5);
        // Half as much again: the readings stand for the middles of their segments.
        EXPECT_NEAR(take.observations.channels[0].gain_moved, ratio(1.5 * std::abs(db)) - 1, 1e-6);
    }
}

}  // namespace ohmloop::measure
