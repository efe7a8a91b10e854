#!/usr/bin/env bash
# Bad input gets a clear error and loses nothing: each case runs the program and holds its exit code
# and what it says. INTERLOCK_PROGRAM is the program.  tests/bad_input_test.sh
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
program=${INTERLOCK_PROGRAM:-$PWD/build/interlock}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
export HOME=$folder GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_AUTHOR_DATE=2026-01-01T00:00:00Z
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com GIT_COMMITTER_DATE=2026-01-01T00:00:00Z
failed=0

fail() { echo "$1"; sed 's/^/  | /' "$folder/.out" "$folder/.err" | head -20; failed=1; }

# expect CODE PART... -- ARGUMENTS: every part is in what is said, on either output.
expect() {
  local code=$1 parts=() part got=0
  shift
  while [[ $1 != -- ]]; do parts+=("$1"); shift; done
  shift
  "$program" "$@" > "$folder/.out" 2> "$folder/.err" < "${stdin:-/dev/null}" || got=$?
  ((got == code)) || fail "$*: exit code $got, expected $code"
  for part in "${parts[@]}"; do
    grep -qF -e "$part" "$folder/.out" "$folder/.err" || fail "$*: does not say: $part"
  done
  ! grep -qE 'bug or resource|filesystem error|basic_|terminate' "$folder/.err" || fail "$*: leaks"
  ! grep -q $'\e' "$folder/.out" "$folder/.err" || fail "$*: steers the terminal"
}
same() { cmp -s "$1" "$2" || fail "$3"; }

# ---- Two changes that meet, and a third history

git init -q -b main repo
cd repo || exit 2
printf 'def post(x):\n    return x\n\n\ndef keep(y):\n    return y + 1\n' > a.py
printf 'from a import keep\n\n\ndef run():\n    return keep(2)\n' > b.py
git add -A && git commit -qm base && git tag v1 && git tag -am tag v2
git checkout -qb one && sed -i 1,2d a.py && git commit -qam 'remove post'
git checkout -q main && git checkout -qb two
printf 'from a import post\n\n\ndef go():\n    return post(1)\n' > c.py
git add -A && git commit -qm 'use post'
git checkout -q --orphan island && git rm -rfq . && echo x=1 > z.py && git add -A && git commit -qm i
git checkout -q main
both=(--base main --change '1=one' --change '2=two' --now 2026-03-01T00:00:00Z --quiet)
one=(scan --base main --change '1=one' --quiet)

# ---- The command line

expect 2 'no command given' "'interlock --help' lists them" --
expect 2 "unknown command 'scna'" "did you mean 'scan'?" -- scna
expect 2 "has no option '--chnge'" "did you mean '--change'?" -- scan --chnge 1=one
expect 2 "has no use for 'foo'" -- scan --change 1=one foo
expect 2 '--db has no value, expected FILE' "see 'interlock scan --help'" -- "${one[@]}" --db
expect 2 '--base is empty, expected REV' -- scan --change 1=one --base ''
expect 2 '--db is empty, expected FILE' -- report --db ''
expect 2 "'interlock why' needs B" -- why 1
expect 2 'no change is named' '--change ID=REV' -- scan
expect 2 "\"1\" has no '='" 'for example' -- scan --change 1
expect 2 'names change "1" twice' 'its own id' -- scan --change 1=one --change 1=two
expect 2 "--threads is 'x', expected a whole number" -- "${one[@]}" --threads x
expect 2 "--now is 'then', expected a time like" -- "${one[@]}" --now 'then'
expect 2 "--format is 'jsn', expected one of json" -- "${one[@]}" --format jsn
expect 2 "--fail-on is 'hodl', expected one of note" -- "${one[@]}" --fail-on hodl
for command in scan check why report facts; do
  expect 0 "Usage: interlock $command" 'Example' 'Exit codes' -- "$command" --help
done

# ---- The repository

