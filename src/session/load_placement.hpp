#pragma once

#include "session/guarded_stream.hpp"
#include "session/load_watch.hpp"

#include "ohmloop/device/load_switch.hpp"
#include "ohmloop/session/run.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::session {

enum class Placed {
    in_place,
    doubted,  ///< the level does not show it, whatever was answered; a doubt says so
    shorted,  ///< the same, and nothing more may be played; a doubt that spoils says so
    swapped   ///< with the load before, whose take is of this one
};

/// Puts loads across the jack: asks, waits until the input has settled, and, where somebody can be
/// asked again, hears whether the load is there.
class LoadPlacement {
  public:
    /// Told of a load what is done about it, "settling".
    using Tell = std::function<void(const profiles::Load&, const char*)>;

    LoadPlacement(GuardedStream& stream, device::LoadSwitch& load_switch,
                  const RunSettings& settings, std::vector<result::Doubt>& doubts, Tell tell);

    /// Asks again at most twice, and not for what shows the same twice. Doubts of a load that was
    /// rejected go with it.
    [[nodiscard]] Placed place(const profiles::Load& load);

    [[nodiscard]] bool can_check() const;
    /// With the first load in place, and a level its port and every load bear. From here on each
    /// change is checked.
    void begin_checks(DbFs bearable);
    /// The load placed last was another, and is to be placed again; after Placed::swapped. With the
    /// first load checks end until they begin again.
    void go_back();

  private:
    void select(const profiles::Load& load, const std::string& why);
    void settle(const profiles::Load& load);
    [[nodiscard]] std::vector<LevelReading> hear(DbFs level);
    [[nodiscard]] ChannelReadings hear_load(const profiles::Load& load);

    GuardedStream& stream_;
    device::LoadSwitch& load_switch_;
    const RunSettings& settings_;
    std::vector<result::Doubt>& doubts_;
    Tell tell_;
    std::optional<LoadWatch> watch_;           ///< once checks have begun
    DbFs level_{0};                            ///< of the tone that checks
    const profiles::Load* present_ = nullptr;  ///< the load asked for last
    std::string why_again_;                    ///< of a load that is placed for the second time
    bool went_back_ = false;                   ///< once is enough for people and for their patience
};

/// Adds a doubt unless there is one of its code and load.
void add_doubt(std::vector<result::Doubt>& doubts, result::Doubt doubt);

}  // namespace ohmloop::session
