#pragma once

#include "measure/observe/separation.hpp"

#include <string>

namespace ohmloop::measure {

/// The band a figure was read in, as its key has it: "20-20000", "20-14400" at 32 kHz.
[[nodiscard]] std::string band_key(const AudioBand& band);
/// And as its conditions say it: "20 Hz-20 kHz", "20 Hz-14.4 kHz".
[[nodiscard]] std::string band_text(const AudioBand& band);

}  // namespace ohmloop::measure
