#pragma once

#include "ohmloop/classify/port_facts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify {

/// How exactly a published figure is meant.
enum class Exactness { stated, about, at_most };

/// A port as a data sheet or a magazine describes it; any figure may be missing.
struct PublishedPort {
    /// The largest level into a load.
    struct Level {
        double load_ohm = 0;
        double volts = 0;  ///< rms
    };

    std::string id;
    std::string name;  ///< of maker, device and jack
    std::optional<double> impedance_ohm;
    Exactness impedance_exactness = Exactness::stated;
    std::optional<double> impedance_20hz_ohm;
    std::optional<double> coupling_farads;
    std::optional<double> unloaded_v;  ///< rms, the largest
    std::vector<Level> loaded;
    std::optional<double> thd_n_db;
    std::optional<double> snr_db;    ///< or dynamic range
    std::optional<bool> adjustable;  ///< by the device's own control; none where it is both
    std::optional<bool> balanced;
};

/// What classification stands on. A stated figure counts as known within 20 % (impedance) or 1 dB
/// (levels), since sheets round and units differ; one that is about right, within a factor of 1.5.
/// Levels that no source of that impedance gives are said to contradict each other, or, where two
/// sources would, one for the lighter loads and one for the heavier, that it may sense its load.
/// Where the unloaded level is missing, the lightest load's and the impedance give at least it.
/// Where the impedance is missing, two levels leave it at most: what falls further than by an
/// impedance has met a current limit.
[[nodiscard]] PortFacts facts_of(const PublishedPort& published);

}  // namespace ohmloop::classify
