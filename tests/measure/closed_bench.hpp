#pragma once

#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace ohmloop::measure::test {

/// A port, its loads and an input as equations: what each tone of a plan reads, without samples.
/// V = I/Y and E = I (Z + 1/Y) + g (I + I') for both channels, solved by Cramer's rule.
struct ClosedBench {
    using Complex = std::complex<double>;

    struct Channel {
        double emf_v = 1;  ///< rms at digital full scale
        double resistance = 1;
        double capacitance = 0;  ///< farads, 0: none
        double inductance = 0;
        double load_factor = 1;  ///< the channel's resistors over the declared ones
        /// Any other impedance of the frequency, in place of the parts.
        std::function<Complex(double hz)> network;

        [[nodiscard]] Complex source(double hz) const {
            if (network) return network(hz);
            const double w = 2 * std::numbers::pi * hz;
            return {resistance, w * inductance - (capacitance > 0 ? 1 / (w * capacitance) : 0)};
        }
    };
    struct Tones {
        signal::Drive drive;
        double seconds;
        std::vector<std::pair<double, double>> hz_and_dbfs;
    };
    /// What one seed draws, beyond the noise.
    struct Spread {
        double load_tolerance = 0;    ///< relative, rectangular, each resistor
        double scale = 0;             ///< relative, normal, shared by the loads
        double contact_ohm = 0;       ///< normal
        double drift_db = 0;          ///< rectangular, takes after the first
        double repeatability_db = 0;  ///< normal
        double input_tolerance = 0;   ///< of its resistance
        double capacitance_tolerance = 0;
        double delay_s = 0;  ///< normal, each segment of each take: recordings apart
    };

    std::array<Channel, 2> channel;
    double shared_ground = 0;
    std::vector<double> loads{0, 33};                                     ///< ohms, 0: open
    std::function<double(double)> emf_into = [](double) { return 1.0; };  ///< load sensing
    double input_ohm = 10e3;
    double input_f = 200e-12;
    double noise_density = 12e-9;  ///< V/sqrt(Hz) at the input
    std::vector<Tones> plan;
    Spread spread;

    void both(const Channel& alike) { channel = {alike, alike}; }

    /// The tones of the shipped quick and standard plans.
    static std::vector<Tones> quick() {
        return {{signal::Drive::opposite, 0.6, {{20, -34}, {997, -22}, {10000, -34}}},
                {signal::Drive::left, 0.06, {{997, -20}}}};
    }
    static std::vector<Tones> standard() {
        return {{signal::Drive::opposite, 1, {{20, -34}, {997, -22}, {10000, -34}}},
                {signal::Drive::opposite, 1, {{100, -34}, {3150, -34}, {20000, -34}}},
                {signal::Drive::left, 0.4, {{997, -20}}},
                {signal::Drive::right, 0.4, {{997, -20}}}};
    }

    struct Run {
        std::vector<Take> takes;
        AnalysisSetup setup;
    };
    [[nodiscard]] Run run(std::uint64_t seed) const;

    /// Both jack voltages for EMFs as played.
    [[nodiscard]] std::array<Complex, 2> volts(const std::array<Complex, 2>& emf,
                                               const std::array<Complex, 2>& y, double hz) const {
        const Complex a = channel[0].source(hz) + 1.0 / y[0] + shared_ground;
        const Complex b = channel[1].source(hz) + 1.0 / y[1] + shared_ground;
        const Complex determinant = a * b - shared_ground * shared_ground;
        return {(emf[0] * b - emf[1] * shared_ground) / determinant / y[0],
                (emf[1] * a - emf[0] * shared_ground) / determinant / y[1]};
    }
};

