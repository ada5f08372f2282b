// One runner for all unit tests. Catch2 2.13 wants its implementation compiled in here, 3 brings a library.
#define CATCH_CONFIG_RUNNER
#include "tests/unit/catch.hpp"

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
