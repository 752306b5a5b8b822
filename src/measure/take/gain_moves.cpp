#include "gain_moves.hpp"

#include "integrity.hpp"
#include "measure/source/shared_return.hpp"

#include "ohmloop/dsp/median.hpp"
#include "ohmloop/measure/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>
#include <span>
#include <vector>

namespace ohmloop::measure {

namespace {

using result::Severity;
using signal::Drive;

/// Sound cards that warm up change by less within a take.
constexpr double least_move_db = 0.01;
/// More is no drift: automatic gain, or a control that was turned.
constexpr double spoiling_move_db = 0.5;
/// Readings stand for their segments' middles; the take begins before and ends behind.
constexpr double whole_take = 1.5;
constexpr double sure = 6;
constexpr double loudest_quiet_dbfs = -15;
constexpr double quietest_dbfs = -40;

/// One value of the gain, shared return and crosstalk taken off.
struct Reading {
    double gain_db = 0;
    double uncertainty_db = 0;  ///< standard, noise
    double systematic_db = 0;   ///< what may part it from readings under another drive
    double distortion = 0;      ///< harmonics re the fundamental; 0 where not read
};

double in_db(double ratio) { return 20 * std::log10(ratio); }

double harmonics_of(const TonesObservation& tones) {
    double power = 0;
    for (const auto& harmonic : tones.harmonics) power += harmonic.rms * harmonic.rms;
    return tones.fundamental_rms > 0 ? std::sqrt(power) / tones.fundamental_rms : 0;
}

const ToneReading* reference_reading(const TonesObservation& tones) {
    for (const auto& tone : tones.tones)
        if (tone.frequency_hz == reference_hz) return &tone;
    return nullptr;
}

const ToneReading* tone_under(const ChannelObservations& seen, Drive drive) {
    for (const auto& tones : seen.tones)
        if (tones.drive == drive)
            if (const auto* tone = reference_reading(tones))
                if (tone->level_dbfs > quietest_dbfs) return tone;
    return nullptr;
}

/// The silent channel's current re the driven one's, its sign turned: with D = Zo + 1/Y of either
/// and a shared return r it is k = r / (D + r); with crosstalk of the EMFs alone, minus that.
/// Nothing where the driven channel does not hear its own drive.
std::optional<double> share_of_silent(const Take& take) {
    for (const int silent : {0, 1}) {
        const Drive drive = silent == 0 ? Drive::right : Drive::left;
        const ToneReading* own = nullptr;
        const ToneReading* other = nullptr;
        for (const auto& seen : take.observations.channels)
            (seen.output_channel == silent ? own : other) = tone_under(seen, drive);
        if (own != nullptr && other != nullptr && std::abs(own->gain) < std::abs(other->gain) / 2)
            return -(own->gain / other->gain).real();
    }
    return std::nullopt;
}

/// Both channels are there, of one polarity and within 1 dB: k is of either.
bool channels_alike(const Take& take) {
    std::vector<std::complex<double>> gains;
    for (const auto& seen : take.observations.channels) {
        if (seen.dead) return false;
        for (const Drive drive : {Drive::opposite, Drive::both})
            if (const auto* tone = tone_under(seen, drive)) {
                gains.push_back(tone->gain);
                break;
            }
    }
    if (gains.size() != 2 || std::abs(gains[1]) <= 0) return false;
    const auto ratio = gains[0] / gains[1];
    return ratio.real() > 0 && std::abs(in_db(std::abs(ratio))) < 1;
}

/// Swapped or dead channels: a lone channel's drive then says nothing of its gain.
bool lone_drives_count(const Take& take) {
    return take.observations.channels.size() < 2 || share_of_silent(take).has_value();
}

/// The gain under a drive re that under opposite signals, in which the return's currents cancel.
double expected_ratio(Drive drive, double k) {
    if (drive == Drive::opposite) return 1;
    return drive == Drive::both ? (1 - k) / (1 + k) : 1 / (1 + k);
}

/// Takes the return off readings of one drive, or gives them room for it where no channel was
/// played alone.
class Corrected {
  public:
    Corrected(const Take& take, const ChannelObservations& seen) {
        const auto k = share_of_silent(take);
        k_known_ = k && channels_alike(take);
        k_ = k.value_or(0);
        if (!take.load.is_open())
            largest_return_db_ = in_db(1 + 2 * largest_return_ohm / take.load.resistance_ohm);
        for (const auto& tones : seen.tones)
            several_drives_ = several_drives_ || tones.drive != seen.tones.front().drive;
        for (const auto& ramp : seen.ramps)
            several_drives_ =
                several_drives_ || seen.tones.empty() || ramp.drive != seen.tones.front().drive;
    }

