// Which alterations may change what code does.
#pragma once

#include "interlock/delta.h"
#include "interlock/facts.h"

namespace interlock {

// A body or a form that was there before is altered.
bool AltersBehaviour(const EntityDelta& entity);

// Does something when it runs: functions, and constants whose value is a whole component or
// callback.
bool Behaves(const Definition& definition);

}  // namespace interlock
