// How virtual time relates to the world outside while a probe serves.
#pragma once
#include <chrono>

namespace vb {

class Pacing {
  public:
    virtual ~Pacing() = default;
    // Before a client's message is worked on: lets the time pass that the client let pass since its last one.
    virtual void before_message() = 0;
    // Before the answer goes out: the client must see the new time with it.
    virtual void after_message() = 0;
    // How long to wait for a message before idle() is called; negative: for ever.
    virtual int idle_milliseconds() const = 0;
    virtual void idle() = 0;
};

} // namespace vb
