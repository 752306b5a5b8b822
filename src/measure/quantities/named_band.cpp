#include "named_band.hpp"

#include <fmt/format.h>

namespace ohmloop::measure {

std::string band_key(const AudioBand& band) {
    return fmt::format("{:.0f}-{:.0f}", band.low_hz, band.high_hz);
}

std::string band_text(const AudioBand& band) {
    return fmt::format("{:.4g} Hz-{:.5g} kHz", band.low_hz, band.high_hz / 1e3);
}

}  // namespace ohmloop::measure
