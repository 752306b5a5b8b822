#include "measure/take/segment_cut.hpp"
#include "observe.hpp"
#include "separation.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {

namespace {

/// A block spans whole periods, so that the fit's columns are nearly orthogonal.
constexpr double periods_per_block = 8;
constexpr double coarse_step_db = 0.25;
constexpr double fine_step_db = 0.02;
/// Fine points lie around the first block whose distortion passes 0.3 %, where the 1 % limit and
/// the 0.3 dB compression of clippers are near, and around the end of linear gain.
constexpr double fine_reach_db = 0.8;
constexpr double notable_distortion = 0.003;
constexpr double notable_compression = 0.975;

/// The ramp's own arithmetic for one channel of one take.
struct RampReader {
    const ObservedChannel& in;
    const signal::LevelRamp& ramp;
    const SegmentCut& cut;
    double db_per_second;  ///< on the recorder's clock
    double frequency_hz;   ///< on the recorder's clock
    double steady_from_s;  ///< start of the steady part in the segment, stimulus clock
    double sign;
    int highest_harmonic;
    std::size_t block;

    [[nodiscard]] double level_at(double frame) const {
        const double seconds =
            cut.seconds_into_segment + frame / in.layout.rate.value() / in.alignment.stretch;
        return ramp.from.value() + (seconds - steady_from_s) * db_per_second * in.alignment.stretch;
    }

    [[nodiscard]] RampPoint point(std::size_t first) const {
        const double centre = static_cast<double>(first) + 0.5 * static_cast<double>(block - 1);
        const auto fit =
            dsp::fit_ramp(cut.samples.subspan(first, block), in.layout.rate, frequency_hz,
                          db_per_second * std::numbers::ln10 / 20, highest_harmonic);
        RampPoint found;
        found.level_dbfs = level_at(centre);
        const double seconds =
            cut.seconds_into_segment + centre / in.layout.rate.value() / in.alignment.stretch;
        const auto played =
            played_phasor({ramp.frequency, DbFs(found.level_dbfs), 0}, seconds, sign);
        found.gain = fit.fundamental / played;
        double power = 0;
        for (const auto& harmonic : fit.harmonics) power += std::norm(harmonic) / 2;
        found.distortion_rms = std::sqrt(power);
        found.fundamental_rms = std::abs(fit.fundamental) / std::sqrt(2.0);
        if (found.fundamental_rms > 0)
            found.relative_uncertainty =
                fit.residual_rms / (found.fundamental_rms * std::sqrt(static_cast<double>(block)));
        return found;
    }

    [[nodiscard]] std::size_t step(double db) const {
        const double frames = db / std::abs(db_per_second) * in.layout.rate.value();
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(frames)));
    }

    [[nodiscard]] std::vector<RampPoint> points(std::size_t first, std::size_t last,
                                                double step_db) const {
        std::vector<RampPoint> found;
        for (std::size_t n = first; n + block <= last; n += step(step_db))
            found.push_back(point(n));
        return found;
    }
};

/// Level where the ramp leaves its linear part; nothing when it stays linear.
std::vector<double> places_of_interest(const std::vector<RampPoint>& points) {
    std::vector<double> levels;
    const auto distorts = [](const RampPoint& p) {
        return p.distortion_rms > notable_distortion * p.fundamental_rms;
    };
    if (points.empty()) return levels;
    const auto first = std::find_if_not(points.begin(), points.end(), distorts);
    const auto rising = std::find_if(first, points.end(), distorts);
    if (rising != points.end()) levels.push_back(rising->level_dbfs);
    const double small_signal = std::abs(points.front().gain);
    const auto bent = std::find_if(points.begin(), points.end(), [&](const RampPoint& p) {
        return std::abs(p.gain) < notable_compression * small_signal;
    });
    if (bent != points.end()) levels.push_back(bent->level_dbfs);
    return levels;
}

RampReader reader_for(const ObservedChannel& in, const signal::PlacedSegment& segment,
                      const SegmentCut& cut) {
    const auto& ramp = std::get<signal::LevelRamp>(segment.spec.stimulus);
    const double rate = in.layout.rate.value();
    const double stretch = in.alignment.stretch;
    const double steady_s = static_cast<double>(segment.steady_length) / rate;
    RampReader reader{in, ramp, cut, 0, 0, 0, 0, 0, 0};
    reader.db_per_second = (ramp.to - ramp.from).value() / steady_s / stretch;
    reader.frequency_hz = ramp.frequency.value() / stretch;
    reader.steady_from_s = static_cast<double>(segment.steady_start - segment.start) / rate;
    reader.sign = signal::drive_sign(segment.spec.drive, in.channel);
    reader.highest_harmonic =
        static_cast<int>(audio_band(in.layout.rate).high_hz / ramp.frequency.value());
    reader.block =
        static_cast<std::size_t>(std::lround(periods_per_block * rate / reader.frequency_hz));
    return reader;
}

}  // namespace

void observe_ramp(const ObservedChannel& in, const signal::PlacedSegment& segment,
                  ChannelObservations& out) {
    const auto cut = cut_steady(in.samples, in.layout, segment, in.alignment);
    if (cut.samples.empty() || signal::drive_sign(segment.spec.drive, in.channel) == 0) return;
    const RampReader reader = reader_for(in, segment, cut);
    if (cut.samples.size() < 2 * reader.block || reader.db_per_second <= 0) return;
    RampObservation observation;
    observation.drive = segment.spec.drive;
    observation.frequency_hz = reader.ramp.frequency.value();
    observation.to_dbfs = reader.ramp.to.value();
    observation.block_s = static_cast<double>(reader.block) / in.layout.rate.value();
    observation.harmonics = reader.highest_harmonic - 1;
    observation.points = reader.points(0, cut.samples.size(), coarse_step_db);
    const auto coarse = observation.points;
    for (const double level : places_of_interest(coarse)) {
        const double per_frame = reader.level_at(1) - reader.level_at(0);
        const double from = (level - fine_reach_db - reader.level_at(0)) / per_frame;
        const double to = (level + fine_reach_db - reader.level_at(0)) / per_frame;
        const auto first = static_cast<std::size_t>(std::max(0.0, from));
        const auto last = std::min(cut.samples.size(),
                                   static_cast<std::size_t>(std::max(0.0, to)) + reader.block);
        const auto fine = reader.points(first, last, fine_step_db);
        observation.points.insert(observation.points.end(), fine.begin(), fine.end());
    }
    observation.points.push_back(reader.point(cut.samples.size() - reader.block));
    std::sort(observation.points.begin(), observation.points.end(),
              [](const auto& a, const auto& b) { return a.level_dbfs < b.level_dbfs; });
    out.ramps.push_back(std::move(observation));
}

}  // namespace ohmloop::measure
