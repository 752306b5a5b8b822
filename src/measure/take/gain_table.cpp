#include "gain_table.hpp"

#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

/// Without a return to the first load this much drift is assumed (rectangular half-width).
constexpr Decibels assumed_drift(0.005);

/// Null where the channel was silent or its load not there.
const ChannelObservations* loaded_channel(const Take& take, int channel) {
    const auto* seen = take.observations.find(channel);
    return seen != nullptr && !seen->dead && !seen->unloaded ? seen : nullptr;
}

std::optional<double> reference_gain(const ChannelObservations& seen) {
    for (const auto& tones : seen.tones)
        for (const auto& tone : tones.tones)
            if (tone.frequency_hz == reference_hz && tone.level_dbfs <= -20 &&
                tone.level_dbfs > -60)
                return std::abs(tone.gain);
    return std::nullopt;
}

/// A tone on a mains harmonic reads that line's hum with it, in any phase: standard, relative.
/// The near-silence of the same take shows how strong the line is.
double hum_under(const ToneReading& tone, const ChannelObservations& seen) {
    if (seen.noises.empty()) return 0;
    double hum = 0;
    const double mains_hz[] = {50, 60};
    for (const int mains : {0, 1})
        for (int n = 1; n <= 5; ++n)
            if (std::abs(tone.frequency_hz - n * mains_hz[mains]) < 1)
                hum = std::max(hum, seen.noises.front().hum_line_rms[mains][n - 1]);
    return hum / (std::abs(tone.gain) * peak_amplitude(DbFs(tone.level_dbfs)));
}

bool same_load(const profiles::Load& a, const profiles::Load& b) {
    return a.resistance_ohm == b.resistance_ohm && a.name == b.name;
}

bool lighter(const LoadGain& a, const LoadGain& b) {
    return a.load.resistance_ohm > b.load.resistance_ohm;
}

/// Another reading of the same take: of all errors only the noise is not common to both.
void average_into(LoadGain& load, const LoadGain& other) {
    const double own = std::pow(std::max(load.relative_uncertainty, 1e-12), -2);
    const double its = std::pow(std::max(other.relative_uncertainty, 1e-12), -2);
    load.gain = (own * load.gain + its * other.gain) / (own + its);
    load.relative_uncertainty = 1 / std::sqrt(own + its);
    load.beside_rms = std::max(load.beside_rms, other.beside_rms);
}

void add_to(std::vector<GainRow>& rows, const ToneReading& tone, std::size_t segment,
            LoadGain load) {
    auto row = std::find_if(rows.begin(), rows.end(), [&](const GainRow& r) {
        return r.frequency_hz == tone.frequency_hz && r.level_dbfs == tone.level_dbfs;
    });
    if (row == rows.end())
        row = rows.insert(rows.end(), {tone.frequency_hz, tone.level_dbfs, segment, {}});
    if (!row->loads.empty() && row->loads.back().order == load.order)
        average_into(row->loads.back(), load);
    else
        row->loads.push_back(std::move(load));
}

}  // namespace

GainTable::GainTable(const std::vector<Take>& takes, const AnalysisSetup& setup, int channel)
    : channel_(channel) {
    std::size_t usable = 0;
    bool shared = true;
    for (std::size_t k = 0; k < takes.size(); ++k) {
        const auto* seen = loaded_channel(takes[k], channel);
        if (!takes[k].usable || seen == nullptr) continue;
        const bool is_return = setup.returned && k + 1 == takes.size() && !entries_.empty() &&
                               same_load(takes[k].load, takes.front().load);
        if (usable++ > 0 && !takes[k].same_stream) shared = false;
        if (is_return)
            return_ = Entry{&takes[k], seen};
        else
            entries_.push_back({&takes[k], seen});
    }
    phases_compare_ = shared && usable > 0;
    if (entries_.empty()) return;
    first_order_ = entries_.front().take->order;
    first_moved_ = entries_.front().seen->gain_moved;
    last_order_ = return_ ? return_->take->order : first_order_;
    if (return_) {
        const auto before = reference_gain(*entries_.front().seen);
        const auto after = reference_gain(*return_->seen);
        if (before && after && *before > 0) drift_ = to_decibels(*after / *before);
    }
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return a.take->load.resistance_ohm > b.take->load.resistance_ohm;
    });
}

bool GainTable::drift_is_unusual() const {
    return drift_ && std::abs(drift_->value()) >= unusual_drift.value();
}

double GainTable::drift_factor(const Take& take) const {
    if (!drift_ || last_order_ == first_order_ || take.order == first_order_) return 1;
    if (drift_is_unusual()) return to_ratio(*drift_ * 0.5);
    const double share = static_cast<double>(take.order - first_order_) /
                         static_cast<double>(last_order_ - first_order_);
    return to_ratio(*drift_ * share);
}

double GainTable::remaining_drift(const Take& take) const {
    const double seen = drift_ ? std::abs(drift_->value()) : 0;
    // Half of usual drift may have come at any time between; without a return, the assumption.
    const Decibels remaining =
        !drift_ ? assumed_drift : Decibels(drift_is_unusual() ? seen : seen / 2);
    const auto* own = loaded_channel(take, channel_);
    double moved = own != nullptr ? own->gain_moved : 0;
    if (take.order != first_order_) moved += first_moved_;
    return to_ratio(remaining) - 1 + moved;
}

LoadGain GainTable::load_gain(const Entry& entry, const ToneReading& tone,
                              double beside_rms) const {
    return {entry.take->load,
            tone.gain / drift_factor(*entry.take),
            std::hypot(tone.relative_uncertainty, hum_under(tone, *entry.seen)),
            remaining_drift(*entry.take),
            entry.take->order == first_order_ && first_moved_ == 0,
            entry.take->order,
            std::abs(tone.gain) * peak_amplitude(DbFs(tone.level_dbfs)) / std::numbers::sqrt2,
            beside_rms};
}

std::vector<GainRow> GainTable::rows(signal::Drive drive, DbFs lowest, DbFs highest) const {
    std::vector<GainRow> rows;
    for (const auto& entry : entries_) {
        std::size_t segment = 0;
        for (const auto& tones : entry.seen->tones) {
            if (tones.drive != drive || !tones.for_source) continue;
            for (const auto& tone : tones.tones)
                if (tone.level_dbfs > lowest.value() && tone.level_dbfs <= highest.value())
                    add_to(rows, tone, segment, load_gain(entry, tone, tones.beside_rms));
            ++segment;
        }
    }
    return rows;
}

std::vector<GainRow> GainTable::small_signal_rows(signal::Drive drive) const {
    std::vector<GainRow> merged;
    for (auto& row : rows(drive, DbFs(-60), DbFs(-20))) {
        const auto same = std::find_if(merged.begin(), merged.end(), [&](const GainRow& other) {
            return other.frequency_hz == row.frequency_hz;
        });
        if (same == merged.end()) {
            merged.push_back(std::move(row));
            continue;
        }
        for (auto& load : row.loads)
            if (std::none_of(same->loads.begin(), same->loads.end(), [&](const LoadGain& other) {
                    return same_load(other.load, load.load);
                }))
                same->loads.push_back(std::move(load));
        std::stable_sort(same->loads.begin(), same->loads.end(), lighter);
    }
    return merged;
}

}  // namespace ohmloop::measure
