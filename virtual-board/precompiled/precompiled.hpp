// What most sources of the virtual board include, compiled once. A source includes what it uses nonetheless:
// -Db_pch=false builds without this.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>
