#pragma once

#include "ohmloop/device/load_switch.hpp"

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::cli {

/// Splits at blanks; '...' and "..." keep blanks, a backslash outside '...' keeps the next
/// character. No shell, no variables. Throws UsageError for an open quote or no word at all.
[[nodiscard]] std::vector<std::string> split_command(std::string_view text);

/// Runs a command for each load, "{load}" replaced inside its words. What it prints goes to
/// stderr's place only in its error; it has `limit` before it is killed with its children.
class CommandSwitch : public device::LoadSwitch {
  public:
    explicit CommandSwitch(std::string_view command,
                           std::chrono::milliseconds limit = std::chrono::seconds(10));
    void select(const std::string& load) override;
    /// A relay that stuck may move the second time.
    [[nodiscard]] bool can_ask() const override { return true; }

  private:
    std::vector<std::string> words_;
    std::chrono::milliseconds limit_;
};

/// Whether the plug is pulled and re-inserted for every load: some ports sense it only then.
enum class Plug { stays, is_pulled };

/// Asks a person and waits for Enter; polls the stop request while it waits.
class PromptSwitch : public device::LoadSwitch {
  public:
    /// `keyboard`: a file descriptor to read lines from.
    PromptSwitch(int keyboard, std::ostream& screen, Plug plug = Plug::stays)
        : keyboard_(keyboard), screen_(screen), plug_(plug) {}
    /// Asks nothing where this load was put in place last and the plug stays.
    void select(const std::string& load) override;
    [[nodiscard]] bool can_ask() const override { return true; }
    void select_again(const std::string& load, const std::string& why) override;

  private:
    void ask(const std::string& load);

    int keyboard_;
    std::ostream& screen_;
    Plug plug_;
    std::string in_place_;
};

/// The one load is in place already.
class FixedLoad : public device::LoadSwitch {
  public:
    void select(const std::string&) override {}
};

}  // namespace ohmloop::cli
