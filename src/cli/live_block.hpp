#pragma once

#include "cli/monitor_block.hpp"
#include "cli/terminal_pause.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// Lines on a terminal that are drawn over again in place. The cursor is hidden and long lines are
/// cut meanwhile; both are given back, below the block, when it is destroyed, and while Ctrl-Z lets
/// the program stand still.
class LiveBlock {
  public:
    explicit LiveBlock(std::ostream& out);
    LiveBlock(const LiveBlock&) = delete;
    LiveBlock& operator=(const LiveBlock&) = delete;
    ~LiveBlock();

    /// Of a window that changed its size the terminal has moved the lines: it is drawn anew. After
    /// "fg" it is drawn where the cursor is.
    void draw(const std::vector<std::string>& lines, const Window& window);

  private:
    std::ostream& out_;
    TerminalPause pause_;
    Window window_;
    std::size_t drawn_ = 0;  ///< lines
};

/// The size of the terminal on stdout; 80 x 24 where it tells none.
[[nodiscard]] Window terminal_window(bool colour);

}  // namespace ohmloop::cli
