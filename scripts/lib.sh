# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts share: where the project lies, how to say something, a Node.js that is new enough, the build.
# Sourced, never run; afterwards the project's folder is the working directory.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
JOBS=${JOBS:-$(nproc)}

say() { printf '%s\n' "${0##*/}: $*" >&2; }
die() {
    say "$@"
    exit 1
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        die "this needs root: run it as root, or run 'sudo scripts/setup' first (tried: $*)"
    fi
}

# Vite and the tests need Node.js 20.19, 22.12 or newer.
node_is_new_enough() {
    command -v node >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'
}

# Puts the Node.js that setup fetched on the PATH, where the system's own is too old.
use_node() {
    if ! node_is_new_enough; then
        PATH=$ROOT/build/node/node_modules/.bin:$PATH
        node_is_new_enough || die "no Node.js 20.19 or newer: run scripts/setup"
    fi
    export PATH
    NODE=$(command -v node)
}

# build PRESET [cmake options…]: configures where needed and builds (with TARGET that alone); says only what goes wrong.
build() {
    local preset=$1 log=build/$1.log
    shift
    mkdir -p build
    if command -v ninja >/dev/null; then
        export CMAKE_GENERATOR=Ninja
    fi
    {
        cmake --preset "$preset" -DSAUDA_NODE="${NODE:-}" "$@" &&
            cmake --build "build/$preset" --parallel "$JOBS" ${TARGET:+--target "$TARGET"}
    } >"$log" 2>&1 || {
        { sed -n '/^FAILED\|^CMake Error\|: error:/,$p' "$log" | head -n 60 | grep . || tail -n 40 "$log"; } >&2
        die "the build of $preset failed; all of its output is in $log"
    }
}
