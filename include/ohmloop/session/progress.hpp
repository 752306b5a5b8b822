#pragma once

#include <string>

namespace ohmloop::session {

struct RunOutcome;

/// Told what a run does, from the thread that runs it.
class Progress {
  public:
    Progress() = default;
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    virtual ~Progress() = default;

    /// `stage` in plain words ("33: approaching"), `fraction` of the whole run, 0 to 1, rising.
    virtual void report(const std::string& stage, double fraction) = 0;

    /// A take came to what the run has brought, or was withdrawn. What this throws ends the run.
    virtual void takes_changed(const RunOutcome& /*so_far*/) {}
};

}  // namespace ohmloop::session
