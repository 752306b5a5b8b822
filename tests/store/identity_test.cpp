#include "ohmloop/store/identity.hpp"

#include "support/temporary_folder.hpp"

#include "ohmloop/store/store_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace ohmloop::store {
namespace {

using ::testing::MatchesRegex;

// The examples of FIPS 180 and of NIST's test vectors.
constexpr const char* digest_of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* digest_of_abc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* digest_of_a_million_a =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

class Identity : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {};

TEST_F(Identity, Sha256FollowsTheStandardsExamples) {
    EXPECT_EQ(sha256_of(""), digest_of_nothing);
    EXPECT_EQ(sha256_of("abc"), digest_of_abc);
    EXPECT_EQ(sha256_of(std::string(1000000, 'a')), digest_of_a_million_a);
}

TEST_F(Identity, FilesAreDigestedInPieces) {
    write("nothing", "");
    write("million", std::string(1000000, 'a'));
    EXPECT_EQ(sha256_of_file(path("nothing")), digest_of_nothing);
    EXPECT_EQ(sha256_of_file(path("million")), digest_of_a_million_a);
    EXPECT_THROW(static_cast<void>(sha256_of_file(path("absent"))), StoreError);
    EXPECT_THROW(static_cast<void>(sha256_of_file(path(""))), StoreError);
}

TEST_F(Identity, UuidsAreOfVersionFourAndDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto uuid = new_uuid();
        EXPECT_THAT(uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                       "[0-9a-f]{12}"));
        seen.insert(uuid);
    }
    EXPECT_EQ(seen.size(), 100U);
}

}  // namespace
}  // namespace ohmloop::store
