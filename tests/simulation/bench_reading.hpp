#pragma once

#include "ohmloop/simulation/bench.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

/// Sines through a bench and back as complex amplitudes in volts at the jack, without anything of
/// the analysis: the tones have whole hertz and are read by plain sums over one second.
namespace ohmloop::simulation::reading {

using Complex = std::complex<double>;
constexpr double pi = std::numbers::pi;

inline profiles::Load open_jack() {
    profiles::Load load;
    load.name = "open";
    return load;
}

inline profiles::Load resistor(double ohm, double contact = 0) {
    profiles::Load load;
    load.name = std::to_string(ohm);
    load.resistance_ohm = ohm;
    load.contact_ohm = contact;
    return load;
}

/// Silent, exact, DC coupled; 1 V rms is its full scale.
inline profiles::SimulatedCard ideal_card(double input_ohm = 10000, double input_f = 0) {
    profiles::SimulatedCard card;
    card.input_resistance = Ohms(input_ohm);
    card.input_capacitance = Farads(input_f);
    card.full_scale = Volts(1);
    card.noise_density = 0;
    card.high_pass = Hertz(0);
    return card;
}

inline profiles::VirtualPort source(double ohm, double emf_rms = 1) {
    profiles::VirtualPort port;
    port.full_scale = Volts(emf_rms);
    port.source_resistance = Ohms(ohm);
    return port;
}

struct Stereo {
    std::vector<double> left;
    std::vector<double> right;
};

/// Peak amplitude of each tone re full scale; `settle` seconds before the second that is read.
struct Drive {
    std::vector<double> tones_hz{997};
    double left = 0.1;
    double right = 0.1;
    double settle_s = 1;
};

inline Stereo stimulus(const Drive& drive, double rate) {
    const auto frames = static_cast<std::size_t>((drive.settle_s + 1) * rate);
    Stereo x{std::vector<double>(frames), std::vector<double>(frames)};
    for (std::size_t n = 0; n < frames; ++n) {
        double sum = 0;
        for (double f : drive.tones_hz)  // the phase is reduced first: it stays exact
            sum += std::sin(2 * pi * std::fmod(f * static_cast<double>(n), rate) / rate);
        x.left[n] = drive.left * sum;
        x.right[n] = drive.right * sum;
    }
    return x;
}

inline Stereo run(Bench& bench, const Stereo& in) {
    Stereo out{std::vector<double>(in.left.size()), std::vector<double>(in.left.size())};
    bench.process(in.left, in.right, out.left, out.right);
    return out;
}

/// Amplitude at f (whole hertz) over the last second, sine reference at frame `delay`.
inline Complex amplitude(const std::vector<double>& x, double f, double rate, double delay = 0) {
    const auto count = static_cast<std::size_t>(rate);
    const std::size_t first = x.size() - count;
    Complex sum = 0;
    for (std::size_t n = first; n < x.size(); ++n) {
        const double cycles = std::fmod(f * (static_cast<double>(n) - delay), rate) / rate;
        sum += x[n] * std::polar(1.0, -2 * pi * cycles);
    }
    return 2.0 / rate * sum * Complex(0, 1);
}

/// Largest magnitude over the last second.
inline double peak(const std::vector<double>& x, double rate) {
    double largest = 0;
    for (std::size_t n = x.size() - static_cast<std::size_t>(rate); n < x.size(); ++n)
        largest = std::max(largest, std::abs(x[n]));
    return largest;
}

inline double rms(const std::vector<double>& x, std::size_t first = 0) {
    double sum = 0;
    for (std::size_t n = first; n < x.size(); ++n) sum += x[n] * x[n];
    return std::sqrt(sum / static_cast<double>(x.size() - first));
}

}  // namespace ohmloop::simulation::reading
