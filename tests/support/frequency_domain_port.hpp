#pragma once

#include "ohmloop/signal/waveform.hpp"

#include <complex>
#include <cstdint>

namespace ohmloop::test {

/// A source behind a jack as a circuit, both channels alike but for `balance_db`. Absent parts are
/// zero. It shares nothing with the program's own simulation: the circuit is applied to the whole
/// record's spectrum, static nonlinearities to a finely interpolated copy of it.
struct PortCircuit {
    double emf_v = 1;  ///< rms of a full-scale sine
    double resistance_ohm = 1;
    double capacitance_f = 0;
    double inductance_h = 0;
    double shared_ground_ohm = 0;
    double balance_db = 0;  ///< right re left
    bool inverted = false;
    double rail_peak_v = 0;        ///< the EMF clips hard here
    double saturation_peak_v = 0;  ///< EMF s tanh(E/s)
    double current_peak_a = 0;     ///< clips hard here; for sources of resistance alone
    double second_harmonic = 0;    ///< H2/H1 of the EMF at full scale, by a square term
    double third_harmonic = 0;     ///< H3/H1 of the EMF at full scale, by a cubic term
    double noise_density = 0;      ///< of the EMF, V/sqrt(Hz), white, channels independent
    double hum_v = 0;              ///< rms, 50 Hz, of the EMF

    [[nodiscard]] std::complex<double> source_impedance(double hz) const;
};

struct CardInput {
    double resistance_ohm = 10e3;
    double capacitance_f = 200e-12;
    double full_scale_v = 1;  ///< rms of a full-scale sine
    double noise_density = 0;
    double high_pass_hz = 1;
    int bits = 24;
    double second_harmonic = 0;  ///< H2/H1 at full scale, by a square term behind the coupling
    double third_harmonic = 0;   ///< H3/H1 at full scale, by a cubic term

    /// Of its own at full scale; -180 where it has none.
    [[nodiscard]] double thd_db() const;
};

/// How one recording was made.
struct Capture {
    double load_ohm = 0;           ///< 0: open
    double clock_ppm = 0;          ///< recorder re player
    double wander_ppm = 0;         ///< linear change of the offset over the recording
    double start_frames = 4321.4;  ///< where the stimulus begins in the record; negative: cut off
    double tail_frames = 7000;     ///< after its end; negative: cut off
    bool mono = false;
    std::uint64_t seed = 1;
};

/// What the two inputs see, as a share of the EMFs.
struct JackTransfer {
    std::complex<double> own;    ///< of a channel's own EMF
    std::complex<double> cross;  ///< of the other channel's
};
/// The circuit's equations, with the load and the input at each jack channel, the return shared.
[[nodiscard]] JackTransfer jack_transfer(const PortCircuit& port, const CardInput& card,
                                         double load_ohm, double hz);

/// What the card records while the stimulus is played, converter rounding and limits included.
[[nodiscard]] signal::Recording record(const signal::Waveform& stimulus, const PortCircuit& port,
                                       const CardInput& card, const Capture& capture);

}  // namespace ohmloop::test