expect 2 'not a git repository: /' 'name a repository' -- "${one[@]}" --repo /
expect 2 'not a git repository: none' -- "${one[@]}" --repo none
expect 2 'unknown revision "nosuch"' 'git fetch' -- scan --base nosuch --change 1=one --quiet
expect 2 "change '1': unknown revision \"nosuch\"" -- scan --base main --change 1=nosuch --quiet
expect 2 "no reference matches 'refs/no/*'" 'git fetch origin' -- scan --refs 'refs/no/*' --quiet
expect 2 "change '1' could not be analysed: no history in common" '0 of 1 file' -- \
  scan --base main --change 1=island --quiet
git init -q "$folder/empty"
expect 2 'no base: ' '--base REV' -- scan --repo "$folder/empty" --change 1=x --quiet --db ../x.db
git init -q "$folder/shallow"
git -C "$folder/shallow" fetch -q --depth 1 --no-tags "file://$PWD" one:one two:two
expect 2 'the clone is shallow' 'git fetch --unshallow' -- scan --repo "$folder/shallow" \
  --base one --change 1=two --quiet --db ../x.db
git clone -q --bare . "$folder/a folder.git"
git -C "$folder/a folder.git" config uploadpack.allowFilter true
git clone -q --filter=blob:none --no-checkout "file://$folder/a folder.git" "$folder/partial" 2> /dev/null
partial=(scan --repo "$folder/partial" --base origin/main --change '1=origin/one' --quiet)
expect 2 'none of the changes could be analysed' 'without --filter' 'nothing was found' \
  'missing or damaged: 2 files of the base' -- "${partial[@]}" --db ../p.db
expect 2 "change '1' could not be analysed: 'a.py' is missing" 'clone without it' -- \
  check "${partial[@]:1}" --db ../p2.db 1
expect 2 'none of the changes could be analysed' 'without --filter' -- \
  scan --repo "$folder/partial" --base origin/main --refs 'refs/remotes/origin/t*' --quiet --db ../p.db
git -C "$folder/partial" rev-list --objects --all | sed 's/ .*//' |
  git -C "$folder/partial" cat-file --batch > /dev/null   # fetches the contents
expect 0 '1 of 1 file analysed' -- "${partial[@]}" --db ../p.db
expect 1 'RETEST 1 and 2' -- scan --repo "$folder/a folder.git" "${both[@]}" --db ../x.db
for tag in v1 v2; do
  expect 1 'RETEST 1 and 2' -- scan "${both[@]:2}" --base "$tag" --db ../x.db
done
git checkout -q --detach two && echo 'broken (' > b.py   # neither HEAD nor the work tree matters
expect 1 'RETEST 1 and 2' -- scan "${both[@]}" --db ../x.db
git checkout -qf main
expect 0 'nothing needs attention' -- scan --base main --change 1=main --quiet --db ../x.db
# shellcheck disable=SC2016
git update-ref "refs/pull/a'b;c/head" one && git update-ref 'refs/pull/$(x)é/head' two
expect 1 "RETEST a'b;c and \$(x)é" -- scan --base main --refs 'refs/pull/*/head' --quiet --db ../x.db
expect 1 'RETEST a b and c d\x1b[31m' -- scan --base main --change 'a b=one' --quiet \
  --change $'c\nd\e[31m=two' --db ../x.db

# ---- A list of changes

# list EXPECTED... -- TEXT: reads TEXT as a list.
list() {
  local code=$1 parts=()
  shift
  while [[ $1 != -- ]]; do parts+=("$1"); shift; done
  printf '%b' "$2" > ../list.json
  expect "$code" "${parts[@]}" -- scan --base main --changes ../list.json --quiet --db ../x.db "${@:3}"
}
list 2 '../list.json: line 1, column 13' "expected '}'" 'gh pr list' -- '[{"number":1'
list 2 'unexpected end of input' 'must be a JSON array' -- ''
list 2 'is an object, expected an array' -- '{"number":1}'
list 2 'entry 1 is a number, expected an object' -- '[1]'
list 2 'entry 1: number is a string, expected a positive whole number' -- '[{"number":"x"}]'
list 2 'entry 1 (change 1): has no head' -- '[{"number":1}]'
list 2 'headRefOid is "zz", expected 40' -- '[{"number":1,"headRefOid":"zz"}]'
list 2 'is UTF-16' -- '\xff\xfe['
list 2 'ill-formed UTF-8' -- '[{"number":1,"title":"\xff","headRefName":"one"}]'
list 2 'entry 2: change 1 is already entry 1' -- \
  '[{"number":1,"headRefName":"one"},{"number":1,"headRefName":"two"}]'
