// Java's .properties files, which an .ioc is: java.util.Properties, load.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace xspi {

// Keys and values, unescaped; what \uXXXX stands for is UTF-8. Other bytes are taken as they are.
class Properties {
  public:
    // file: its name, for errors. Throws Failure XSPI-1211 for what a merge left undecided, XSPI-1214 for a
    // key that is given twice with different values: Java takes the last one, whoever wrote both meant one of
    // them.
    Properties(const std::string& text, const std::string& file);

    std::optional<std::string> value(const std::string& key) const;
    const std::map<std::string, std::string>& all() const { return values_; }

  private:
    std::map<std::string, std::string> values_;
};

} // namespace xspi
