#pragma once

#include "ohmloop/signal/waveform.hpp"

#include <stdexcept>
#include <string>

namespace ohmloop::audio_io {

/// A recording that cannot be read or written; what() is one clear sentence (exit code 6).
class SoundFileError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// WAV, FLAC and whatever libsndfile reads of PCM and float, 1 to 8 channels, 8 kHz to 768 kHz,
/// at most 1 GiB of samples; not-finite samples, truncation and broken headers are refused by name.
[[nodiscard]] signal::Recording read_sound_file(const std::string& path);

/// The text in the INFO comment (WAV) or comment tag (FLAC); empty when there is none.
[[nodiscard]] std::string read_comment(const std::string& path);

/// Whether write_sound_file knows the format its name ends in: .wav or .flac.
[[nodiscard]] bool is_sound_file_name(const std::string& path);

/// Writes whole or not at all: temporary file, every count checked, fsync, re-read of frames,
/// rename. Format by extension (.wav, .flac). Integer formats are rounded and clamped here
/// (no dither: add it before). int32 and floats to FLAC are refused.
void write_sound_file(const std::string& path, const signal::Recording& samples,
                      const std::string& comment = {});

}  // namespace ohmloop::audio_io
