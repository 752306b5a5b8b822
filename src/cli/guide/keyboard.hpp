#pragma once

#include <string>

namespace ohmloop::cli {

/// A terminal's lines, as a person types them.
class Keyboard {
  public:
    /// `descriptor`: a file descriptor to read lines from; it is not closed.
    explicit Keyboard(int descriptor) : descriptor_(descriptor) {}

    /// Forgets what was typed before: no answer to a question not yet asked.
    void forget() const;
    /// One line without its end; polls the stop request while it waits. Throws Interrupted when
    /// the person gave up or the terminal went away.
    [[nodiscard]] std::string read_line() const;

  private:
    int descriptor_;
};

}  // namespace ohmloop::cli
