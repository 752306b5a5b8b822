#pragma once

#include "ohmloop/session/progress.hpp"

#include <memory>
#include <ostream>
#include <string>

namespace ohmloop::cli {

/// Nothing; a bar that redraws one line; one line a stage; or one JSON object a line.
enum class ProgressStyle { silent, bar, lines, json };

/// Progress on stderr. The bar is wiped when it is destroyed.
class TerminalProgress : public session::Progress {
  public:
    TerminalProgress(std::ostream& err, ProgressStyle style) : err_(err), style_(style) {}
    ~TerminalProgress() override;
    void report(const std::string& stage, double fraction) override;

  private:
    std::ostream& err_;
    ProgressStyle style_;
    bool drawn_ = false;
};

}  // namespace ohmloop::cli
