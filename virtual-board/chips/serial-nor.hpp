// A serial NOR flash chip on its wires. The part (MX25UW25645G, W25Q64JV, …) is data, see nor-part.hpp; whose
// registers it has is nor-model.hpp.
#pragma once
#include "chips/nor-array.hpp"
#include "chips/nor-model.hpp"
#include "chips/nor-operation.hpp"
#include "chips/nor-part.hpp"
#include "chips/nor-wires.hpp"
#include "core/board.hpp"
#include "core/operations.hpp"
#include "core/spi-device.hpp"
#include "core/violations.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vb {

// What software was doing with the chip when it was stopped. The chip keeps its supply.
enum class NorLeftAs { idle, power_down, erase_suspended, program_suspended };

class SerialNor : public SpiDevice, private NorHost {
  public:
    // The chip as delivered: erased, registers in the factory state, powered.
    SerialNor(NorPart part, Timeline& timeline, Violations& violations, Timing timing = Timing::typical);

    void select(const SpiPins& pins) override;
    void drive(std::span<const std::uint8_t> half_cycles) override;
    bool sample(std::span<std::uint8_t> half_cycles) override;
    void exchange(std::span<std::uint8_t> half_cycles) override;
    std::uint8_t driven() const override { return driven_; }
    void deselect() override;
    void hardware_reset() override;
    void power_on() override;
    std::span<std::uint8_t> array() override { return array_.bytes(); }

    std::uint64_t generation() const { return array_.generation(); } // changes whenever the array may have
    void contents_changed() { array_.touch(); }                      // who wrote to array() says so
    FlashActivity activity() const;
    // What the chip takes and carries out: programs, erases, writes of any register, write enable and
    // disable.
    Operations& operations() { return operations_; }
    const Operations& operations() const { return operations_; }
    const NorPart& part() const override { return part_; }
    Protocol protocol() const { return model_->protocol(); }

    void set_non_volatile(const NorNonVolatile& bits) { model_->set_non_volatile(bits); } // before power_on()
    // After power_on(). What is suspended is an erase of the block at 1 MiB, or a program of its first page;
    // it takes the latency of a suspend.
    void leave_as(NorLeftAs left, Protocol mode);

    // Declared faults.
    void set_absent(bool absent) { absent_ = absent; } // not soldered: never drives, hears nothing
    void lose_supply();                                // what is under way ends in the middle
    void kill_sector(std::uint32_t address, bool noticed = true) { array_.kill_sector(address, noticed); }
    void weaken_bit(std::uint32_t address, unsigned bit, bool level) {
        array_.weaken_bit(address, bit, level);
    }
    void protect_sector(std::uint32_t address) { model_->locks().protect_forever(address); }

  private:
    enum class Phase { opcode, address, dummy, data_in, data_out, complete, ignored };

    using Complaint = NorRefusal;

    struct Transaction : NorTransfer {
        Phase phase = Phase::opcode;
        std::array<std::uint8_t, 16> first{}; // half cycles that the controller drove
        unsigned first_count = 0;
        std::uint64_t clocks = 0;
        WireInput in;
        WireOutput out;
        unsigned address_bytes = 0;
        unsigned mode_left = 0, mode_bits = 0, dummy_left = 0;
        std::uint8_t mode = 0;
        bool floated = false, mode_floated = false, half_clock = false, surplus = false, held = false;
        bool continued = false;                  // a read without opcode
        bool beyond = false;                     // its address is beyond the array
        bool first_dummy = false;                // the next clock is the first dummy clock
        std::optional<Complaint> not_understood; // no mistake if it was meant for another protocol
    };

    // Wires: serial-nor.cpp
    void hear(std::span<const std::uint8_t> half_cycles);
    std::size_t accept(std::span<const std::uint8_t> half_cycles);
    bool gather(std::span<const std::uint8_t>& half_cycles, unsigned bytes);
    void enter_input(Phase phase);
    void skip_dummy(std::size_t& clocks);
    void float_input(std::size_t& clocks);
    std::optional<Complaint> complaint_at_end() const;
    bool waits_for_input() const;
    Lane lane(Phase phase) const;
    std::span<const std::uint8_t> at_the_pins(std::span<const std::uint8_t> half_cycles);
    void drive_with_hold(std::span<const std::uint8_t> half_cycles);
    void take_mode_bits(std::span<const std::uint8_t>& half_cycles);
    void end_of_mode_bits();
    void float_mode_bits(std::size_t& clocks);
    void pass_first_dummy(bool io0);
    bool pauses(bool io3);

    // What a command means before CS# rises: serial-nor-decode.cpp
    void decode_opcode();
    bool admit(const NorCommand& command);
    bool admit_clock(const NorCommand& command);
    void decode_address();
    bool admit_address();
    void complain_beyond();
    void begin_dummy();
    void begin_reply();
    WireReply array_reply();
    WireReply register_reply();
    std::string name_of(const NorCommand& command) const;

    // What it does when CS# has risen: serial-nor-execute.cpp
    void execute(const NorCommand& command, bool reset_enabled);
    void finish_read();
    void load_page_buffer(bool clear);
    void program_page();
    void check_programs_ones();
    void write_in_place();
    void erase_by_type();
    void erase(const NorErase& erase, std::uint32_t first);
    const NorErase& block_erase() const;
    void suspend_operation();
    void software_reset();
    void reset_to_defaults(NorReset reset, Picoseconds recovery);
    bool resetting() const { return timeline_.now() < reset_until_; }
    bool refuse_protected(std::uint32_t first, std::uint32_t count, NorWork work);

    // NorHost.
    const NorTransfer& transfer() const override { return now_; }
    bool busy() const override { return timer_.busy() || resetting(); }
    const NorOperation* suspended() const override {
        return timer_.suspended() ? timer_.operation() : nullptr;
    }
    bool begin_instant() override { return operations_.begin(0); }
    bool begin_register_write() override { return operations_.begin(part_.write_register.of(timing_)); }
    void run_register_write(std::function<void()> apply) override;
    void start_register_write(std::function<void()> apply) override {
        if (begin_register_write()) run_register_write(std::move(apply));
    }
    void report(const char* rule, std::string what) override { violations_.report(rule, std::move(what)); }
    std::string command_name() const override { return name_of(*now_.command); }

    const NorPart part_;
    Timeline& timeline_;
    Violations& violations_;
    Timing timing_;
    NorArray array_;
    std::unique_ptr<NorModel> model_;
    NorOperationTimer timer_;
    std::vector<std::uint8_t> sfdp_; // padded with FF
    std::vector<std::uint8_t> page_buffer_;
    std::optional<std::uint32_t> buffered_page_;

    bool selected_ = false, absent_ = false, powered_down_ = false;
    std::uint8_t driven_ = 0;    // lines, in the last sample()
    bool reset_enabled_ = false; // the transaction before this one was RSTEN
    Picoseconds ready_at_ = 0;   // end of a recovery
    Picoseconds reset_until_ = 0;
    Transaction now_;                       // the transaction under way
    const NorCommand* next_read_ = nullptr; // the read that the next transaction goes on with, without opcode
    std::vector<std::uint8_t> reply_, levels_;

    std::map<std::uint32_t, std::uint64_t> erases_;
    std::uint64_t pages_programmed_ = 0, bytes_read_ = 0;
    Operations operations_;
};

} // namespace vb
