// One run of the flash-test in the target's RAM: loaded, given the board's facts, started, listened to until
// it ends.
#pragma once
#include "flash-library/devices/family.hpp"
#include "flash-library/flash-test/flash-test-block.hpp"
#include "openocd-driver/bridge/bridge.h"
#include "openocd-driver/run/target-session.hpp"
#include "openocd-driver/target/target-port.hpp"

#include <functional>
#include <span>
#include <string>

namespace xspi {

class FlashTestSession {
  public:
    // A line of the test's text; percent of the whole that is done.
    using Line = std::function<void(const std::string& line)>;
    using Progress = std::function<void(std::uint32_t percent)>;

    // `image`: of the flash-test, named `file`. base: the address of the chip's first byte, for what people
    // read. Throws Failure XSPI-0802.
    FlashTestSession(TargetPort& target, const Family& family, const std::string& file,
                     const xspi_image& image, std::uint32_t base);

    // preserve_ram: what the test uses of the RAM is put back. area: offset in the chip. Returns what the
    // test found, be it good or bad; Ctrl-C makes it put the chip's contents back and end. The target is
    // halted before and afterwards. Throws Failure XSPI-0327 to 0329, XSPI-0803, XSPI-0805, and XSPI-02xx,
    // which says what is to be feared for the area once the test runs.
    flash_test::Result run(const BoardFlash& board, bool preserve_ram, std::uint32_t area, const Line& line,
                           const Progress& progress);

    // Whether a flash-test of the family may occupy that memory.
    static bool uses(const Family& family, std::uint32_t address, std::uint32_t size);

  private:
    void check_made_for(const BoardFlash& board) const;
    void abandon() noexcept;
    void load(const BoardFlash& board, std::uint32_t area);
    void put(std::uint32_t address, std::span<const std::uint8_t> data);
    flash_test::Result run_loaded(std::uint32_t area, const Line& line, const Progress& progress);
    std::string area_text(std::uint32_t area) const;
    void listen(const Line& line, const Progress& progress);
    flash_test::Result result();
    bool doubtful(const flash_test::Result& found) const;
    void check_alive(const flash_test::Result& now, std::int64_t time); // `now` was read then, or later
    void say_lines(const Line& line, bool all);
    [[noreturn]] void died(const std::string& how);

    TargetPort& target_;
    std::string file_;
    const xspi_image& image_;
    const std::uint32_t base_, area_size_;
    flash_test::Header header_;
    flash_test::Result last_; // the last that is the test's own
    std::string text_;        // the beginning of a line
    std::uint32_t heartbeat_ = 0;
    std::int64_t heartbeat_at_ = 0, began_ = 0;
    unsigned looks_ = 0, heartbeat_look_ = 0;
    std::uint32_t limit_ms_ = 0, limit_seen_ms_ = 0;
};

} // namespace xspi
