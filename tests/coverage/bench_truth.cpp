#include "coverage/bench_truth.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <string>

namespace ohmloop::test {

namespace {

using result::FigureKey;

constexpr double reference_hz = 997;

double db(double ratio) { return 20 * std::log10(ratio); }
double of_db(double decibels) { return std::pow(10, decibels / 20); }
int channel_of(const FigureKey& key) { return key.channel == "right" ? 1 : 0; }

PortCircuit circuit_of(const profiles::VirtualPort& port) {
    PortCircuit circuit;
    circuit.resistance_ohm = port.source_resistance.value();
    circuit.inductance_h = port.source_inductance.value();
    if (port.coupling_capacitance) circuit.capacitance_f = port.coupling_capacitance->value();
    circuit.shared_ground_ohm = port.shared_ground.value();
    return circuit;
}

/// Two tones of peaks a (lower) and b (upper) through v + s v^2 + c v^3: sidebands of the upper at
/// one lower tone's distance s a b, at two 3/4 c a^2 b, and as much of the other third order.
struct TwoTones {
    double a;
    double b;
    double square;
    double cube;

    [[nodiscard]] double first() const { return square * a * b; }
    [[nodiscard]] double second() const { return 0.75 * cube * a * a * b; }
    [[nodiscard]] double upper() const { return b + cube * (0.75 * b * b * b + 1.5 * a * a * b); }
    [[nodiscard]] double lower() const { return a + cube * (0.75 * a * a * a + 1.5 * b * b * a); }
};

}  // namespace

BenchTruth::BenchTruth(const profiles::VirtualPort& port, const audio_io::SimulatedTruth& bench)
    : port_(port), bench_(bench), circuit_(circuit_of(port)) {
    input_.resistance_ohm = bench.card.input_resistance.value();
    input_.capacitance_f = bench.card.input_capacitance.value();
    // H2/H1 of a peak A is s A / 2, H3/H1 c A^2 / 4.
    const double peak = port.harmonics_at.value() * std::numbers::sqrt2;
    square_ = 2 * port.second_harmonic / peak;
    cube_ = 4 * port.third_harmonic / (peak * peak);
}

double BenchTruth::ohms(const FigureKey& key) const {
    for (const auto& load : bench_.loads)
        if (load.name == key.load)
            return load.is_open() ? 0 : load.resistance_ohm + load.contact_ohm;
    return 0;
}

double BenchTruth::emf(int channel, double level_dbfs) const {
    return port_.full_scale.value() * of_db(level_dbfs + (channel == 1 ? port_.balance_db : 0));
}

double BenchTruth::gain(const FigureKey& key, double hz, int sign) const {
    const auto jack = jack_transfer(circuit_, input_, ohms(key), hz);
    const double other = of_db(channel_of(key) == 0 ? port_.balance_db : -port_.balance_db);
    return std::abs(jack.own + static_cast<double>(sign) * other * jack.cross);
}

double BenchTruth::fundamental(const FigureKey& key, double level_dbfs) const {
    const double rms = emf(channel_of(key), level_dbfs);
    return rms * (1 + 1.5 * cube_ * rms * rms) * gain(key, reference_hz);
}

double BenchTruth::harmonic(const FigureKey& key, int order) const {
    const double rms = emf(channel_of(key), *key.level_dbfs);
    const double peak = rms * std::numbers::sqrt2;
    if (order == 2) return square_ * peak / 2 * rms * gain(key, 2 * reference_hz);
    return order == 3 ? cube_ * peak * peak / 4 * rms * gain(key, 3 * reference_hz) : 0;
}

/// White EMF noise and the source's thermal noise through the circuit, by Simpson's rule over ln f.
double BenchTruth::noise(const FigureKey& key, const dsp::PowerWeighting& weighting) const {
    constexpr int steps = 200;
    const double thermal = 4 * 1.380649e-23 * 300 * port_.source_resistance.value();
    const double density = port_.noise_density * port_.noise_density + thermal;
    const double step = std::log(1000.0) / steps;
    double sum = 0;
    for (int k = 0; k <= steps; ++k) {
        const double hz = 20 * std::exp(k * step);
        const auto jack = jack_transfer(circuit_, input_, ohms(key), hz);
        sum += (k == 0 || k == steps ? 1
                : k % 2 == 1         ? 4
                                     : 2) *
               step / 3 * hz * (weighting ? weighting(hz) : 1) *
               (std::norm(jack.own) + std::norm(jack.cross));
    }
    return std::sqrt(density * sum);
}

double BenchTruth::weighted_noise(const FigureKey& key) const {
    if (key.weighting == "a") return noise(key, dsp::a_weighting_power);
    if (key.weighting == "ccir_rms") return noise(key, dsp::ccir_rms_weighting_power);
    // White noise reads 4.69 dB over its rms behind the network, on average over 10 s.
    if (key.weighting == "itu_468")
        return 1.715 * noise(key, [](double hz) { return std::norm(dsp::itu_468_response(hz)); });
    return noise(key);
}

/// Harmonics and noise beside a lone tone.
double BenchTruth::beside(const FigureKey& key) const {
    return std::hypot(harmonic(key, 2), harmonic(key, 3), noise(key));
}

double BenchTruth::imd(const FigureKey& key) const {
    const double peak = emf(channel_of(key), *key.level_dbfs) * std::numbers::sqrt2;
    const auto at = [&](double hz) { return gain(key, hz); };
    if (key.quantity == "imd_ccif") {
        // 2 f1 - f2, 2 f2 - f1 (not below 0.45 of 48 kHz: it is 21 kHz) and f2 - f1.
        const TwoTones t{peak / 2, peak / 2, square_, cube_};
        return std::hypot(t.first() * at(1000), t.second() * at(18000), t.second() * at(21000)) /
               (t.lower() * at(19000) + t.upper() * at(20000));
    }
    const TwoTones t{0.8 * peak, 0.2 * peak, square_, cube_};
    const double second = key.quantity == "imd_smpte" ? t.second() : 0;
    const double upper_hz = key.quantity == "imd_smpte" ? 7000 : 7993;
    return std::sqrt(2 * (t.first() * t.first() + second * second)) / t.upper() *
           (at(upper_hz - 50) / at(upper_hz));
}

double BenchTruth::crosstalk(const FigureKey& key) const {
    const auto jack = jack_transfer(circuit_, input_, ohms(key), *key.at_hz);
    return std::abs(jack.cross / jack.own);
}

double BenchTruth::minus_3db(const FigureKey& key) const {
    double in = reference_hz;
    double out = key.band == "low" ? 1 : 1e6;
    const double wanted = gain(key, reference_hz) * of_db(-3);
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = std::sqrt(in * out);
        (gain(key, middle) > wanted ? in : out) = middle;
    }
    return in;
}

