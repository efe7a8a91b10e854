// Options that several commands share, and what they mean.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "analyzer/cli/command.h"
#include "analyzer/scan_options.h"
#include "interlock/decision.h"

namespace interlock {

std::vector<Option> RunOptions();      // --repo --base --config --rollouts --now --threads --quiet
std::vector<Option> ChangeOptions();   // --change --changes --refs
std::vector<Option> DatabaseOption();  // --db
std::vector<Option> AnswerOptions();   // --format --fail-on
std::vector<Option> ScanNumberOption();  // --scan
Option FormatOption(const std::string& words);

std::vector<Option> Concat(std::initializer_list<std::vector<Option>> groups);

// REQUIRES: the command declares RunOptions, ChangeOptions and DatabaseOption. Throws Error{kUsage}
// for a value that is none.
ScanOptions ReadScanOptions(const Arguments& arguments, const Console& console);
Progress MakeProgress(const Arguments& arguments, const Console& console);

int ReadThreads(const Arguments& arguments);  // of --threads

const ReportFormat& ReadFormat(const Arguments& arguments);
// For answers that are no report: one of `words`.
std::string ReadFormatWord(const Arguments& arguments, const std::vector<std::string>& words);
Verdict ReadFailOn(const Arguments& arguments);
std::optional<std::int64_t> ReadScanNumber(const Arguments& arguments);

// Throws when one of these changes could not be read as a whole, or none of all: what was not read
// was not found harmless, so there is no answer. Called after the report was printed.
void RefuseUnread(const Report& report, const std::vector<std::string>& ids);
// The same when a file of the change `id` could not be read: a gate that saw half of a change must
// not let it pass.
void RefuseUnreadFiles(const Report& report, const std::string& id);

// --fail-on where the user gave it, else the repository's own fail_on, else retest.
int ExitCode(const Report& report, const Arguments& arguments);

}  // namespace interlock
