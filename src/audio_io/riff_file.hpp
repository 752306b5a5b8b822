#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ohmloop::audio_io {

/// What libsndfile does not tell of a WAV file, read from its chunks. Bounded reads of hostile
/// files; the descriptor's position is neither used nor moved.

/// How many bytes of samples a WAV file announces and how many there are.
struct RiffSize {
    std::uint64_t announced = 0;
    std::uint64_t present = 0;

    [[nodiscard]] bool is_truncated() const { return present < announced; }
};

/// libsndfile shortens a truncated file in silence. Empty where there is no data chunk, or where
/// who streamed the file left its size open (0 or 2^32-1).
[[nodiscard]] std::optional<RiffSize> riff_size(int descriptor);

/// The comment (LIST INFO ICMT) of at most 1 MiB: libsndfile writes any length but drops what is
/// longer than 2 kB when reading. Empty where there is none.
[[nodiscard]] std::optional<std::string> riff_comment(int descriptor);

}  // namespace ohmloop::audio_io
