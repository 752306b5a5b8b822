#pragma once

#include "ohmloop/classify/port_facts.hpp"

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

namespace ohmloop::classify {

/// What the source gives the heaviest load, against what its EMF and impedance alone would give.
struct LoadedDrive {
    double load_ohm = 0;
    /// Largest clean EMF with the load re that without, dB: 0 for a linear source, negative where a
    /// current limit or distortion under load stops it first. Absent: not known.
    std::optional<double> sag_db;
    bool sag_is_bound = false;      ///< open was not played to its limit: at least so far below
    bool limited = false;           ///< the load, not the level played, stopped it
    bool stopped_short = false;     ///< neither port nor digital scale stopped it: it can do more
    std::optional<double> amperes;  ///< rms into the load: the limit, or reached without one
    /// Where a louder tone gave more than is clean: what is.
    std::optional<double> clean_amperes;
    bool stated = false;             ///< by a data sheet: taken for clean
    std::optional<double> thd_n_db;  ///< with the load, at the loudest steady tone
    result::Kind thd_n_kind = result::Kind::measured;
    std::optional<double> thd_n_rise_db;  ///< re open, where the loaded one is measured
    bool thd_n_rise_is_bound = false;     ///< open is below what can be measured: at least
    std::optional<double> thd_n_amperes;  ///< rms current at that tone
};

/// The largest clean EMF a port that senses its load showed with one; open: the recording input's
/// ohms.
struct SensedEmf {
    double load_ohm = 0;
    double volts = 0;
    bool is_bound = false;  ///< at least so much
    std::size_t group = 0;  ///< of loads with one EMF, lightest first
};

/// What drives a load without limit of current.
struct DrivingEmf {
    double volts = 0;
    bool is_bound = false;  ///< at least so much
    /// The load lies between two groups of loads, and nobody knows which of their EMFs it finds:
    /// `volts` is the larger, this the smaller. Nor whether there is yet another between them.
    std::optional<double> least_volts = {};
};

/// What is behind the jack near 1 kHz.
struct SourceImpedance {
    std::complex<double> ohm;
    bool phase_known = true;  ///< false: |Zo| stands for a resistance
    bool at_most = false;     ///< only an upper bound of the resistance is known: it is in `ohm`

    [[nodiscard]] double resistance_ohm() const { return ohm.real(); }
    /// The smallest it can be.
    [[nodiscard]] std::complex<double> least_ohm() const {
        return at_most ? std::complex<double>(0, ohm.imag()) : ohm;
    }
};

/// What the source can do, from its figures by Ohm's law; absent what the figures do not tell.
struct Capability {
    bool volts = false;
    std::optional<SourceImpedance> source;
    std::optional<double> clean_emf_v;  ///< largest at 1 % THD+N and 0.3 dB compression, rms
    std::optional<double> reach_emf_v;  ///< EMF of a digital full-scale sine, if gain held
    double overdrive_db = 0;            ///< reach re clean: how far full scale overdrives it
    /// At least so much: stopped by the input or a ceiling, or behind an impedance not known.
    bool emf_is_bound = false;
    bool reach_is_bound = false;    ///< likewise, or it gives way and full scale was not seen
    std::vector<SensedEmf> sensed;  ///< lightest first; empty unless its EMF changes with the load
    /// Of the return both channels share: while both play alike, each sees twice as much in series.
    double return_ohm = 0;
    std::optional<LoadedDrive> heaviest;
    std::optional<double> coupling_farads;  ///< a capacitor that was seen
    std::optional<double> snr_db;           ///< maximum level re noise
    bool snr_is_bound = false;              ///< of a level or a noise that is one: at least
};

[[nodiscard]] Capability capability(const PortFacts& facts);
/// A load was tried that asks for a headphone's current: most have 64 ohm or less, and what lighter
/// ones draw says nothing of them.
[[nodiscard]] bool is_asked_for_current(const Capability& port);
/// Its largest level was stopped by something that is not the port: it can do at least this.
[[nodiscard]] bool stopped_from_outside(const LoadFacts& load);

/// A load this near a measured one, in ratio, is one of its kind.
inline constexpr double same_load = 1.1;

/// The largest clean EMF with this load, absent without volts. Of a port that senses its load it is
/// that of the measured load nearest in ratio, within the group of loads this one lies in or
/// beyond; between two groups that of either.
[[nodiscard]] std::optional<DrivingEmf> emf_with(const Capability& port, double load_ohm);

/// Two neighbouring groups of loads far enough apart for another load to lie between them.
struct SensedGap {
    double above_ohm = 0;  ///< the lightest of the heavier ones
    double below_ohm = 0;  ///< the heaviest of the lighter ones
};
[[nodiscard]] std::vector<SensedGap> sensed_gaps(const Capability& port);

/// What a resistive load gets, at most and clean.
struct Delivery {
    double volts = 0;
    double amperes = 0;
    double watts = 0;
    bool current_limited = false;
    bool at_least = false;  ///< from a bound: the port may give more
    bool at_most = false;   ///< untried: its current may end before
    /// Between two groups of a port that senses its load: the volts are the larger of theirs, these
    /// the smaller.
    std::optional<double> least_volts = {};

