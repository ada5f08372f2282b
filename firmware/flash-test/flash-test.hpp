// The test itself: its steps in their order, and the figures that fall off on the way. docs/flash-test.md
// tells what each of them finds.
#pragma once
#include "firmware/flash-test/test-area.hpp"
#include "flash-library/chips/protection.hpp"

#include <array>
#include <cstdint>

namespace firmware {

class FlashTest {
  public:
    FlashTest(ChipUnderTest& chip, TestArea& area, const xspi::Timebase& timebase, Watch& watch,
              Verdict& verdict, xspi::flash_test::Result& result)
        : chip_(chip), area_(area), timebase_(timebase), watch_(watch), verdict_(verdict), result_(result),
          figures_(result.figures) {}

    // All steps, until one fails or the host stops them. The area is put back by the caller.
    bool run(std::uint32_t wanted_area);

  private:
    // flash-test.cpp
    bool find_and_choose(std::uint32_t wanted_area);
    bool check_protection();
    xspi::ProtectedRange protected_range(xspi::ProtectionScheme scheme,
                                         const xspi::ProtectionRegisters& registers) const;
    void publish_chip();
    bool run_steps();
    bool stopped();
    // reading-steps.cpp
    bool read_single();
    bool compare_sfdp();
    bool read_own();
    bool read_window();
    bool measure_words();
    // writing-steps.cpp
    bool erase_sectors();
    bool program_addresses();
    bool erase_blocks();
    bool program_patterns();
    bool program_odd_lengths();
    bool check_others(std::uint32_t erased);
    bool cross_modes();
    bool check_bystanders() { return area_.check_bystanders(); }

    bool erase_and_check(std::uint32_t address, std::uint32_t size, xspi::flash_test::EraseFigure& figure);
    struct Held {
        std::uint32_t digest = 0;
        bool blank = false;
    };
    bool explain_erase(std::uint32_t address, std::uint32_t size, const Held& before);
    bool look_at(std::uint32_t address, std::uint32_t size, Held& held);
    bool check_blank(std::uint32_t address, std::uint32_t size);
    bool program(unsigned pattern, std::uint32_t address, std::uint32_t size);
    bool verify(unsigned pattern, std::uint32_t address, std::uint32_t size); // both ways of reading
    bool expect(const Mismatch& mismatch, TestError error, std::string_view what);
    void add_lines(Text& text, const Mismatch& mismatch) const;
    std::uint32_t rate(std::uint32_t us) const; // bytes per second, of an area read in that time

    ChipUnderTest& chip_;
    TestArea& area_;
    const xspi::Timebase& timebase_;
    Watch& watch_;
    Verdict& verdict_;
    xspi::flash_test::Result& result_;
    xspi::flash_test::Figures& figures_;
};

} // namespace firmware
