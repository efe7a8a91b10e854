#!/usr/bin/env bash
# scripts/evaluate on a repository of three changes: one pair breaks, one does not, one clone is missing.
set -euo pipefail
program=${INTERLOCK_PROGRAM:?}
source_dir=${INTERLOCK_SOURCE_DIR:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
repo=$work/clones/shop+shop.git
git init -q -b main "$repo"
cd "$repo"
printf 'def post(entry):\n    return entry\n' >ledger.py
git add . && git commit -qm base && base=$(git rev-parse HEAD)
change() { # NAME FILE TEXT: prints the head
  git checkout -qb "$1" "$base"
  printf "$3" >"$2"
  git add . && git commit -qm "$1" && git rev-parse HEAD
}
renames=$(change renames ledger.py 'def record(entry):\n    return entry\n')
calls=$(change calls cart.py 'from ledger import post\n\npost(1)\n')
other=$(change other wish.py 'print(1)\n')

mkdir "$work/data"
row() { local IFS=$'\t'; echo "$*"; }
{
  row 1 shop/shop Python rename yes "$base" 12 "$renames" 34 "$calls" post
  row 2 shop/shop Python rename yes "$base" 12 "$renames" 34 "$calls" somethingelse
  row 3 shop/shop Python rename no "$base" 34 "$calls" 56 "$other" post
  row 4 gone/gone Python rename yes "$base" 34 "$calls" 56 "$other" post
} >"$work/data/pairs.tsv"
{
  row set shop/shop 2026-01-31 "$base" 12x34
  row "" 12 "$renames"
  row "" 34 "$calls"
  row "" 56 "$other"
} >"$work/data/inflight.tsv"

"$source_dir/scripts/evaluate" --interlock "$program" --data "$work/data" --clones "$work/clones" >"$work/out" || {
  cat "$work/out"
  exit 1
}
failed=0
expect() {
  grep -qF -- "$1" "$work/out" || { echo "not printed: $1"; failed=1; }
}
expect '1 shop/shop 12 x 34: found (rename: post)'
expect '2 shop/shop 12 x 34: flagged for another reason'
expect '3 shop/shop 34 x 56: missed'
expect '4 gone/gone 34 x 56: skipped, no clone'
expect 'shop/shop 2026-01-31: 3 changes, 1 of 3 pairs flagged (33.3 %), known 1/1'
[[ $failed = 0 ]] || { cat "$work/out"; exit 1; }