list 2 "change '1' is named by --change and by ../list.json" -- \
  '[{"number":1,"headRefName":"one"}]' --change 1=two
list 0 '0 changes, 0 pairs' -- '[]'
missing='{"number":7,"headRefOid":"0123456789012345678901234567890123456789"}'
list 0 'nothing was found, 1 change not read' 'its head is not in the repository; fetch it' -- \
  "[$missing,{\"number\":2,\"headRefName\":\"two\"}]"
list 2 'none of the changes could be analysed' 'git fetch' -- "[$missing]"
list 1 'RETEST 1 and 2' '1 \x1b[31mred next' -- \
  '[{"number":1,"headRefName":"one","title":"\\u001b[31mred\\nnext"},
    {"number":2,"headRefName":"two"}]'
stdin=../list.json expect 1 'RETEST 1 and 2' -- scan --base main --changes - --quiet --db ../x.db
expect 2 'cannot read change list none.json' 'gh pr list' -- scan --changes none.json
{ printf '[{"a":'; head -c 20000000 /dev/zero | tr '\0' '['; } > ../deep.json
# The sanitizers reserve terabytes of addresses, which such a limit forbids.
limit=2000000
grep -q __asan_init "$program" && limit=unlimited
(ulimit -v "$limit" && expect 2 'nested more than' -- scan --changes ../deep.json; exit $failed) ||
  failed=1

# ---- A configuration

config() {
  local code=$1 parts=()
  shift
  while [[ $1 != -- ]]; do parts+=("$1"); shift; done
  printf '%b' "$2" > ../i.yaml
  expect "$code" "${parts[@]}" -- scan "${both[@]}" --config ../i.yaml --db ../x.db
}
config 2 '../i.yaml:1: the file is empty' -- ''
config 2 "../i.yaml:1: 'version' is '2', expected 1" -- 'version: 2'
config 2 "../i.yaml:2: unknown key 'polcy', did you mean 'policy'?" -- 'version: 1\npolcy: {}\n'
config 2 "../i.yaml:3: unknown rule 'removed-symbl', did you mean 'removed-symbol'?" -- \
  'version: 1\npolicy:\n  removed-symbl: hold\n'
config 2 "../i.yaml:3: 'removed-symbol' is 'x', expected one of off" -- \
  'version: 1\npolicy:\n  removed-symbol: x\n'
config 2 '../i.yaml:3: not valid YAML' -- 'version: 1\nignore: [a\n'
config 2 "'rollouts' is '../x', expected a path inside" -- 'version: 1\nrollouts: ../x\n'
config 2 'rollouts names none.yaml, which the base does not have' -- 'version: 1\nrollouts: none.yaml\n'
config 0 'nothing needs attention' -- 'version: 1\npolicy:\n  removed-symbol: off\n'
config 1 'HOLD 1 and 2' -- 'version: 1\npolicy:\n  removed-symbol: hold\n'
config 0 'RETEST 1 and 2' -- 'version: 1\nfail_on: hold\n'
expect 2 "cannot read the configuration file '..'" -- "${one[@]}" --config .. --db ../x.db
expect 2 "cannot read the configuration file 'no.yaml'" -- "${one[@]}" --config no.yaml --db ../x.db
git checkout -q two && printf 'version: 1\nignore: ["**"]\n' > interlock.yaml && git add -A &&
  git commit -qm 'talk past the gate' && git checkout -q main
expect 1 'RETEST 1 and 2' -- scan "${both[@]}" --db ../x.db   # no change sets its own rules

# ---- The database

