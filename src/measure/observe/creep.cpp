#include "creep.hpp"

#include <complex>
#include <numbers>

namespace ohmloop::measure {

void take_off_creep(std::vector<double>& residual, const dsp::ToneFit& fit) {
    const double w = 2 * std::numbers::pi * fit.frequency_hz.front() / fit.rate_hz;
    std::vector<double> sloping(residual.size());
    double product = 0;
    double square = 0;
    for (std::size_t n = 0; n < residual.size(); ++n) {
        const auto frame = static_cast<double>(n);
        const double off_centre = 2 * (frame + 0.5) / static_cast<double>(residual.size()) - 1;
        sloping[n] = off_centre * (fit.phasor.front() * std::polar(1.0, w * frame)).real();
        product += sloping[n] * residual[n];
        square += sloping[n] * sloping[n];
    }
    if (!(square > 0)) return;
    for (std::size_t n = 0; n < residual.size(); ++n) residual[n] -= product / square * sloping[n];
}

}  // namespace ohmloop::measure
