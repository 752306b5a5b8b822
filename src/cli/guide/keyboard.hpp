#pragma once

#include <iosfwd>
#include <string>

namespace ohmloop::cli {

/// A terminal's lines, as a person types them.
class Keyboard {
  public:
    /// `descriptor`: a file descriptor to read lines from; it is not closed.
    explicit Keyboard(int descriptor) : descriptor_(descriptor) {}

    /// Forgets what was typed before: no answer to a question not yet asked.
    void forget() const;
    /// Asks, again after the program stood still ("fg"), and returns one line without its end;
    /// polls the stop request while it waits. Throws Interrupted when the person gave up, by "q" or
    /// by a signal, or the terminal went away.
    [[nodiscard]] std::string answer(std::ostream& screen, const std::string& question) const;

  private:
    [[nodiscard]] bool has_typed() const;

    int descriptor_;
};

}  // namespace ohmloop::cli
