#include "ohmloop/cli/errors.hpp"
#include "ohmloop/cli/load_switches.hpp"

#include <optional>

namespace ohmloop::cli {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/// One character of a command at a time: words end at blanks outside quotes.
class Splitter {
  public:
    void take(char c) {
        if (escaped_) {
            append(c);
            escaped_ = false;
        } else if (quote_ == 0 && is_blank(c)) {
            end_word();
        } else if (c == '\\' && quote_ != '\'') {
            escaped_ = true;
        } else if (quote_ != 0 && c == quote_) {
            quote_ = 0;
        } else if (quote_ == 0 && (c == '"' || c == '\'')) {
            quote_ = c;
            if (!word_) word_ = "";
        } else {
            append(c);
        }
    }

    std::vector<std::string> finish() {
        if (quote_ != 0) throw UsageError("--switch: a quote is never closed");
        if (escaped_) throw UsageError("--switch: a backslash ends the command");
        end_word();
        if (words_.empty()) throw UsageError("--switch: the command is empty");
        return words_;
    }

  private:
    void append(char c) { word_ = word_.value_or("") + c; }
    void end_word() {
        if (word_) words_.push_back(*word_);
        word_.reset();
    }

    std::vector<std::string> words_;
    std::optional<std::string> word_;
    char quote_ = 0;
    bool escaped_ = false;
};

}  // namespace

std::vector<std::string> split_command(std::string_view text) {
    Splitter splitter;
    for (const char c : text) splitter.take(c);
    return splitter.finish();
}

}  // namespace ohmloop::cli
