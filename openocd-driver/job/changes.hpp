// How far a job has come with what it changes: what the sentence about an error that ends it may claim.
#pragma once
#include "openocd-driver/bank.hpp"

#include <string>
#include <utility>
#include <vector>

namespace xspi {

class Changes {
  public:
    enum class Stage { None, Begun, Written, Verified };

    // For as long as it lives there is a job on these banks.
    class Job {
      public:
        Job(Changes& changes, const std::vector<Bank*>& banks);
        ~Job() { changes_.banks_.clear(); }
        Job(const Job&) = delete;
        Job& operator=(const Job&) = delete;

      private:
        Changes& changes_;
    };
    void set(const Bank& bank, Stage stage);
    // Sentences without the last full stop; empty if there is no job.
    std::string text() const;

  private:
    std::vector<std::pair<std::string, Stage>> banks_; // by name
};

} // namespace xspi
