// A chip whose controller drives SI and listens to SO with the same clocks, as a plain SPI does.
#include "chips/nor-parts.hpp"
#include "chips/serial-nor.hpp"
#include "faults/faulty-wires.hpp"
#include "tests/unit/catch.hpp"

using namespace vb;

namespace {
using Bytes = std::vector<std::uint8_t>;

struct Exchange {
    Timeline timeline;
    Violations violations{timeline, nullptr};
    SerialNor chip{w25q64jv_im(), timeline, violations}; // QE 0: IO3 is /HOLD
    SpiDevice* device = &chip;
    SpiPins pins;
    std::vector<bool> driven; // by clock

    Exchange() {
        pins = {40'000'000, 0x03, false, 0x0C, 0};
        chip.power_on();
    }
    // SO where the chip drives it, 0 elsewhere.
    std::vector<bool> bits(const std::vector<bool>& out) {
        device->select(pins);
        std::vector<bool> in;
        driven.clear();
        for (bool bit : out) {
            std::uint8_t half[2] = {std::uint8_t(0x0C | bit), std::uint8_t(0x0C | bit)};
            device->exchange(half);
            driven.push_back(device->driven() & 2);
            in.push_back(driven.back() && (half[0] & 2));
        }
        device->deselect();
        return in;
    }
    Bytes transfer(const Bytes& out) {
        std::vector<bool> wire;
        for (std::uint8_t byte : out)
            for (unsigned b = 8; b-- > 0;) wire.push_back(byte >> b & 1);
        const auto in = bits(wire);
        Bytes bytes(out.size());
        for (std::size_t i = 0; i < in.size(); ++i) bytes[i / 8] |= std::uint8_t(in[i] << (7 - i % 8));
        return bytes;
    }
    std::string rules() const {
        std::string text;
        for (const auto& one : violations.all()) text += one.rule + " ";
        return text;
    }
};
} // namespace

TEST_CASE("A chip answers in the clock after its command, whatever it is sent meanwhile") {
    Exchange x;
    CHECK(x.transfer({0x9F, 0x9F, 0x06, 0xFF}) == Bytes{0, 0xEF, 0x70, 0x17});
    CHECK(std::count(x.driven.begin(), x.driven.end(), true) == 24);
    CHECK_FALSE(x.driven[7]);
    CHECK(x.driven[8]);
    CHECK(x.rules() == "");
}

TEST_CASE("Dummy cycles of an exchange pass before the answer") {
    Exchange x;
    x.chip.array()[0x010203] = 0xC5;
    CHECK(x.transfer({0x0B, 1, 2, 3, 0xFF, 0}) == Bytes{0, 0, 0, 0, 0, 0xC5});
    CHECK_FALSE(x.driven[39]);
    CHECK(x.rules() == "");
}

TEST_CASE("What is programmed in exchanges is in the array, and the status shows each byte's own moment") {
    Exchange x;
    x.transfer({0x06});
    x.transfer({0x02, 0, 0, 0x10, 0xA1, 0xA2});
    CHECK(x.transfer({0x05, 0})[1] == 0x03);
    x.timeline.advance_to(kPerSecond);
    CHECK(x.transfer({0x05, 0})[1] == 0x00);
    CHECK(x.transfer({0x03, 0, 0, 0x10, 0, 0, 0}) == Bytes{0, 0, 0, 0, 0xA1, 0xA2, 0xFF});
    CHECK(x.rules() == "");
}

TEST_CASE("In an exchange, too, IO3 that nothing holds is /HOLD") {
    Exchange x;
    x.pins.tied_high = 0x04;
    CHECK(x.transfer({0x9F, 0}) == Bytes{0, 0});
    CHECK(x.rules() == "VB-NOR-025 ");
}

TEST_CASE("Swapped wires exchange SI and SO, a held SO reads as its level") {
    Exchange x;
    FaultyWires faulty(x.chip);
    x.device = &faulty;
    CHECK(x.transfer({0x9F, 0})[1] == 0xEF);
    faulty.hold(1, true);
    CHECK(x.transfer({0x9F, 0}) == Bytes{0xFF, 0xFF});
    faulty.mend();
    faulty.swap(0, 1);
    CHECK(x.transfer({0x9F, 0, 0}) == Bytes{0, 0, 0});
}
