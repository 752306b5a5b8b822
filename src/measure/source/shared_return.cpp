#include "shared_return.hpp"

#include "delay_fit.hpp"
#include "source_budget.hpp"
#include "source_fit.hpp"

#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using signal::Drive;

/// Relative half-widths: a stereo input's unequal gains, 0.1 dB; a port's unequal channels, 0.5 dB.
constexpr double input_balance = 0.0116;
constexpr double port_balance = 0.059;

/// Null where the channel was silent.
const ChannelObservations* heard_channel(const Take& take, int channel) {
    const auto* seen = take.observations.find(channel);
    return seen != nullptr && !seen->dead ? seen : nullptr;
}

/// A tone of a drive, at any level where none is given.
std::optional<Complex> gain_of(const ChannelObservations* seen, Drive drive, double hz,
                               std::optional<double> level_dbfs = std::nullopt) {
    if (seen == nullptr) return std::nullopt;
    for (const auto& tones : seen->tones) {
        if (tones.drive != drive) continue;
        for (const auto& tone : tones.tones)
            if (tone.frequency_hz == hz && (!level_dbfs || tone.level_dbfs == *level_dbfs))
                return tone.gain;
    }
    return std::nullopt;
}

Complex admittance_at(const Take& take, const ChannelObservations& seen, const InputModel& input,
                      double hz) {
    return admittance(seen.unloaded ? profiles::Load{} : take.load, input, hz);
}

/// The current of one volt recorded; of a channel not recorded, as if it were the other.
struct Currents {
    Complex own;
    Complex other;
};
std::optional<Currents> currents(const Take& take, const InputModel& input, Drive drive, double hz,
                                 int channel) {
    const auto* own = heard_channel(take, channel);
    const auto* other = heard_channel(take, 1 - channel);
    const auto v = gain_of(own, drive, hz);
    auto v_other = gain_of(other, drive, hz);
    if (own == nullptr || !v) return std::nullopt;
    const Complex y = admittance_at(take, *own, input, hz);
    if (other == nullptr) v_other = gain_of(own, Drive::opposite, hz);
    if (!v_other) return std::nullopt;
    return Currents{*v * y,
                    *v_other * (other == nullptr ? y : admittance_at(take, *other, input, hz))};
}

std::optional<double> return_seen_by(const std::vector<Take>& takes, const Take& take,
                                     const AnalysisSetup& setup, int silent) {
    const auto drive = silent == 0 ? Drive::right : Drive::left;
    const auto* seen = heard_channel(take, silent);
    const auto z = source_at_reference(takes, setup, silent);
    const auto current = currents(take, setup.input, drive, reference_hz, silent);
    if (seen == nullptr || !z || !current || seen->unloaded) return std::nullopt;
    const Complex y = admittance_at(take, *seen, setup.input, reference_hz);
    const Complex all = current->own + current->other;
    if (std::abs(all) == 0) return std::nullopt;
    return (-current->own * (*z + 1.0 / y) / all).real();
}

/// The take with the heaviest load in which some channel played alone.
const Take* heaviest(const std::vector<Take>& takes) {
    const Take* found = nullptr;
    for (const auto& take : takes) {
        if (!take.usable || take.load.is_open()) continue;
        if (found == nullptr || take.load.resistance_ohm < found->load.resistance_ohm)
            found = &take;
    }
    return found;
}

const Take* take_of(const std::vector<Take>& takes, const profiles::Load& load) {
    const auto found = std::find_if(takes.begin(), takes.end(), [&](const Take& take) {
        return take.usable && take.load.name == load.name;
    });
    return found == takes.end() ? nullptr : &*found;
}

/// 1 + I'/I with opposite signals; gains are re what each channel played, so that the currents
/// themselves have opposite signs.
std::optional<Complex> left_over(const GainRow& row, const Take* take, const AnalysisSetup& setup,
                                 int channel) {
    if (take == nullptr || heard_channel(*take, 1 - channel) == nullptr) return std::nullopt;
    const auto current = currents(*take, setup.input, Drive::opposite, row.frequency_hz, channel);
    if (!current || std::abs(current->own) == 0) return std::nullopt;
    return 1.0 - current->other / current->own;
}

}  // namespace

std::optional<Complex> source_at_reference(const std::vector<Take>& takes,
                                           const AnalysisSetup& setup, int channel) {
    const GainTable table(takes, setup, channel);
    for (const auto& row : table.small_signal_rows(Drive::opposite))
        if (row.frequency_hz == reference_hz && row.loads.size() > 1)
            return fit_source(line_readings(row, setup)).impedance;
    return std::nullopt;
}

std::optional<double> shared_return_ohm(const std::vector<Take>& takes,
                                        const AnalysisSetup& setup) {
    const auto* take = heaviest(takes);
    if (take == nullptr) return std::nullopt;
    double sum = 0;
    int count = 0;
    for (const int silent : {0, 1})
        if (const auto ohm = return_seen_by(takes, *take, setup, silent)) {
            sum += *ohm;
            ++count;
        }
    if (count == 0) return std::nullopt;
    return std::max(0.0, sum / count);
}

void remove_shared_return(GainRow& row, const std::vector<Take>& takes, const AnalysisSetup& setup,
                          int channel, double return_ohm, Complex impedance) {
    for (auto& load : row.loads) {
        const auto share = left_over(row, take_of(takes, load.load), setup, channel);
        if (!share) continue;
        const Complex y = admittance(load.load, setup.input, row.frequency_hz);
        load.gain *= 1.0 + y * return_ohm * *share / (1.0 + y * impedance);
    }
}

ReturnShare return_share(const GainRow& row, const std::vector<Take>& takes,
                         const AnalysisSetup& setup, int channel) {
    const auto& load = row.loads.back().load;
    const auto share = left_over(row, take_of(takes, load), setup, channel);
    // Two resistors of one tolerance; unequal inputs look like unequal currents.
    const double unequal = std::hypot(input_balance, std::sqrt(2.0) * load.tolerance);
    return {share ? std::abs(*share) : 0, share ? unequal : std::hypot(unequal, port_balance)};
}

}  // namespace ohmloop::measure
