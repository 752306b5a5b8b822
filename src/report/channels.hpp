#pragma once

#include "ohmloop/result/result.hpp"

#include <string>
#include <vector>

namespace ohmloop::report {

/// The figure of one quantity, channel and load that a summary shows, where there are several:
/// both channels driven, measured, A weighted, the highest level, nearest 997 Hz. nullptr: none.
[[nodiscard]] const result::Figure* shown_figure(const result::Result& result,
                                                 const std::string& quantity,
                                                 const std::string& channel,
                                                 const std::optional<std::string>& load = {});

/// "left" and "right" as far as any figure names them; {""} where none does.
[[nodiscard]] std::vector<std::string> channels_of(const result::Result& result);

/// What one place shows of the channels' figures: one text where they agree (the mean, with an
/// interval that covers each channel's), else one a channel. Empty text: no figure.
struct ChannelTexts {
    bool agree = true;
    std::vector<std::string> texts;  ///< one where they agree, else one a channel
};
[[nodiscard]] ChannelTexts print_channels(const std::vector<const result::Figure*>& figures);

/// "0.91 ± 0.05 Ω", or "left 0.91 ± 0.05 Ω, right 1.20 ± 0.05 Ω".
[[nodiscard]] std::string in_one_line(const ChannelTexts& texts,
                                      const std::vector<std::string>& channels);

}  // namespace ohmloop::report
