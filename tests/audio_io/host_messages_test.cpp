#include "ohmloop/audio_io/host_messages.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace ohmloop::audio_io {
namespace {

/// The test's own descriptors 1 and 2, replaced by files that can be read afterwards.
class Terminal {
  public:
    Terminal() {
        std::cout.flush();
        std::fflush(nullptr);
        for (int i = 0; i < 2; ++i) {
            before_[i] = ::dup(i + 1);
            ::dup2(::fileno(files_[i]), i + 1);
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        restore();
        for (auto* file : files_) std::fclose(file);
    }

    void restore() {
        std::cout.flush();
        std::fflush(nullptr);
        for (int i = 0; i < 2; ++i) {
            if (before_[i] < 0) continue;
            ::dup2(before_[i], i + 1);
            ::close(before_[i]);
            before_[i] = -1;
        }
    }

    std::string text(int number) {
        std::rewind(files_[number - 1]);
        std::string text(10000, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), files_[number - 1]));
        return text;
    }

  private:
    FILE* files_[2] = {std::tmpfile(), std::tmpfile()};
    int before_[2] = {-1, -1};
};

TEST(HostMessages, WhatLibrariesPrintStaysAwayAndIsRemembered) {
    Terminal terminal;
    std::string last;
    {
        HostMessages messages(HostMessageEcho::hidden);
        std::fprintf(stderr, "ALSA lib conf.c: first\n");
        std::thread([] { std::fprintf(stderr, "Cannot connect to server\n\n"); }).join();
        last = messages.last_line();
        std::printf("left in the buffer of stdio");
    }
    terminal.restore();
    EXPECT_EQ(last, "Cannot connect to server");
    EXPECT_EQ(terminal.text(1), "");
    EXPECT_EQ(terminal.text(2), "");
}

TEST(HostMessages, TheProgramsOwnStreamsReachTheUser) {
    Terminal terminal;
    {
        const HostMessages messages(HostMessageEcho::hidden);
        std::cout << "result " << 42 << "\n";
        std::cerr << "progress\n";
        EXPECT_NE(program_stdout(), 1);
        EXPECT_NE(program_stderr(), 2);
    }
    std::cout << "after\n";
    terminal.restore();
    EXPECT_EQ(program_stdout(), 1);
    EXPECT_EQ(program_stderr(), 2);
    EXPECT_EQ(terminal.text(1), "result 42\nafter\n");
    EXPECT_EQ(terminal.text(2), "progress\n");
}

TEST(HostMessages, AreShownOnStderrWhenAskedFor) {
    Terminal terminal;
    {
        const HostMessages messages(HostMessageEcho::shown);
        std::puts("jackd on stdout");
        std::fprintf(stderr, "jackd on stderr\n");
    }
    terminal.restore();
    EXPECT_EQ(terminal.text(1), "");
    // stdout is buffered by stdio, so the order may differ.
    EXPECT_NE(terminal.text(2).find("jackd on stdout\n"), std::string::npos);
    EXPECT_NE(terminal.text(2).find("jackd on stderr\n"), std::string::npos);
}

TEST(HostMessages, AFloodIsDroppedInsteadOfWaitedFor) {
    Terminal terminal;
    std::string last;
    {
        HostMessages messages(HostMessageEcho::hidden);
        // 4 MB: far beyond any pipe.
        for (int i = 0; i < 100000; ++i)
            std::fprintf(stderr, "ALSA lib pcm.c: xrun %d %30s\n", i, "");
        messages.drain();
        std::fprintf(stderr, "the end\n");
        last = messages.last_line();
    }
    terminal.restore();
    EXPECT_EQ(last, "the end");
}

TEST(HostMessages, ForgettingStartsAfresh) {
    Terminal terminal;
    std::string last = "unset";
    {
        HostMessages messages(HostMessageEcho::hidden);
        std::fprintf(stderr, "old\n");
        messages.forget();
        last = messages.last_line();
    }
    terminal.restore();
    EXPECT_EQ(last, "");
}

TEST(HostMessages, AreCapturedOnce) {
    Terminal terminal;
    bool refused = false;
    {
        const HostMessages messages(HostMessageEcho::hidden);
        try {
            const HostMessages second(HostMessageEcho::hidden);
        } catch (const BrokenContract&) {
            refused = true;
        }
    }
    terminal.restore();
    EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace ohmloop::audio_io
