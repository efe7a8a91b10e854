#!/usr/bin/env bash
# The output that README.md opens with is what the program prints for the demo, line by line.
set -euo pipefail
cd "${INTERLOCK_SOURCE_DIR:-$(dirname "$0")/..}"
program=${INTERLOCK_PROGRAM:-build/interlock}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
./scripts/make_demo_repo "$folder/repo" "$folder/changes.json" 2> /dev/null
"$program" scan --quiet --repo "$folder/repo" --changes "$folder/changes.json" --base main \
  --db "$folder/interlock.db" --now 2026-03-03T12:00:00Z > "$folder/real" || [[ $? == 1 ]]

# The first fenced block of the README.
awk '/^```/ { if (inside) exit; inside = 1; next } inside' README.md > "$folder/shown"
lines=$(wc -l < "$folder/shown")
((lines > 10)) || { echo "README.md: no output block found"; exit 1; }
head -n "$lines" "$folder/real" | diff -u "$folder/shown" - ||
  { echo "README.md shows other output than the program prints: replace the block"; exit 1; }