inline ClosedBench::Run ClosedBench::run(std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss;
    std::uniform_real_distribution<double> even(-1, 1);
    Run run;
    auto& input = run.setup.input;
    input.resistance_ohm = {input_ohm / (1 + spread.input_tolerance * even(random)),
                            spread.input_tolerance};
    input.capacitance_pf = {input_f * 1e12 / (1 + spread.capacitance_tolerance * even(random)),
                            spread.capacitance_tolerance};
    input.repeatability_db = spread.repeatability_db;
    run.setup.contact_uncertainty_ohm = spread.contact_ohm;
    const double scale = 1 + spread.scale * gauss(random);
    for (std::size_t k = 0; k < loads.size(); ++k) {
        const bool open = loads[k] == 0;
        Take take = take_with(open ? "open" : std::to_string(static_cast<int>(loads[k])), loads[k],
                              static_cast<int>(k), 2);
        take.same_stream = k > 0 && spread.delay_s == 0;
        take.load.tolerance = open ? 0 : spread.load_tolerance;
        take.load.scale_uncertainty = open ? 0 : spread.scale;
        const double true_ohm = loads[k] * scale * (1 + spread.load_tolerance * even(random)) +
                                spread.contact_ohm * gauss(random);
        const double drift = k > 0 ? spread.drift_db * even(random) : 0;
        const double gain = to_ratio(Decibels(drift + spread.repeatability_db * gauss(random))) / 2;
        for (const auto& segment : plan) {
            const double delay = spread.delay_s * gauss(random);
            std::array<TonesObservation, 2> seen;
            for (auto& tones : seen) {
                tones.drive = segment.drive;
                tones.seconds = segment.seconds;
            }
            for (const auto& [hz, dbfs] : segment.hz_and_dbfs) {
                std::array<Complex, 2> emf;
                std::array<Complex, 2> y;
                for (std::size_t c = 0; c < 2; ++c) {
                    emf[c] = channel[c].emf_v * emf_into(loads[k]) *
                             signal::drive_sign(segment.drive, static_cast<int>(c));
                    y[c] = {(open ? 0 : 1 / (true_ohm * channel[c].load_factor)) + 1 / input_ohm,
                            2 * std::numbers::pi * hz * input_f};
                }
                const auto v = volts(emf, y, hz);
                // The amplitude of a sine in white noise of density e over T scatters by
                // e/sqrt(T) in phase and in quadrature (Cramer and Rao).
                const double u = noise_density / std::sqrt(segment.seconds) /
                                 (std::numbers::sqrt2 * to_ratio(Decibels(dbfs)));
                for (std::size_t c = 0; c < 2; ++c) {
                    const double sign = signal::drive_sign(segment.drive, static_cast<int>(c));
                    const Complex read =
                        gain * std::polar(1.0, -2 * std::numbers::pi * hz * delay) *
                        ((sign == 0 ? 1 : sign) * v[c] + u * Complex(gauss(random), gauss(random)));
                    seen[c].tones.push_back({hz, dbfs, read, gain * u / std::abs(read)});
                }
            }
            for (std::size_t c = 0; c < 2; ++c)
                take.observations.channels[c].tones.push_back(seen[c]);
        }
        run.takes.push_back(std::move(take));
    }
    return run;
}

/// Both channels alike, 2 V, the quick plan.
inline ClosedBench bench_of(double resistance, double capacitance = 0, double inductance = 0) {
    ClosedBench bench;
    ClosedBench::Channel channel;
    channel.resistance = resistance;
    channel.capacitance = capacitance;
    channel.inductance = inductance;
    channel.emf_v = 2;
    bench.both(channel);
    bench.plan = ClosedBench::quick();
    return bench;
}

/// |Zo| at 997 Hz; an empty figure where there is none.
inline result::Figure figure_at_997(const Findings& findings, const std::string& channel = "left") {
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == "output_impedance" && figure.key.at_hz == 997 &&
            figure.key.channel == channel)
            return figure;
    return {};
}

/// Null where it is not raised.
inline const result::Doubt* find_doubt(const Findings& findings, const std::string& code) {
    const auto found = std::find_if(findings.doubts.begin(), findings.doubts.end(),
                                    [&](const result::Doubt& doubt) { return doubt.code == code; });
    return found == findings.doubts.end() ? nullptr : &*found;
}

}  // namespace ohmloop::measure::test