    [[nodiscard]] result::Kind kind() const;
};

/// This load would draw more than any was seen to, and no limit is known: one may come before. What
/// drives lines drives 600 ohm. False without a level or an impedance.
[[nodiscard]] bool is_untried(const Capability& port, double load_ohm);

/// A bound of the impedance that leaves more than this open tells nothing of a load, dB.
inline constexpr double most_slack_db = 1;
/// One that leaves less than this open is as good as a value, dB.
inline constexpr double noticeable_slack_db = 0.1;
/// How far apart the largest and the smallest impedance in question set the level with this load,
/// dB; 0 unless the impedance is a bound.
[[nodiscard]] double slack_db(const SourceImpedance& source, double load_ohm);

/// Near 1 kHz with both channels playing alike: V Z/|Z + Zo + 2 r|, r being the shared return, cut
/// at the current limit where one was found; absent without volts or impedance, and where a bound
/// of it tells nothing. V is that of emf_with. Untried it is at most so much, with the least
/// impedance; where V is a bound itself, at least what the current seen gives, if any was.
[[nodiscard]] std::optional<Delivery> deliver(const Capability& port, double load_ohm);
/// What the heaviest load itself got, where it was clean (THD+N below -40 dB, or a data sheet's
/// word): no impedance needed.
[[nodiscard]] std::optional<Delivery> delivered(const Capability& port);
/// Loss between open and this load near 1 kHz, dB, positive: 20 lg |1 + (Zo + 2 r)/Z|. Of a bound:
/// at most.
[[nodiscard]] std::optional<double> loading_loss_db(const Capability& port, double load_ohm);
/// The smallest resistance with at most this loss near 1 kHz. Of a bound: at most.
[[nodiscard]] double least_load_ohm(const SourceImpedance& source, double loss_db);
/// What one channel leaves in the other, silent, both with this load: 20 lg(r/|r + Zo + Z|) of
/// the shared return r; absent without one.
inline constexpr double audible_crosstalk_db = -40;  ///< the most DIN 45500-6 lets amplifiers have
[[nodiscard]] std::optional<double> return_crosstalk_db(const Capability& port, double load_ohm);
/// -3 dB corner with this load: 1/(2 pi (R + Z) C), R the source's resistance. Of a bound: at most.
[[nodiscard]] std::optional<double> bass_corner_hz(const Capability& port, double load_ohm);
/// The resistance of that corner, 1/(2 pi f C) - R; 0 where every load has a lower one.
[[nodiscard]] double least_load_for_bass_ohm(const Capability& port, double corner_hz);

}  // namespace ohmloop::classify
