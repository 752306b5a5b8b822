#pragma once

#include "ohmloop/session/progress.hpp"

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace ohmloop::cli {

/// Nothing; a bar that redraws one line; one line a stage; or one JSON object a line.
enum class ProgressStyle { silent, bar, lines, json };

/// What is left of a run, from the pace so far; stages in which a person is waited for do not
/// count.
class TimeLeft {
  public:
    using Clock = std::chrono::steady_clock;

    /// A stage begins at `fraction` of the run.
    void begin(const std::string& stage, double fraction, Clock::time_point now);
    /// "0:25 left", or nothing while too little is known.
    [[nodiscard]] std::string text() const;

  private:
    std::chrono::duration<double> worked_{0};
    Clock::time_point begun_;
    bool works_ = false;
    double fraction_ = 0;
};

/// "[####......]  40 %  33: measuring, 0:25 left" in less than `columns`: without the bar, without
/// the time left or with a shortened stage where there is no room.
[[nodiscard]] std::string progress_line(const std::string& stage, double fraction,
                                        const std::string& left, std::size_t columns);

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
    TimeLeft left_;
};

}  // namespace ohmloop::cli
