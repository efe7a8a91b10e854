#!/usr/bin/env bash
# Enforces "One direction" of the design on the include lines, and the promises in comments:
#
#   include <- parsers, include <- graph, both <- analyzer <- tests
#   include/interlock uses the standard library only
#   each third-party header has one home, and is included only by .cc and _internal.h files
#   an _internal.h file is included only below its own top folder (and by tests)
#   no language id is a string literal under graph/ or analyzer/
#   every NOTE(ref: x) has a NOTE(def: x)
#
# Prints file:line and the rule for each breach.  tests/layering_test.sh [SOURCE_FOLDER]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

existing() { for folder in "$@"; do [[ -d $folder ]] && echo "$folder"; done; }
mapfile -t folders < <(existing include parsers graph analyzer tests)
mapfile -d '' -t sources < <(find "${folders[@]}" -name node_modules -prune -o \
  -type f \( -name '*.h' -o -name '*.cc' \) -print0 | LC_ALL=C sort -z)
mapfile -d '' -t texts < <(find "${folders[@]}" -name node_modules -prune -o \
  -type f \( -name '*.h' -o -name '*.cc' -o -name '*.sql' -o -name '*.scm' -o -name '*.yaml' \
  -o -name 'CMakeLists.txt' \) -print0 | LC_ALL=C sort -z)
if ((${#sources[@]} == 0)); then
  echo "no source file in $PWD" >&2
  exit 1
fi

# A language's folder has the name of its id; CMake refuses any other.
ids=$(for manifest in parsers/languages/*/language.json; do
  [[ ! -e $manifest ]] || basename "$(dirname "$manifest")"
done | tr '\n' ' ')

check_sources() {
  awk -v ids="$ids" '
    function breach(rule) { print FILENAME ":" FNR ": " rule; broken = 1 }

    BEGIN {
      may["include"] = " include "
      may["parsers"] = " include parsers "
      may["graph"] = " include graph "
      may["analyzer"] = " include parsers graph analyzer "
      may["tests"] = " include parsers graph analyzer tests "
      n = split("tree_sitter/=parsers sqlite3=graph boost/=graph " \
                "nlohmann/=parsers,analyzer toml++/=parsers pugixml.hpp=parsers pg_query.h=parsers " \
                "yaml-cpp/=parsers,analyzer git2=analyzer openssl/=analyzer zlib.h=analyzer " \
                "re2/=analyzer zstd.h=graph " \
                "tbb/=analyzer oneapi/=analyzer CLI/=analyzer doctest=tests", families, " ")
      for (i = 1; i <= n; ++i) { split(families[i], pair, "="); home[pair[1]] = pair[2] }
      id_count = split(ids, id, " ")
    }

    FNR == 1 {
      top = FILENAME; sub(/\/.*/, "", top)
      folder = FILENAME; sub(/\/[^\/]*$/, "", folder)
      public_header = FILENAME ~ /\.h$/ && FILENAME !~ /_internal\.h$/
    }

    /^[ \t]*#[ \t]*include[ \t]*["<]/ {
      path = $0
      sub(/^[^"<]*["<]/, "", path); sub(/[">].*/, "", path)
      check_include(path)
      next
    }

    (top == "graph" || top == "analyzer") && /"/ {
      code = $0
      sub(/^[ \t]*\/\/.*/, "", code); sub(/[ \t]\/\/.*/, "", code)
      for (i = 1; i <= id_count; ++i)
        if (index(code, "\"" id[i] "\""))
          breach("language id \"" id[i] "\" in a string literal of " top "/")
    }

    function check_include(path,   target, target_folder, family) {
      if (path ~ /(^|\/)\.\.\//) { breach("include \"" path "\" climbs out of its folder"); return }
      target = path; sub(/\/.*/, "", target)
      if (target == "interlock") target = "include"
      target_folder = folder
      if (path ~ /\// && target in may) {
        target_folder = path; sub(/\/[^\/]*$/, "", target_folder)
        if (!index(may[top], " " target " ")) breach(top "/ must not include " target "/ (" path ")")
      }
      if (path ~ /_internal\.h$/ && target != top && top != "tests")
        breach(path " is included from outside " target "/")
      for (family in home) {
        if (index(path, family) != 1) continue
        if (top != "tests" && !index("," home[family] ",", "," top ","))
          breach("<" path "> belongs in " home[family] "/, not in " top "/")
        else if (public_header)
          breach("<" path "> in a header that another folder may include; " \
                 "use a .cc or an _internal.h file")
        return
      }
      if (top == "include" && target != "include" && path !~ /^[a-z_0-9]+$/)
        breach("include/ uses the standard library only, not " path)
    }

    END { exit broken }
  ' "${sources[@]}"
}

check_notes() {
  awk '
    {
      rest = $0
      while (match(rest, /NOTE\((ref|def): [^)]*\)/)) {
        kind = substr(rest, RSTART + 5, 3)
        name = substr(rest, RSTART + 10, RLENGTH - 11)
        rest = substr(rest, RSTART + RLENGTH)
        if (kind == "def") defined[name] = 1
        else { where[++refs] = FILENAME ":" FNR; wanted[refs] = name }
      }
    }
    END {
      for (i = 1; i <= refs; ++i)
        if (!(wanted[i] in defined)) {
          print where[i] ": NOTE(ref: " wanted[i] ") has no NOTE(def: " wanted[i] ")"
          broken = 1
        }
      exit broken
    }
  ' "${texts[@]}"
}

status=0
check_sources || status=1
check_notes || status=1
if ((status == 0)); then echo "${#sources[@]} source files keep the layers"; fi
exit "$status"