    void add(Drive drive, Reading reading) {
        if (several_drives_ && (k_known_ || drive == Drive::opposite)) {
            const double ratio_db = in_db(expected_ratio(drive, k_));
            reading.gain_db -= ratio_db;
            // Channels of unequal level or impedance.
            reading.systematic_db = 0.1 * std::abs(ratio_db);
        } else if (several_drives_) {
            reading.systematic_db = largest_return_db_;
        }
        readings_.push_back(reading);
    }

    [[nodiscard]] const std::vector<Reading>& readings() const { return readings_; }

  private:
    double k_ = 0;  ///< where it is known
    bool k_known_ = false;
    double largest_return_db_ = 0;
    bool several_drives_ = false;
    std::vector<Reading> readings_;
};

bool drives(Drive drive, const ChannelObservations& seen) {
    return signal::drive_sign(drive, seen.output_channel) != 0;
}

void add_tones(const Take& take, const ChannelObservations& seen, Corrected& readings) {
    const bool lone = lone_drives_count(take);
    for (const auto& tones : seen.tones) {
        if (!lone && (tones.drive == Drive::left || tones.drive == Drive::right)) continue;
        const auto* tone = reference_reading(tones);
        if (tone == nullptr || !drives(tones.drive, seen) || std::abs(tone->gain) <= 0 ||
            tone->level_dbfs <= quietest_dbfs || tone->level_dbfs > loudest_quiet_dbfs)
            continue;
        readings.add(tones.drive, {in_db(std::abs(tone->gain)), 8.686 * tone->relative_uncertainty,
                                   0, harmonics_of(tones)});
    }
}

/// Points of a ramp between two levels as one reading.
std::optional<Reading> ramp_between(const RampObservation& ramp, double from, double to) {
    std::vector<double> gains;
    Reading reading;
    for (const auto& point : ramp.points) {
        if (point.level_dbfs < from || point.level_dbfs > to || std::abs(point.gain) <= 0) continue;
        gains.push_back(in_db(std::abs(point.gain)));
        reading.distortion =
            std::max(reading.distortion, point.distortion_rms / point.fundamental_rms);
    }
    if (gains.size() < 3) return std::nullopt;
    for (const double gain : gains) reading.gain_db += gain / static_cast<double>(gains.size());
    double square = 0;
    for (const double gain : gains) square += std::pow(gain - reading.gain_db, 2);
    // Its points overlap where they are dense: their scatter is that of one.
    reading.uncertainty_db = std::sqrt(square / static_cast<double>(gains.size() - 1));
    return reading;
}

/// `compression`: of the fundamental for each harmonic. A cubic bend takes three times its third
/// harmonic; what limits, less.
double explained_db(const Reading& a, const Reading& b, double distortion, double compression) {
    return least_move_db + sure * std::hypot(a.uncertainty_db, b.uncertainty_db) + a.systematic_db +
           b.systematic_db + 8.686 * compression * distortion;
}

double largest_difference(const std::vector<Reading>& readings) {
    double distortion = 0;
    for (const auto& reading : readings) distortion = std::max(distortion, reading.distortion);
    double largest = 0;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (std::size_t j = i + 1; j < readings.size(); ++j) {
            const double change = readings[j].gain_db - readings[i].gain_db;
            if (std::abs(change) > explained_db(readings[i], readings[j], distortion, 4) &&
                std::abs(change) > std::abs(largest))
                largest = change;
        }
    return largest;
}

double loud_difference(const TonesObservation& tones, const RampObservation& ramp) {
    constexpr double near_db = 0.4;
    const auto* tone = reference_reading(tones);
    if (tone == nullptr || tone->level_dbfs <= loudest_quiet_dbfs || tones.drive != ramp.drive ||
        tones.tones.size() > 1 || std::abs(tone->gain) <= 0)
        return 0;
    const auto beside = ramp_between(ramp, tone->level_dbfs - near_db, tone->level_dbfs + near_db);
    if (!beside || ramp.points.back().level_dbfs < tone->level_dbfs) return 0;
    const Reading own{in_db(std::abs(tone->gain)), 8.686 * tone->relative_uncertainty, 0,
                      harmonics_of(tones)};
    const double change = own.gain_db - beside->gain_db;
    const double distortion = std::max(own.distortion, beside->distortion);
    return std::abs(change) > explained_db(own, *beside, distortion, 4) ? change : 0;
}

/// Medians of five blocks, 30 ms.
std::vector<double> smoothed_db(std::span<const GainBlock> track) {
    constexpr std::size_t width = 5;
    std::vector<double> smoothed;
    for (std::size_t k = 0; k + width <= track.size(); ++k) {
        double near[width];
        for (std::size_t i = 0; i < width; ++i)
            near[i] = in_db(std::max(1e-10, std::abs(track[k + i].gain)));
        std::nth_element(near, near + width / 2, near + width);
        smoothed.push_back(near[width / 2]);
    }
    return smoothed;
}

void doubt_move(const GainMove& move, ChannelObservations& seen, Take& take) {
    const bool quiet = std::abs(move.quiet_db) >= std::abs(move.loud_db);
    const double moved = quiet ? move.quiet_db : move.loud_db;
    if (moved == 0) return;
    seen.gain_moved = std::pow(10, whole_take * std::abs(moved) / 20) - 1;
    const bool spoils = std::abs(move.quiet_db) > spoiling_move_db;
    add_doubt(take, {"gain_moved", spoils ? Severity::spoils : Severity::weakens,
                     channel_name(seen.output_channel), take.load.name,
                     fmt::format("the gain moves by {:.2f} dB within this take{}", std::abs(moved),
                                 spoils ? ": automatic gain, or a control that was turned"
                                        : ": figures are given as much room"),
                     "leave volume and gain alone, switch automatic gain control and enhancements "
                     "off, let the devices warm up, measure again"});
}

}  // namespace

double level_range_db(std::span<const GainBlock> track) {
    const auto smoothed = smoothed_db(track);
    if (smoothed.size() < 8) return 0;
    std::vector<double> steps;
    for (std::size_t k = 2; k < track.size(); ++k)
        steps.push_back(std::abs(in_db(std::max(1e-10, std::abs(track[k].gain))) -
                                 in_db(std::max(1e-10, std::abs(track[k - 2].gain)))));
    const auto [least, most] = std::minmax_element(smoothed.begin(), smoothed.end());
    // A median of steps is 0.95 sigma of a block; of a hundred medians the range is 4 of these.
    const double range = *most - *least;
    return range > least_move_db + 2 * sure * dsp::median(steps) ? range : 0;
}

GainMove find_gain_move(const Take& take, const ChannelObservations& seen) {
    Corrected readings(take, seen);
    add_tones(take, seen, readings);
    GainMove move;
    for (const auto& ramp : seen.ramps) {
        if (ramp.frequency_hz != reference_hz || !drives(ramp.drive, seen)) continue;
        if (const auto quiet = ramp_between(ramp, -26, -17)) readings.add(ramp.drive, *quiet);
        for (const auto& tones : seen.tones) {
            const double loud = loud_difference(tones, ramp);
            if (std::abs(loud) > std::abs(move.loud_db)) move.loud_db = loud;
        }
    }
    move.quiet_db = largest_difference(readings.readings());
    for (const auto& tones : seen.tones) {
        const auto* tone = reference_reading(tones);
        if (tone == nullptr || tone->level_dbfs <= quietest_dbfs) continue;
        double& moved = tone->level_dbfs > loudest_quiet_dbfs ? move.loud_db : move.quiet_db;
        moved = std::max(std::abs(moved), tones.level_range_db);
    }
    return move;
}

void doubt_moved_gains(Take& take) {
    double moved = 0;
    for (auto& seen : take.observations.channels) {
        if (!seen.dead) doubt_move(find_gain_move(take, seen), seen, take);
        moved = std::max(moved, seen.gain_moved);
    }
    // What moves one side of a stereo input moves the other, which may hear nothing afterwards.
    for (auto& seen : take.observations.channels) seen.gain_moved = moved;
}

}  // namespace ohmloop::measure
