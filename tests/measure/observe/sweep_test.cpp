#include "measure/observe/observe.hpp"
#include "measure/take/clocked_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {
namespace {

const signal::Layout& layout() {
    static const signal::Layout made = test::body_of("standard");
    return made;
}

/// A linear-phase low-pass (a sinc under a Blackman window) of `taps` around `cutoff` cycles per
/// frame.
std::vector<double> low_passed(const std::vector<double>& x, double cutoff, int taps) {
    std::vector<double> h;
    const double middle = 0.5 * (taps - 1);
    for (int n = 0; n < taps; ++n) {
        const double t = n - middle;
        const double phase = 2 * std::numbers::pi * n / (taps - 1);
        const double window = 0.42 - 0.5 * std::cos(phase) + 0.08 * std::cos(2 * phase);
        const double turn = 2 * std::numbers::pi * cutoff;
        h.push_back(window * (t == 0 ? 2 * cutoff : std::sin(turn * t) / (std::numbers::pi * t)));
    }
    std::vector<double> y(x.size(), 0.0);
    for (std::size_t n = h.size(); n < x.size(); ++n)
        for (std::size_t k = 0; k < h.size(); ++k) y[n] += h[k] * x[n - k];
    return y;
}

double edge_fall_db(const std::vector<double>& x) {
    ChannelObservations seen;
    const auto alignment = test::steady_alignment(60);
    for (const auto& segment : layout().segments)
        if (std::holds_alternative<signal::LogSweep>(segment.spec.stimulus))
            observe_sweep({x, layout(), alignment, 0}, segment, seen);
    EXPECT_EQ(seen.sweeps.size(), 1U);
    return seen.sweeps.at(0).edge_fall_db;
}

}  // namespace

TEST(sweep, SeesWhereTheBandEnds) {
    auto whole = test::clocked(layout(), test::steady_clock(60));
    test::add_noise(whole, 1e-6);
    EXPECT_NEAR(edge_fall_db(whole), 0, 0.02);
    // A rate of 44.1 kHz ends at 22.05 kHz, and a filter before it: half is left at 20.6 kHz.
    EXPECT_GT(edge_fall_db(low_passed(whole, 20600.0 / 48000, 511)), 40);
    // A converter's slow filter: half is left at the edge itself.
    EXPECT_NEAR(edge_fall_db(low_passed(whole, 0.44, 101)), 6.02, 0.3);
}

}  // namespace ohmloop::measure
