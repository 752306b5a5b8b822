#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>

namespace ohmloop::audio_io {

/// What `call` returns, or nothing when it takes longer than `limit`. Then its thread is left
/// waiting for ever with all it holds, so `call` must own (or never free) what it touches.
template <class Result>
[[nodiscard]] std::optional<Result> within(std::chrono::milliseconds limit,
                                           std::function<Result()> call) {
    auto task = std::make_shared<std::packaged_task<Result()>>(std::move(call));
    auto result = task->get_future();
    std::thread([task] { (*task)(); }).detach();
    if (result.wait_for(limit) != std::future_status::ready) return std::nullopt;
    return result.get();
}

}  // namespace ohmloop::audio_io
