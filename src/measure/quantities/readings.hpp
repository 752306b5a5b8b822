#pragma once

#include "measure/source/source_doubts.hpp"
#include "measure/take/gain_table.hpp"

#include <vector>

namespace ohmloop::measure {

/// Where a reading was made.
struct ReadingPlace {
    int channel = 0;  ///< of the jack: 0 left, 1 right
    const Take& take;
    const ChannelObservations& seen;
    const GainTable& table;  ///< of the channel
};

/// Calls `report(place, reading)` for each reading of one kind, such as
/// &ChannelObservations::noises: channel by channel, the loads of each in the order of its gain
/// table, the return left out.
template <class Reading, class Report>
void for_each_reading(const std::vector<Take>& takes, const AnalysisSetup& setup,
                      std::vector<Reading> ChannelObservations::*kind, const Report& report) {
    for (const int channel : observed_channels(takes)) {
        const GainTable table(takes, setup, channel);
        for (const auto& entry : table.entries())
            for (const auto& reading : entry.seen->*kind)
                report(ReadingPlace{channel, *entry.take, *entry.seen, table}, reading);
    }
}

}  // namespace ohmloop::measure
