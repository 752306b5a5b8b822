#include "control_socket.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ohmloop::virtual_bench {

namespace {

[[noreturn]] void fail(const std::string& path) {
    throw std::runtime_error(fmt::format("{}: {}", path, std::strerror(errno)));
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error(fmt::format("{}: too long for a socket", path));
    }
    path.copy(address.sun_path, path.size());
    return address;
}

int new_socket(const std::string& path) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) fail(path);
    return descriptor;
}

// The socket interface takes every address as its header.
const sockaddr* generic(const sockaddr_un& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

std::string read_message(int descriptor) {
    std::array<char, 200> text{};
    const auto got = ::read(descriptor, text.data(), text.size());
    return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

bool write_message(int descriptor, const std::string& text) {
    return ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

}  // namespace

ControlSocket::ControlSocket(const std::string& path) : path_(path), descriptor_(new_socket(path)) {
    ::unlink(path.c_str());
    const auto address = address_of(path);
    if (::bind(descriptor_, generic(address), sizeof address) != 0 ||
        ::listen(descriptor_, 4) != 0) {
        ::close(descriptor_);
        fail(path);
    }
}

ControlSocket::~ControlSocket() {
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void ControlSocket::answer(const std::function<std::string(const std::string&)>& reply) const {
    const int connection = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    write_message(connection, reply(read_message(connection)));
    ::close(connection);
}

std::string ask_bench(const std::string& path, const std::string& request) {
    const int descriptor = new_socket(path);
    const auto address = address_of(path);
    if (::connect(descriptor, generic(address), sizeof address) != 0 ||
        !write_message(descriptor, request)) {
        ::close(descriptor);
        fail(path);
    }
    auto answer = read_message(descriptor);
    ::close(descriptor);
    return answer;
}

}  // namespace ohmloop::virtual_bench
