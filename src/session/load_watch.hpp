#pragma once

#include "session/load_check.hpp"

#include "ohmloop/result/figure.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::session {

/// A load as all channels heard it.
struct ChannelReadings {
    std::vector<LevelReading> quiet;
    std::vector<LevelReading> loud;
};

/// Remembers what each channel heard of each load, and judges the next by all of them: a fault is
/// one that every channel shows, since a load across one channel alone may be meant.
class LoadWatch {
  public:
    /// `first`: with the first load in place, whatever that is; channels 20 dB below the loudest
    /// are not watched.
    LoadWatch(const std::vector<profiles::Load>& loads, const ChannelReadings& first);

    /// The level just before `load` is changed.
    void leave(const profiles::Load& load, const std::vector<LevelReading>& loud);
    [[nodiscard]] LoadJudgement judge(const profiles::Load& load, const ChannelReadings& now) const;
    void believe(const profiles::Load& load, const ChannelReadings& now);
    /// The load believed last is to be taken again; false where it was the first.
    bool forget_last();
    /// Whether that fell below a twentieth of the first load's level in every channel.
    [[nodiscard]] bool fell_far(const std::vector<LevelReading>& now) const;
    /// Whether any channel heard the first load.
    [[nodiscard]] bool hears_any() const { return !channels_.empty(); }

  private:
    struct Channel {
        std::size_t input = 0;
        LoadHistory history;
    };
    std::vector<Channel> channels_;
};

/// One sentence for a person: what the level shows, and what to look at.
[[nodiscard]] std::string question_about(const LoadJudgement& judgement,
                                         const profiles::Load& load);

/// What stays doubtful of a load after it has been asked for again; a short spoils the run, and a
/// level that a source of a few milliohm would explain is only noted.
[[nodiscard]] result::Doubt doubt_about(const LoadJudgement& judgement, const profiles::Load& load);

}  // namespace ohmloop::session
