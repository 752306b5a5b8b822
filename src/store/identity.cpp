#include "ohmloop/store/identity.hpp"

#include "store/descriptor.hpp"

#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <memory>
#include <openssl/evp.h>
#include <random>
#include <span>

namespace ohmloop::store {

namespace {

constexpr std::size_t piece = 1U << 16U;

/// The library fails here only when it was built without the algorithm.
class Sha256 {
  public:
    Sha256() {
        expects(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
                "libcrypto with SHA-256");
    }
    void add(std::string_view bytes) {
        expects(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
                "a digest that is not finished");
    }
    [[nodiscard]] std::string finish() {
        std::array<unsigned char, 32> digest{};
        expects(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1,
                "a digest that is finished once");
        return fmt::format("{:02x}", fmt::join(digest, ""));
    }

  private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

}  // namespace

std::string sha256_of(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.finish();
}

std::string sha256_of_file(const std::string& path) {
    const Descriptor file(open_regular_file(path));
    Sha256 digest;
    std::string buffer(piece, '\0');
    while (const auto count = read_some(file, buffer.data(), buffer.size(), path))
        digest.add(std::string_view(buffer).substr(0, count));
    return digest.finish();
}

std::string new_uuid() {
    std::random_device random;
    std::array<std::uint8_t, 16> bytes{};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);  // variant of RFC 9562
    const auto hex = fmt::format("{:02x}", fmt::join(bytes, ""));
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                       hex.substr(16, 4), hex.substr(20));
}

}  // namespace ohmloop::store
