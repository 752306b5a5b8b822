#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/result/json.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace ohmloop::result {
namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// After a change to the catalogue or to the frame: run this test with OHMLOOP_WRITE_SCHEMA=1.
TEST(Schema, TheFileInTheRepositoryIsTheOneTheProgramGives) {
    const std::string path = OHMLOOP_SOURCE_DIR "/src/result/ohmloop-result.schema.json";
    if (std::getenv("OHMLOOP_WRITE_SCHEMA") != nullptr)
        std::ofstream(path, std::ios::binary) << json_schema();
    EXPECT_EQ(file_text(path), json_schema());
}

TEST(Schema, NamesEveryQuantityOfTheCatalogue) {
    const std::string schema = json_schema();
    for (const QuantityInfo& info : catalogue())
        EXPECT_NE(schema.find("{\"const\": \"" + std::string(info.name) + "\", \"title\""),
                  std::string::npos)
            << info.name;
    EXPECT_EQ(schema.find('@'), std::string::npos);
}

// That results satisfy it is validate_schema.py's to say; here only that brackets close.
TEST(Schema, IsBalanced) {
    int depth = 0;
    bool in_text = false;
    for (const char c : json_schema()) {
        if (c == '"') in_text = !in_text;
        if (in_text) continue;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ASSERT_GE(depth, 0);
    }
    EXPECT_EQ(depth, 0);
    EXPECT_FALSE(in_text);
}

}  // namespace
}  // namespace ohmloop::result
