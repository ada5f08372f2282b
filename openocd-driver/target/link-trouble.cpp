#include "openocd-driver/target/link-trouble.hpp"

#include <array>

namespace xspi {

namespace {

struct Saying {
    // Of OpenOCD 0.12.0's drivers st-link, jlink, cmsis-dap and libusb_helper, at a level that everybody is
    // told: what it hands over has no "Error: " in front, and its debug log is not handed over.
    const char* words;
    const char* id;
    const char* sentence;
};

constexpr const char* kUnplugged = "the probe no longer answers: its USB plug was pulled, or the "
                                   "program that serves it has ended. Plug it in and start again";
constexpr const char* kNoProbe =
    "no probe was found: is it plugged in, and is it of the kind that the board's file names (`probe`)?";
constexpr const char* kNoSuchSerial =
    "no probe has the serial that `adapter serial` names: `lsusb -v` lists those that are plugged in";
constexpr const char* kNoSearch =
    "no J-Link on USB has the serial that `adapter serial` names, and the network cannot be searched: "
    "another program may have UDP port 19020. Correct the serial, or end that program";
constexpr const char* kInUse =
    "the probe is in use by another program, or this user may not open it: end the other one, or install "
    "OpenOCD's udev rules. With several probes, `adapter serial` names yours";
constexpr const char* kSeveral = "several probes are plugged in, and none is selected: `-c "
                                 "\"adapter serial NUMBER\"` before "
                                 "the board's file; the lines above list them";
constexpr const char* kNoSupply =
    "the board has no supply: the probe measures 0 V at its target pin. Switch the board on, and look at the "
    "jumper that carries the target's voltage to the probe";
constexpr const char* kNoPort = "no debug port answers: SWDIO, SWCLK or ground is open, the board has no "
                                "supply, or its pins are used for "
                                "something else. Check the cable, lower `adapter speed`";
constexpr const char* kNoServer = "nothing listens on the probe's port: is the virtual "
                                  "board, or the stlink-server, running?";
constexpr const char* kSilentServer =
    "the program that serves the probe (stlink-server, virtual board) has the connection but does not "
    "answer: "
    "it serves another OpenOCD, or hangs. End either and start again";
constexpr const char* kPortLost = "the target's debug port stopped answering: the board lost its supply, or "
                                  "the cable came off";

// The first that was said counts: causes stand before what follows from them.
constexpr std::array kSayings{
    Saying{"cannot connect to stlink server", "XSPI-0224", kNoServer},
    Saying{"no answer from the stlink-server", "XSPI-0227", kSilentServer},
    Saying{"several adapters match", "XSPI-0218", kSeveral},
    Saying{"Multiple devices found", "XSPI-0218", kSeveral},
    Saying{"serial mismatch", "XSPI-0217", kNoSuchSerial},
    Saying{"No device matches the serial string", "XSPI-0217", kNoSuchSerial},
    Saying{"device is already used", "XSPI-0219", kInUse},
    Saying{"LIBUSB_ERROR_BUSY", "XSPI-0219", kInUse},
    Saying{"LIBUSB_ERROR_ACCESS", "XSPI-0219", kInUse},
    Saying{"Failed to open device", "XSPI-0219", kInUse},
    Saying{"could not open device", "XSPI-0219", kInUse},
    Saying{"could not claim interface", "XSPI-0219", kInUse},
    Saying{"claim interface failed", "XSPI-0219", kInUse},
    Saying{"unable to open CMSIS-DAP device", "XSPI-0219", kInUse},
    Saying{"TCP error status", "XSPI-0222", kUnplugged},
    Saying{"failed to receive USB CMD", "XSPI-0222", kUnplugged},
    Saying{"failed to send USB CMD", "XSPI-0222", kUnplugged},
    Saying{"LIBUSB_ERROR_NO_DEVICE", "XSPI-0222", kUnplugged},
    Saying{"usb transfer failed", "XSPI-0222", kUnplugged},
    Saying{"libusb_bulk_write error", "XSPI-0222", kUnplugged},
    Saying{"libusb_bulk_read error", "XSPI-0222", kUnplugged},
    Saying{"jaylink_swd_io() failed", "XSPI-0222", kUnplugged},
    Saying{"jaylink_jtag_io() failed", "XSPI-0222", kUnplugged},
    Saying{"error writing data", "XSPI-0222", kUnplugged},
    Saying{"error reading data", "XSPI-0222", kUnplugged},
    Saying{"no ST-LINK detected", "XSPI-0216", kNoProbe},
    Saying{"ST-LINK open failed (vid/pid mismatch)", "XSPI-0216", kNoProbe},
    Saying{"open failed", "XSPI-0216", kNoProbe},
    Saying{"No J-Link device found", "XSPI-0216", kNoProbe},
    Saying{"unable to find a matching CMSIS-DAP device", "XSPI-0216", kNoProbe},
    Saying{"jaylink_discovery_scan() failed", "XSPI-0714", kNoSearch},
    Saying{"Target voltage: 0.0", "XSPI-0214", kNoSupply},
    Saying{"VTarget = 0.0", "XSPI-0214", kNoSupply},
    Saying{"unable to connect to the target", "XSPI-0215", kNoPort},
    Saying{"Error connecting DP: cannot read IDR", "XSPI-0215", kNoPort},
    Saying{"Fail reading CTRL/STAT register", "XSPI-0226", kPortLost},
    Saying{"DP initialisation failed", "XSPI-0226", kPortLost},
};

constexpr std::uint32_t kAp1Enabled = 1u << 17; // DBGMCU_SR.AP_ENABLED
constexpr std::uint32_t kSLockup = 1u << 19, kSRetireSt = 1u << 24, kSResetSt = 1u << 25;

} // namespace

std::optional<Failure> explain_link(std::string_view log) {
    for (const Saying& saying : kSayings)
        if (log.find(saying.words) != std::string_view::npos)
            return Failure(Failure::Kind::Link, saying.id, "{}", saying.sentence);
    return std::nullopt;
}

Failure explain_examination(std::string_view log, std::optional<std::uint32_t> dbgmcu_sr) {
    if (dbgmcu_sr && (*dbgmcu_sr & kAp1Enabled) == 0)
        return Failure(
            Failure::Kind::Link, "XSPI-0220",
            "the part is closed: DBGMCU_SR 0x{:08X} says that its core's access port is not enabled "
            "(NVSTATE). It can be reached only after debug authentication, or a regression, which "
            "erases it; both need STM32CubeProgrammer",
            *dbgmcu_sr);
    if (auto link = explain_link(log)) return *link;
    return Failure(Failure::Kind::Link, "XSPI-0223",
                   "the core's debug registers do not answer: another microcontroller than the "
                   "board's file names, or a part that is closed or without supply");
}

Failure explain_silent_bus() {
    return Failure(Failure::Kind::Link, "XSPI-0221",
                   "the core's debug registers answer, but the bus behind it does not: the part is "
                   "held in reset. Does something pull NRST low, a button, another probe, a "
                   "supervisor?");
}

Failure explain_no_halt(const std::string& target, std::optional<std::uint32_t> dhcsr) {
    if (!dhcsr)
        return Failure(Failure::Kind::Link, "XSPI-0213",
                       "{} cannot be halted, and DHCSR cannot be read: probe, cable or supply", target);
    if (*dhcsr & kSResetSt) return explain_silent_bus();
    const char* why = *dhcsr & kSLockup ? "it is locked up: `reset halt`"
                      : *dhcsr & kSRetireSt
                          ? "it runs: was it reset meanwhile, by its button or a watchdog? `reset halt` again"
                          : "it waits for a bus access that nothing answers (a peripheral "
                            "without clock, erratum 2.2.17), or has no clock: `reset halt`, "
                            "else power the board off and on";
    return Failure(Failure::Kind::Link, "XSPI-0213", "{} cannot be halted (DHCSR 0x{:08X}): {}", target,
                   *dhcsr, why);
}

} // namespace xspi
