#include "ohmloop/audio_io/host_messages.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <iostream>
#include <streambuf>
#include <unistd.h>

namespace ohmloop::audio_io {

namespace {

std::atomic<int> stdout_descriptor{STDOUT_FILENO};
std::atomic<int> stderr_descriptor{STDERR_FILENO};

constexpr std::size_t longest_memory = 1 << 16;

bool write_all(int descriptor, const char* text, std::size_t bytes) {
    while (bytes > 0) {
        const auto written = ::write(descriptor, text, bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text += written;
        bytes -= static_cast<std::size_t>(written);
    }
    return true;
}

/// A stream buffer onto a descriptor.
class DescriptorBuffer : public std::streambuf {
  public:
    explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {
        setp(buffer_.data(), buffer_.data() + buffer_.size());
    }

  protected:
    int overflow(int c) override {
        if (sync() != 0) return traits_type::eof();
        if (c != traits_type::eof()) {
            *pptr() = static_cast<char>(c);
            pbump(1);
        }
        return traits_type::not_eof(c);
    }
    int sync() override {
        const auto bytes = static_cast<std::size_t>(pptr() - pbase());
        setp(buffer_.data(), buffer_.data() + buffer_.size());
        return write_all(descriptor_, buffer_.data(), bytes) ? 0 : -1;
    }

  private:
    int descriptor_;
    std::array<char, 4096> buffer_{};
};

/// One of the program's streams, moved from `number` to a duplicate of it.
class MovedStream {
  public:
    MovedStream(std::ostream& stream, int number, std::atomic<int>& current, int replacement)
        : stream_(stream),
          number_(number),
          current_(current),
          duplicate_(::fcntl(number, F_DUPFD_CLOEXEC, 3)),
          buffer_(duplicate_) {
        if (duplicate_ < 0) return;  // closed by who started the program: nothing to keep
        stream_.flush();
        before_ = stream_.rdbuf(&buffer_);
        current_.store(duplicate_);
        ::dup2(replacement, number_);
    }
    MovedStream(const MovedStream&) = delete;
    MovedStream& operator=(const MovedStream&) = delete;
    ~MovedStream() {
        if (duplicate_ < 0) return;
        stream_.flush();
        stream_.rdbuf(before_);
        ::dup2(duplicate_, number_);
        current_.store(number_);
        ::close(duplicate_);
    }

  private:
    std::ostream& stream_;
    int number_;
    std::atomic<int>& current_;
    int duplicate_;
    DescriptorBuffer buffer_;
    std::streambuf* before_ = nullptr;
};

/// Neither end waits: a library that prints into a full pipe loses its text, not its time.
class Pipe {
  public:
    Pipe() { opened_ = ::pipe2(ends_, O_CLOEXEC | O_NONBLOCK) == 0; }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        if (!opened_) return;
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    [[nodiscard]] int write_end() const { return ends_[1]; }
    [[nodiscard]] std::string take() const {
        std::string text;
        std::array<char, 4096> part{};
        ssize_t got = 0;
        while (opened_ && (got = ::read(ends_[0], part.data(), part.size())) > 0) {
            text.append(part.data(), static_cast<std::size_t>(got));
        }
        return text;
    }

  private:
    int ends_[2]{-1, -1};
    bool opened_ = false;
};

std::string last_line_of(const std::string& text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    if (end == std::string::npos) return {};
    const auto start = text.find_last_of('\n', end);
    const auto begin = start == std::string::npos ? 0 : start + 1;
    return text.substr(begin, end + 1 - begin);
}

}  // namespace

struct HostMessages::State {
    explicit State(HostMessageEcho how) : echo(how) {}

    HostMessageEcho echo;
    Pipe pipe;
    MovedStream out{std::cout, STDOUT_FILENO, stdout_descriptor, pipe.write_end()};
    MovedStream err{std::cerr, STDERR_FILENO, stderr_descriptor, pipe.write_end()};
    std::string memory;
};

HostMessages::HostMessages(HostMessageEcho echo) {
    expects(program_stderr() == STDERR_FILENO, "host messages are captured once");
    std::fflush(nullptr);
    state_ = std::make_unique<State>(echo);
}

HostMessages::~HostMessages() {
    // What a library left in stdio's buffer must not surface on the terminal afterwards.
    std::fflush(nullptr);
    drain();
}

void HostMessages::forget() {
    drain();
    state_->memory.clear();
}

std::string HostMessages::last_line() {
    drain();
    return last_line_of(state_->memory);
}

void HostMessages::drain() {
    const auto text = state_->pipe.take();
    if (text.empty()) return;
    if (state_->echo == HostMessageEcho::shown) {
        write_all(program_stderr(), text.data(), text.size());
    }
    state_->memory += text;
    const auto excess = state_->memory.size() - std::min(state_->memory.size(), longest_memory);
    state_->memory.erase(0, excess);
}

int program_stdout() noexcept { return stdout_descriptor.load(); }
int program_stderr() noexcept { return stderr_descriptor.load(); }

}  // namespace ohmloop::audio_io
