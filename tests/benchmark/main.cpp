// estimator_limits [DRAWS [SEED]]   How near the estimators come to what physics allows, as a
// table; 600 draws unless told otherwise. Fails where one of them misses by more than a tenth and
// twice the table's own scatter.

#include "benchmark/estimator_limits.hpp"

#include <fmt/format.h>

#include <cstdlib>

int main(int argc, char** argv) {
    const int draws = argc > 1 ? std::atoi(argv[1]) : 600;
    const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    if (draws < 1) {
        fmt::print(stderr, "usage: estimator_limits [DRAWS [SEED]]\n");
        return 2;
    }
    fmt::print("{:<26} {:>5} {:>6} {:>11} {:>11} {:>4} {:>14}\n", "quantity", "s", "SNR", "spread",
               "bound", "", "ratio");
    int missed = 0;
    for (const auto& row : ohmloop::benchmark::estimator_limits(draws, seed)) {
        const double slack = 2 * row.ratio_error();
        const bool misses = row.ratio() > 1.1 + slack || row.ratio() < 0.9 - slack;
        if (misses) ++missed;
        fmt::print("{:<26} {:>5} {:>6} {:>11.4g} {:>11.4g} {:<4} {:>6.3f} +- {:.3f}{}\n",
                   row.quantity, row.seconds,
                   row.snr_db > 0 ? fmt::format("{:g} dB", row.snr_db) : "", row.spread, row.bound,
                   row.unit, row.ratio(), row.ratio_error(), misses ? "  MISSED" : "");
    }
    return missed == 0 ? 0 : 1;
}
