// What a user's Ctrl-C, or a pipeline's time limit, does to a run.
#pragma once

namespace interlock {

// From now on an interruption says in one line what is left, and ends the program at once: what the
// database has committed is intact, and the next run undoes the rest. Where the parent ignores
// interruptions (nohup), so do we. A file that grows over its limit is an error like a full disk.
void WatchForInterruption();

}  // namespace interlock
