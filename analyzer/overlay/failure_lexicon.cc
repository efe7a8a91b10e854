#include "analyzer/overlay/failure_lexicon.h"

#include <algorithm>

namespace interlock {
namespace {

struct EffectEntry {
  std::string_view effect;
  std::string_view words;  // separated by commas
};

struct RuleEntry {
  std::string_view rule;
  std::string_view effects_a;  // separated by spaces
  std::string_view effects_b;
};

// The index stems words: "removed" finds "removing" too.
constexpr EffectEntry kEffects[] = {
    // Code.
    {"symbol-removed",
     "renamed, removed, deleted, moved, refactoring, cleanup, dead code, rollback, reverted"},
    {"symbol-missing",
     "missing, undefined, not found, no longer exists, import error, ImportError, "
     "ModuleNotFoundError, attribute error, AttributeError, NameError, NoMethodError, "
     "undefined method, unresolved, does not exist, merge, merged, broke the build"},
    {"signature-altered",
     "signature, parameter, argument, default value, interface change, breaking change"},
    {"call-mismatched",
     "TypeError, type error, missing argument, unexpected argument, wrong number of arguments, "
     "argument, caller, incompatible, mismatch"},
    {"contract-grown", "required field, abstract, interface, enum, new value, mandatory, schema"},
    {"contract-unmet",
     "unhandled, not implemented, NotImplementedError, unknown enum, unexpected value, "
     "missing field, default case, panic, exhaustive"},
    {"defined-twice",
     "duplicate, duplicated, shadowed, redeclared, redefined, overridden, overwritten, conflict, "
     "collision, already exists, registered twice, ambiguous"},
    {"lines-overlap",
     "merge conflict, conflict, conflict resolution, bad merge, lost change, overwritten, "
     "cherry-pick, rebase, reverted"},
    {"needs-other",
     "depends, dependency, prerequisite, not yet deployed, deployed before, out of order, order, "
     "missing, ahead of, version skew"},
    {"provides", "introduced, added, new version, deployed, release order, rollout order"},
    {"behaviour-altered",
     "changed behaviour, changed behavior, behavior, behaviour, semantics, assumption, assumed, "
     "regression, side effect, logic, calculation, refactoring"},
    {"behaviour-relied-on",
     "relied on, expected, assumption, caller, wrong result, incorrect, miscalculated, "
     "unexpected, corrupted, regression"},
    // Storage.
    {"migration-added",
     "migration, migrations, schema, schema change, alter table, deploy, upgrade"},
    {"migration-forked",
     "multiple leaf nodes, multiple heads, heads, conflicting migrations, out of order, "
     "migration failed, locked, deploy, already applied, dependency"},
    {"schema-altered",
     "column, table, dropped, drop column, rename column, alter table, migration, schema change, "
     "foreign key, exclusive lock, locked"},
    {"schema-used",
     "query, queries, read, reader, unknown column, does not exist, UndefinedColumn, ORM, "
     "OperationalError, transaction, replica, report"},
    {"schema-lock",
     "lock, locked, exclusive lock, lock timeout, alter table, foreign key, migration, blocked, "
     "create index, lock queue"},
    {"query-long",
     "long running, long-running, slow query, transaction, vacuum, backfill, report, batch job, "
     "blocked, audit, statistics"},
    {"format-altered",
     "format, serialization, serialisation, serialized, schema, encoding, compression, protobuf, "
     "payload, field, incompatible, backwards compatible"},
    {"format-read",
     "parse, parsing, deserialize, deserialization, decode, reader, consumer, old version, "
     "rollback, malformed, corrupted, crash, dead letter"},
    {"key-removed",
     "configuration, config, setting, environment variable, flag, feature flag, endpoint, "
     "removed, renamed, deleted, deprecated, cleanup"},
    {"key-used",
     "missing, unset, not set, undefined, null, empty, default, KeyError, still used, 404, "
     "failed to start, crash loop"},
    {"version-altered",
     "upgrade, upgraded, dependency, library, package, version, bump, pinned, runtime"},
    {"version-relied-on",
     "incompatible, incompatibility, version mismatch, breaking change, deprecated, pinned, "
     "transitive, regression"},
    {"check-tightened", "lint, linter, compiler, type check, warning, CI, build, test, stricter"},
    {"check-failed", "broken build, build failure, red, failing tests, CI, blocked, reverted"},
    // Resources: a quantity and its direction.
    {"ttl-down",
     "cache, ttl, expiry, expiration, expired, lifetime, cache miss, hit rate, hit ratio, "
     "stampede, thundering herd, cold cache, invalidation, eviction"},
    {"cache-cost-up",
     "cache miss, cold cache, cache, miss, scatter, expensive, rebuild, restart, flush, warm"},
    {"load-up",
     "load, traffic, spike, surge, overload, overloaded, request rate, throughput, polling, "
     "queries, saturation, saturated, backlog, fan-out"},
    {"capacity-down",
     "capacity, replicas, scaled down, drained, removed, cordon, underprovisioned, autoscaling, "
     "autoscaler, insufficient, exhausted, fewer"},
    {"pool-down",
     "connection pool, pool, threads, thread pool, exhausted, exhaustion, max connections, "
     "waiting, starvation, semaphore"},
    {"limit-hit",
     "limit, quota, maximum, ulimit, file descriptors, threshold, exceeded, exhausted, "
     "too many, max connections, overflow"},
    {"concurrency-up",
     "concurrency, concurrent, parallel, threads, workers, connections, scaled up, growth"},
    {"timeout-down",
     "timeout, timed out, deadline, connect timeout, retry, connection, health check, shortened"},
    {"latency-up", "latency, slow, slower, slowdown, response time, queueing, contention, p99"},
    {"retry-up",
     "retry, retries, retried, retry storm, backoff, amplification, thundering herd, cascading, "
     "reconnect"},
    {"failure-up", "error rate, errors, failing, unavailable, 5xx, degraded, brownout, dropped"},
    {"rate-limit",
     "rate limit, rate limiting, throttled, throttling, 429, too many requests, load balancer, "
     "IP address"},
    {"keepalive-altered",
     "keep-alive, keepalive, idle timeout, 502, 504, connection reset, load balancer, upstream"},
    {"traffic-shifted",
     "failover, shifted, region, drain, traffic, rerouted, weight, load balancing, autoscaler"},
    // Operation.
    {"guard-off",
     "alert, alerting, alarm, silenced, disabled, validation, check removed, canary, skipped, "
     "bypassed, monitoring, no alert"},
    {"risky-rollout",
     "rollout, deployed, deployment, configuration change, pushed globally, canary, invalid, "
     "memory leak, crash"},
    {"rollout-grouped",
     "maintenance, rollout, simultaneous, simultaneously, same time, redundancy, both, failover, "
     "zone, staged"},
    {"order-wrong",
     "order, before, out of order, not yet, propagated, missing configuration, stale, race "
     "condition, startup, restarted"},
    {"owner-second",
     "race condition, overwritten, two, controller, reconcile, automation, concurrent, stale, "
     "inconsistent, conflicting"},
    {"latent-code",
     "latent, latent bug, dormant, feature flag, enabled, activated, unused, triggered, "
     "first time, null pointer"},
    {"fallback-blank",
     "empty, blank, corrupt, truncated, fail open, fallback, default, stale, size limit"},
};

constexpr RuleEntry kRules[] = {
    {"textual-conflict", "lines-overlap", "lines-overlap"},
    {"removed-symbol", "symbol-removed", "symbol-missing"},
    {"signature-changed", "signature-altered", "call-mismatched"},
    {"contract-grew", "contract-grown", "contract-unmet"},
    {"duplicate-definition", "defined-twice", "defined-twice"},
    {"depends-on", "provides", "needs-other"},
    {"migration-order", "migration-added", "migration-forked"},
    {"schema-reader", "schema-altered", "schema-used"},
    {"format-consumer", "format-altered", "format-read"},
    {"key-removed", "key-removed", "key-used"},
    {"dependency-version", "version-altered", "version-relied-on"},
    {"check-tightened", "check-tightened", "check-failed"},
    {"shared-behaviour", "behaviour-altered", "behaviour-relied-on"},
    {"same-rollout-group", "rollout-grouped", "rollout-grouped"},
    {"guard-removed", "guard-off", "risky-rollout"},
    // resource-hazard has no words of its own: its effects differ from one hazard to the next.
};

std::vector<std::string> Split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    std::string_view part = list.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (!part.empty()) parts.emplace_back(part);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

std::vector<std::string> WordsOfEffects(std::string_view effects) {
  std::vector<std::string> words;
  for (const std::string& effect : Split(effects, ' ')) {
    const std::vector<std::string> more = WordsOfEffect(effect);
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

}  // namespace

FailureWords WordsOfRule(std::string_view rule) {
  for (const RuleEntry& entry : kRules) {
    if (entry.rule == rule) {
      return {WordsOfEffects(entry.effects_a), WordsOfEffects(entry.effects_b)};
    }
  }
  return {};
}

std::vector<std::string> WordsOfEffect(std::string_view effect) {
  for (const EffectEntry& entry : kEffects) {
    if (entry.effect == effect) return Split(entry.words, ',');
  }
  return {};
}

std::vector<std::string> KnownEffects() {
  std::vector<std::string> effects;
  for (const EffectEntry& entry : kEffects) effects.emplace_back(entry.effect);
  return effects;
}

}  // namespace interlock
