#include "ohmloop/classify/headphone_impedance.hpp"

namespace ohmloop::classify {

HeadphoneImpedance::HeadphoneImpedance(const profiles::Headphone& headphone)
    : headphone_(headphone), base_ohm_(headphone.measured_ohm.value_or(headphone.nominal_ohm)) {
    if (headphone.peak && headphone.minimum_ohm) base_ohm_ = *headphone.minimum_ohm;
}

std::complex<double> HeadphoneImpedance::at(double hz) const {
    if (!headphone_.curve.empty()) return profiles::impedance_at(headphone_.curve, hz);
    const auto& peak = headphone_.peak;
    if (!peak) return base_ohm_;
    const double detuning = hz / peak->hz - peak->hz / hz;
    return base_ohm_ + (peak->ohm - base_ohm_) / std::complex<double>(1, peak->q * detuning);
}

std::optional<double> HeadphoneImpedance::least_of_nominal_ohm() const {
    constexpr double allowed_below_nominal = 0.8;
    if (headphone_.minimum_ohm) return headphone_.minimum_ohm;
    if (headphone_.driver != profiles::Driver::dynamic) return {};
    return allowed_below_nominal * base_ohm_;
}

std::string_view HeadphoneImpedance::known_as() const {
    if (!headphone_.curve.empty()) return "curve";
    if (headphone_.peak) return "modelled";
    return headphone_.driver == profiles::Driver::planar ? "flat" : "nominal";
}

}  // namespace ohmloop::classify
