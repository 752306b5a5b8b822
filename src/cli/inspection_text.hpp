#pragma once

#include "ohmloop/measure/inspection.hpp"
#include "ohmloop/result/result.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <iosfwd>
#include <string>

namespace ohmloop::cli {

/// What a channel of a recording is called: left, right, then channel3...
[[nodiscard]] std::string channel_name(std::size_t index, std::size_t count);

/// "2 to 11", or "2 to 3; THD+N counts none above 2" where THD can be the larger for that.
[[nodiscard]] std::string counted_harmonics(const measure::ToneInspection& tone);

/// A paragraph a channel.
void print_inspection(std::ostream& out, const std::string& path,
                      const signal::Recording& recording, const measure::Inspection& inspection);

/// The same as figures and doubts.
[[nodiscard]] result::Result inspection_result(const measure::Inspection& inspection);

}  // namespace ohmloop::cli