sql() { python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()' "$@"; }
fresh() { rm -f ../d.db*; expect 1 -- scan "${both[@]}" --db ../d.db; }
refused() { expect 2 "$@" -- "${one[@]}" --db ../d.db; expect 2 "$@" -- report --db ../d.db; }
expect 2 "there is no folder '" -- "${one[@]}" --db none/x.db
expect 2 "'..' is a folder where a database is expected" -- "${one[@]}" --db ..
expect 2 "'a.py' is not a database" 'that is not there yet' -- "${one[@]}" --db a.py
git diff --quiet || fail 'a file that is no database was altered'
expect 2 "no database at 'none.db'" "run 'interlock scan' first" -- report --db none.db
expect 2 "no database at 'none.db'" -- check 1 --db none.db
expect 2 'cannot be created' -- "${one[@]}" --db "$(printf 'x%.0s' {1..300})"
fresh
expect 2 'no scan 99' 'the latest one is 1' -- report --scan 99 --db ../d.db
for reader in 'report' 'why 1 2' 'why main 1' 'check 1'; do
  # shellcheck disable=SC2086
  "$program" $reader --db ../d.db > ../.out 2> ../.err
  compgen -G '../d.db-*' > /dev/null && fail "'$reader' leaves files beside the database"
done
sql ../d.db 'PRAGMA user_version = 99'; refused 'has schema version 99' 'newer interlock'
rm ../d.db; sql ../d.db 'CREATE TABLE t (x)'; refused 'belongs to another program' 'another path'
fresh; truncate -s 20000 ../d.db; refused 'is damaged' 'move it away'
fresh
python3 - <<'P' &
import sqlite3, time
c = sqlite3.connect('../d.db', isolation_level=None); c.execute('BEGIN IMMEDIATE')
open('../held', 'w'); time.sleep(30)
P
holder=$!
until [[ -e ../held ]]; do sleep 0.05; done
expect 2 'is locked by another process' 'wait until' -- "${one[@]}" --db ../d.db
expect 1 'RETEST 1 and 2' -- report --db ../d.db
kill "$holder"; wait "$holder" 2> /dev/null
(ulimit -f 60 && expect 2 'cannot be read or written' 'file system' -- "${one[@]}" --db ../f.db
  exit $failed) || failed=1
if [[ -w /dev/full ]]; then
  "$program" "${one[@]}" --db ../x.db > /dev/full 2> ../.err && fail 'a full disk looks clear'
  grep -q 'standard output cannot be written' ../.err || fail 'a full disk is not named'
fi

# ---- Files

git checkout -q main && printf 'gen/** linguist-generated\n' > .gitattributes && git add -A &&
  git commit -qm attributes && git checkout -qb odd
mkdir gen
printf '\0\1\2' > bin.py
{ head -c 2100000 /dev/zero | tr '\0' ' '; echo x=1; } > huge.py
{ printf 'var a=0;'; printf 'a+=%d;' {1..4000}; } > min.js
echo 'y = 2' > gen/g.py
printf 'x = "\xff\xfe"\n' > latin.py
ln -s /etc/passwd link.py
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345\n' 0 > lfs.py
echo what > odd.unknownext
printf 'def ok():\n    return 1\n\ndef (:\n' > half.py
: > none.py
echo z=1 > "$(printf 'we ird\tnew\nline\033[31m"q.py')"
git rm -q --cached b.py && mv b.py moved.py && git add -A
git update-index --add --cacheinfo 160000,1111111111111111111111111111111111111111,sub
git commit -qm odd && git checkout -qf main
expect 0 -- scan --base main --change 1=odd --quiet --db ../g.db --format json
python3 - "$folder/.out" <<'P' || fail 'gaps do not add up'
import json, sys
coverage = json.load(open(sys.argv[1]))['coverage']
gaps = {gap['path']: gap['reason'] for gap in coverage['gaps']}
assert coverage['analysed'] + len(coverage['gaps']) == coverage['changed'] == 13, coverage
expected = {'bin.py': 'binary', 'huge.py': 'too-large', 'min.js': 'minified', 'gen/g.py': 'generated',
            'latin.py': 'not-utf8', 'link.py': 'symlink', 'lfs.py': 'lfs-pointer',
            'odd.unknownext': 'no-grammar', 'half.py': 'syntax-errors', 'sub': 'submodule'}
assert gaps == expected, gaps
P
expect 0 'Not analysed' 'too large' 'content is in Git LFS' -- report --db ../g.db

# What a bundler wrote counts for nothing on main either: it would be a second take_stock.
git checkout -q main && git checkout -qb shelves
{ printf 'class Q:\n    def take_stock(a): return a\nx = 1'; printf '; x = %d' {1..900}; } > bundle.py
printf 'class Stock:\n    def take_stock(self, item):\n        return item\n' > stock.py
git add -A && git commit -qm shelves && git checkout -qb asks_more
sed -i 's/self, item/self, item, count/' stock.py && git commit -qam 'ask how many'
git checkout -q shelves && git checkout -qb takes
printf 'def take_one(shelf):\n    return shelf.take_stock(1)\n' > shop.py
git add -A && git commit -qm 'take one' && git checkout -q main
expect 1 'RETEST 3 and 4' -- scan --base shelves --change 3=asks_more --change 4=takes --quiet --db ../m.db

# ---- check and why

fresh
expect 1 'RETEST 1 and 2' -- check 1 --db ../d.db
expect 0 'RETEST 1 and 2' -- check 1 --db ../d.db --fail-on hold
expect 2 "change '3' holds nothing of its own" 'check 3=REV' -- check 3=main --db ../d.db
expect 2 "no change '9'" 'given as ID=REV' -- check 9 --db ../d.db
expect 2 "change '3' could not be analysed" -- check 3=island --db ../d.db
expect 2 "no change '9' in the scan" 'the scan knows 1, 2' -- why 1 9 --db ../d.db
expect 2 'a change does not meet itself' -- why 1 1 --db ../d.db
expect 0 '1 and 2: retest' -- why 2 1 --db ../d.db
expect 0 '1 and main: nothing was found' -- why main 1 --db ../d.db
expect 2 "cannot read 'none.py'" -- facts none.py
expect 2 'no reader for' -- facts ..

# ---- The same input, the same bytes

"$program" scan "${both[@]}" --db ../d.db --format json > ../first.json
for threads in 1 2 8; do
  "$program" scan "${both[@]}" --db ../d.db --format json --threads $threads > ../again.json
  same ../first.json ../again.json "another answer with --threads $threads"
  rm -f ../d.db
done

# ---- An end in the middle

git checkout -q main
for i in {1..400}; do
  for j in {1..30}; do printf 'def f%d(a):\n    return g(a, %d)\n\n\n' "$j" "$i"; done > "big$i.py"
done
git add -A && git commit -qm big
"$program" scan "${both[@]}" --format json > ../whole.json   # interlock.db, a database of its own
fresh
"$program" report --db ../d.db --format json > ../before.json
killed=0
for signal in INT TERM KILL; do
  cp ../d.db ../k.db
  for delay in 0.02 0.1 0.3; do
    # Through python, since a shell lets what runs in the background ignore SIGINT.
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
      "$program" scan "${both[@]}" --threads 1 --db ../k.db > ../.out 2> ../.err &
    run=$!
    sleep "$delay"
    kill -s "$signal" $run 2> /dev/null
    wait $run 2> /dev/null
    code=$?
    if ((code > 1)); then  # else it was faster
      killed=1
      ((code > 128)) || fail "SIG$signal: exit code $code"
      "$program" report --scan 1 --db ../k.db --format json > ../after.json
      same ../before.json ../after.json "SIG$signal after $delay s: the report before it is lost"
    fi
  done
  "$program" scan "${both[@]}" --db ../k.db --format json > ../again.json
  same ../whole.json ../again.json "the scan after SIG$signal is another one"
done
((killed == 1)) || fail 'no run was stopped in the middle'

((failed == 0)) && echo "bad input is answered"
exit "$failed"
