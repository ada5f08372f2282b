// One runner for all unit tests. Catch2 2.13 wants its implementation compiled in here, 3 brings a library.
#define CATCH_CONFIG_RUNNER
#include "tests/unit/catch.hpp"

// Unicorn 2.1.1 (Debian 13) keeps 32 bytes of every engine that is closed. Asked by LeakSanitizer only.
extern "C" const char* __lsan_default_suppressions() { return "leak:libunicorn.so"; }

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