double BenchTruth::deviation(const FigureKey& key) const {
    double worst = 0;
    for (int k = 0; k <= 300; ++k) {
        const double at = db(gain(key, 20 * std::pow(1000, k / 300.0)) / gain(key, reference_hz));
        if (std::abs(at) > std::abs(worst)) worst = at;
    }
    return worst;
}

std::optional<double> BenchTruth::of(const FigureKey& key) const {
    const std::string& what = key.quantity;
    if (what == "output_impedance") return std::abs(circuit_.source_impedance(*key.at_hz));
    if (what == "source_resistance") return port_.source_resistance.value();
    if (what == "source_inductance" && port_.source_inductance > Henries(0))
        return port_.source_inductance.value();
    if (what == "coupling_capacitance" && port_.coupling_capacitance)
        return port_.coupling_capacitance->value();
    if (what == "shared_ground_resistance") return port_.shared_ground.value();
    if (what == "level") return fundamental(key, *key.level_dbfs);
    if (what == "max_level") return fundamental(key, 0);
    if (what == "load_drop") {
        const int sign = key.drive == "opposite" ? -1 : 1;
        FigureKey open = key;
        open.load = "open";
        return db(gain(key, reference_hz, sign) / gain(open, reference_hz, sign));
    }
    if (what == "max_power") return std::pow(fundamental(key, 0), 2) / ohms(key);
    if (what == "max_current") return fundamental(key, 0) / ohms(key);
    if (what == "channel_balance") {
        FigureKey left = key;
        FigureKey right = key;
        left.channel = "left";
        right.channel = "right";
        const int sign = key.drive == "opposite" ? -1 : 1;
        return port_.balance_db +
               db(gain(right, reference_hz, sign) / gain(left, reference_hz, sign));
    }
    if (what == "crosstalk") return db(crosstalk(key));
    if (what == "noise") return weighted_noise(key);
    if (what == "snr") return db(fundamental(key, 0) / weighted_noise(key));
    if (what == "dynamic_range") return db(fundamental(key, 0) / weighted_noise(key));
    if (what == "td_n" && square_ > 1e-5) return std::nullopt;
    if (what == "td_n")
        return db(noise(key) / (emf(channel_of(key), *key.level_dbfs) * gain(key, reference_hz) /
                                std::sqrt(31.0)));
    if (what.starts_with("imd_")) return db(imd(key));
    if (what == "response_minus_3db") return minus_3db(key);
    if (what == "response_deviation") return deviation(key);
    if (!key.level_dbfs) return std::nullopt;
    const double whole = fundamental(key, *key.level_dbfs);
    if (what == "harmonic") return db(std::max(1e-12, harmonic(key, *key.order) / whole));
    if (what == "thd") return db(std::hypot(harmonic(key, 2), harmonic(key, 3)) / whole);
    if (what == "thd_n") return db(beside(key) / whole);
    if (what == "sinad") return -db(beside(key) / whole);
    return std::nullopt;
}

}  // namespace ohmloop::test
