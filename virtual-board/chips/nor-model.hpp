// A vendor's registers: which protocol the chip is in, what its commands read and write beyond the array,
// what they protect. SerialNor has wires, phases, cells and time; a model has the rest.
#pragma once
#include "chips/nor-operation.hpp"
#include "chips/nor-part.hpp"
#include "chips/nor-protection.hpp"
#include "core/spi-device.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vb {

// Registers that outlive the supply, where they are not as delivered.
struct NorNonVolatile {
    std::optional<std::uint8_t> status;        // SR, on Winbond parts SR1
    std::optional<std::uint8_t> configuration; // Macronix octal: CR; Winbond: SR2; SST26: CR
    bool wpsel = false;                        // one-time programmable: individual protection instead of BP
    Protocol mode = Protocol::spi;
};

// What the chip takes in between two edges of CS#.
struct NorTransfer {
    SpiPins pins;
    Protocol protocol = Protocol::spi;
    const NorCommand* command = nullptr;
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes; // of the phase that is being received
    bool wp_low = false;             // IO2 was low at some clock
};

// What a model asks of the chip that it is the model of.
class NorHost {
  public:
    virtual ~NorHost() = default;
    virtual const NorPart& part() const = 0;
    virtual const NorTransfer& transfer() const = 0;
    virtual bool busy() const = 0; // WIP; also while a reset goes on
    virtual const NorOperation* suspended() const = 0;
    // An operation that takes no time. False: it does not take place, the supply went.
    virtual bool begin_instant() = 0;
    // A write of non-volatile registers: busy for a while, then `apply`, and WEL falls.
    virtual void start_register_write(std::function<void()> apply) = 0;
    virtual bool begin_register_write() = 0;
    virtual void run_register_write(std::function<void()> apply) = 0;
    virtual void report(const char* rule, std::string what) = 0;
    virtual std::string command_name() const = 0; // for people
};

// Of a transfer that a register does not admit.
struct NorRefusal {
    const char* rule;
    std::string what;
};

enum class NorReset { power_on, command, pin };

class NorModel {
  public:
    explicit NorModel(NorHost& chip) : chip_(chip), locks_(chip.part().bytes) {}
    virtual ~NorModel() = default;
    NorModel(const NorModel&) = delete;
    NorModel& operator=(const NorModel&) = delete;

    // WEL; every operation clears it at its end.
    bool wel = false;

    virtual Protocol protocol() const = 0;
    virtual void set_mode(Protocol, bool as_default) = 0; // as software left it; or as it powers up
    virtual void load_defaults(NorReset) = 0;             // volatile state from the non-volatile
    virtual void set_non_volatile(const NorNonVolatile&) = 0;

    // Commands, before they do anything.
    virtual std::optional<NorRefusal> refuse(const NorCommand&) const { return std::nullopt; }
    virtual bool needs_enable(const NorCommand& c) const { return needs_write_enable(c.op); }
    virtual bool while_busy(NorOp op) const { return works_while_busy(op); }
    virtual bool while_suspended(NorOp op) const { return works_while_suspended(op); }
    virtual bool reset_wakes() const { return true; }            // from deep power-down
    virtual bool status_while_resetting() const { return true; } // RDSR then answers WIP = 1
    virtual std::uint64_t highest_clock(const NorCommand&) const;
    virtual bool four_byte_address() const { return false; }
    virtual std::uint32_t upper_address() const { return 0; } // of an address of less than 4 bytes
    virtual void check_register_address() const {}

    // Reads of the array.
    virtual unsigned dummy_cycles(const NorCommand&) const { return 0; } // NorDummy::array and model
    virtual std::uint32_t wrap_bytes(const NorCommand&) const { return 0; }
    virtual std::uint64_t highest_read_clock(const NorCommand&, unsigned& dummy) const;
    virtual const char* dummy_setting() const {
        return "the chip is set to";
    } // "… 8 dummy cycles", for people
    virtual bool strobes(Protocol) const { return false; }
    // Whether the mode bits (the first up to eight after the address, `count` of them) ask for a read
    // without opcode next.
    virtual bool continues(std::uint8_t, unsigned) const { return false; }
    // Whether the first dummy clock's IO0 at 0 asks for it (XIP of Micron).
    virtual bool continues_by_first_dummy() const { return false; }

    // The pins that are IO2 and IO3 of four lines.
    virtual bool holds() const { return false; }         // IO3 is /HOLD now
    virtual bool resets_by_pin() const { return false; } // IO3 is /RESET now

    // What a register read answers, as a ring; SerialNor knows RDID and SFDP itself.
    virtual void reply(std::vector<std::uint8_t>& ring) = 0;
    // What a command that SerialNor does not know does.
    virtual void execute() = 0;

    virtual bool protects(std::uint32_t first, std::uint32_t count) const = 0;
    virtual void failed(NorWork, bool) {} // the end of an operation, or a protected target

    NorProtection& locks() { return locks_; }

  protected:
    const NorCommand& command() const { return *chip_.transfer().command; }
    std::optional<std::uint8_t> one_byte();                          // a register's new value, or a complaint
    void complain(const char* rule, const std::string& what) const { // after the command's name
        chip_.report(rule, chip_.command_name() + ": " + what);
    }

    NorHost& chip_;
    NorProtection locks_;
};

std::unique_ptr<NorModel> make_nor_model(NorHost& chip);

} // namespace vb
