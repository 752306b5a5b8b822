#pragma once

#include <cstddef>

namespace ohmloop::cli {

struct TerminalSize {
    std::size_t columns = 0;  ///< 0: it tells none
    std::size_t rows = 0;
};

/// Of the terminal behind a descriptor (audio_io::program_stdout()), if it is one.
[[nodiscard]] TerminalSize terminal_size(int descriptor);

}  // namespace ohmloop::cli
