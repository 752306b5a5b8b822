#pragma once

#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::profiles {

/// What a number may be; `above` excludes the lower end.
struct Range {
    enum class Lower { included, excluded };
    double low;
    double high;
    Lower lower = Lower::included;
};

inline constexpr double unlimited = std::numeric_limits<double>::max();

[[nodiscard]] constexpr Range between(double low, double high) { return {low, high}; }
[[nodiscard]] constexpr Range above(double low, double high) {
    return {low, high, Range::Lower::excluded};
}

/// One table of a settings file while a parser asks it for its keys. Every key asked for is
/// known; a parser never sees the others. Numbers are plain: the unit is part of the key's name.
/// What is missing is noted and stands for a default until the table is closed, so that a
/// misspelt key is refused as that, with the name it resembles, and not as another one missing.
class TomlTable {
  public:
    using Reader = std::function<void(TomlTable&)>;

    ~TomlTable();
    TomlTable(const TomlTable&) = delete;
    TomlTable& operator=(const TomlTable&) = delete;

    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] double number(std::string_view key, Range range);
    [[nodiscard]] double number(std::string_view key, Range range, double otherwise);
    [[nodiscard]] std::optional<double> optional_number(std::string_view key, Range range);
    [[nodiscard]] int integer(std::string_view key, Range range, int otherwise);
    [[nodiscard]] bool boolean(std::string_view key, bool otherwise);
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise);
    /// One of the words allowed, the first where the key is absent.
    [[nodiscard]] std::string word(std::string_view key,
                                   std::initializer_list<std::string_view> allowed);
    [[nodiscard]] std::vector<double> numbers(std::string_view key, Range range);
    /// An array of arrays: [[20, 997], [100]].
    [[nodiscard]] std::vector<std::vector<double>> number_lists(std::string_view key, Range range);
    /// Every [[key]] of the file in order; each is closed after `read`.
    void each(std::string_view key, const Reader& read);

    /// Throws SettingsError at the key's line (the table's when absent): "FILE, line N: SENTENCE".
    [[noreturn]] void refuse(std::string_view key, std::string_view sentence) const;

  private:
    friend void read_toml(std::string_view text, const std::string& file, std::string_view kind,
                          const Reader& read);
    struct Node;
    explicit TomlTable(std::unique_ptr<Node> node);
    void ask(std::string_view key);
    void note_missing(std::string_view key);
    void close() const;

    std::unique_ptr<Node> node_;
    std::vector<std::string> asked_;
    std::vector<std::string> missing_;
};

/// Parses `text`, checks `kind = "…"` and `version = 1`, lets `read` ask, refuses what nobody
/// asked for. Throws SettingsError naming file and line.
void read_toml(std::string_view text, const std::string& file, std::string_view kind,
               const TomlTable::Reader& read);

/// What a file says it is; empty where it says nothing or is no TOML.
[[nodiscard]] std::string kind_of(std::string_view text);

/// "phone-dongle" of "/home/me/phone-dongle.toml": files are named after what they describe.
[[nodiscard]] std::string name_of_file(std::string_view file);

}  // namespace ohmloop::profiles
