#include "firmware/flash-test/report.hpp"
#include "firmware/common/rtt.hpp"

#include <algorithm>

namespace firmware {

void say(const Text& text) { rtt::write((Text() << "TEST: " << text.view() << "\r\n").view()); }

bool Verdict::fail(TestError error, const Text& sentence, std::uint32_t address, std::uint32_t expected,
                   std::uint32_t found) {
    if (!ok()) return false;
    error_ = error;
    result_.address = address;
    result_.expected = expected;
    result_.found = found;
    sentence_ = sentence;
    return false;
}

bool Verdict::amend(TestError error, std::string_view more) {
    error_ = error;
    sentence_ << more;
    return false;
}

bool Verdict::fail_as_well(TestError error, const Text& sentence, std::uint32_t address) {
    if (ok()) return fail(error, sentence, address);
    sentence_ << ". Besides, " << sentence.view();
    return false;
}

void Verdict::publish() const {
    result_.error = static_cast<std::uint32_t>(error_);
    if (ok()) return;
    Text whole = sentence_;
    if (!advice(error_, lines_).empty()) whole << ". " << advice(error_, lines_);
    const std::string_view text = whole.view();
    result_.sentence_size = static_cast<std::uint32_t>(std::min(text.size(), result_.sentence.size()));
    std::copy_n(text.begin(), result_.sentence_size, result_.sentence.begin());
    Text line;
    line << "TEST-00" << (result_.error < 10 ? "0" : "") << result_.error << ": ";
    rtt::write(line.view());
    rtt::write(text);
    rtt::write("\r\n");
}

} // namespace firmware
