#include "chips/nor-operation.hpp"

#include <utility>

namespace vb {

void NorOperationTimer::cancel() {
    if (event_) timeline_.cancel(*event_);
    event_.reset();
}

void NorOperationTimer::run() {
    end_ = timeline_.now() + remaining_;
    event_ = timeline_.schedule(end_, [this] {
        event_.reset();
        auto finish = std::move(operation_->finish);
        operation_.reset();
        finish();
    });
}

void NorOperationTimer::start(NorOperation operation) {
    remaining_ = operation.duration;
    operation_ = std::move(operation);
    suspended_ = suspending_ = resumed_ = false;
    run();
}

void NorOperationTimer::suspend(std::function<void()> on_suspended) {
    if (!busy() || suspending_ || !operation_->suspendable) return;
    const Picoseconds now = timeline_.now();
    if (end_ <= now + operation_->suspend_latency) return; // it is done before the suspend takes effect
    // Suspended again too soon after a resume, it has not come nearer to its end.
    if (!resumed_ || now - resumed_at_ >= operation_->resume_to_suspend) remaining_ = end_ - now;
    cancel();
    suspending_ = true;
    event_ = timeline_.schedule_in(operation_->suspend_latency, [this, then = std::move(on_suspended)] {
        event_.reset();
        suspending_ = false;
        suspended_ = true;
        then();
    });
}

void NorOperationTimer::resume() {
    if (!suspended_) return;
    suspended_ = false;
    resumed_ = true;
    resumed_at_ = timeline_.now();
    run();
}

Picoseconds NorOperationTimer::abandon() {
    if (!operation_) return 0;
    cancel();
    suspended_ = suspending_ = false;
    const Picoseconds recovery = operation_->abort_recovery;
    auto abandon = std::move(operation_->abandon);
    operation_.reset();
    if (abandon) abandon();
    return recovery;
}

} // namespace vb
