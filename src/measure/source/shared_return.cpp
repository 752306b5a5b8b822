#include "shared_return.hpp"

#include "delay_fit.hpp"

#include "ohmloop/measure/needs.hpp"

#include <algorithm>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;

/// The other channel of the same take; nullptr where it says nothing.
const ChannelObservations* other_channel(const Take& take, int channel) {
    for (const auto& seen : take.observations.channels)
        if (seen.output_channel != channel && !seen.dead) return &seen;
    return nullptr;
}

std::optional<Complex> gain_of(const ChannelObservations& seen, signal::Drive drive, double hz,
                               double level_dbfs) {
    for (const auto& tones : seen.tones) {
        if (tones.drive != drive) continue;
        for (const auto& tone : tones.tones)
            if (tone.frequency_hz == hz && tone.level_dbfs == level_dbfs) return tone.gain;
    }
    return std::nullopt;
}

std::optional<double> lone_level(const ChannelObservations& seen, signal::Drive drive) {
    for (const auto& tones : seen.tones)
        if (tones.drive == drive && tones.tones.size() == 1) return tones.tones[0].level_dbfs;
    return std::nullopt;
}

const GainTable::Entry* entry_of(const GainTable& table, const profiles::Load& load) {
    const auto& entries = table.entries();
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.take->load.name == load.name;
    });
    return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::optional<double> shared_return_ohm(const GainTable& table, const AnalysisSetup& setup,
                                        int channel, Complex impedance) {
    if (table.entries().empty()) return std::nullopt;
    const auto& heaviest = table.entries().back();
    const auto* driven = other_channel(*heaviest.take, channel);
    if (driven == nullptr || heaviest.take->load.is_open()) return std::nullopt;
    const auto drive = channel == 0 ? signal::Drive::right : signal::Drive::left;
    const auto level = lone_level(*driven, drive);
    if (!level) return std::nullopt;
    const auto v1 = gain_of(*driven, drive, reference_hz, *level);
    const auto v2 = gain_of(*heaviest.seen, drive, reference_hz, *level);
    if (!v1 || !v2 || std::abs(*v1 + *v2) == 0) return std::nullopt;
    const Complex y = admittance(heaviest.take->load, setup.input, reference_hz);
    return std::max(0.0, (-*v2 * (1.0 + y * impedance) / (y * (*v1 + *v2))).real());
}

void remove_shared_return(GainRow& row, const GainTable& table, const AnalysisSetup& setup,
                          int channel, double return_ohm, Complex impedance) {
    for (auto& load : row.loads) {
        const auto* entry = entry_of(table, load.load);
        const auto* other = entry == nullptr ? nullptr : other_channel(*entry->take, channel);
        if (other == nullptr) continue;
        const auto drive = signal::Drive::opposite;
        const auto own = gain_of(*entry->seen, drive, row.frequency_hz, row.level_dbfs);
        const auto opposite = gain_of(*other, drive, row.frequency_hz, row.level_dbfs);
        if (!own || !opposite || std::abs(*own) == 0) continue;
        // Gains are re what each channel played: the voltages themselves have opposite signs.
        const Complex left_over = return_ohm * (1.0 - *opposite / *own);
        const Complex y = admittance(load.load, setup.input, row.frequency_hz);
        load.gain *= 1.0 + y * left_over / (1.0 + y * impedance);
    }
}

}  // namespace ohmloop::measure
