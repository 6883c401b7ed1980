# For the check scripts: counting, and a place to work in.
# BUILD is the build directory (default build); every script ends with "NAME: N passed, N failed".
# The scripts call make with arguments of their own; what a calling make hands down is not for them.
BUILD=${BUILD:-build}
MAKE=${MAKE:-make}
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL GNUMAKEFLAGS ARCH CONFIG CC OPT EXTRA_CPPFLAGS EXTRA_CFLAGS
export LC_ALL=C

passed=0
failed=0

pass() { passed=$((passed + 1)); }

# fail WHAT [FILE]: FILE holds the output that shows it.
fail() {
	failed=$((failed + 1))
	echo "FAIL $1"
	[ -z "${2:-}" ] || sed 's/^/     /' "$2" | tail -n 15
}

# expect WHAT COMMAND...: the command succeeds. Its output goes to $log.
expect() {
	local what=$1
	shift
	if "$@" >"$log" 2>&1; then pass; else fail "$what" "$log"; fi
}

# refuse WHAT TEXT COMMAND...: the command fails and says TEXT (a regular expression).
refuse() {
	local what=$1 text=$2
	shift 2
	if "$@" >"$log" 2>&1; then
		fail "$what: it succeeded"
	elif ! grep -qE -- "$text" "$log"; then
		fail "$what: it does not say '$text'" "$log"
	else
		pass
	fi
}

# finish NAME: the closing line and the exit status.
finish() {
	echo "$1: $passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

# workspace NAME: an empty directory $work, and $log in it.
workspace() {
	work=$BUILD/check/$1
	rm -rf "$work"
	mkdir -p "$work"
	work=$(cd "$work" && pwd)
	log=$work/log
}

# jobs: how many things to do at once.
jobs() { nproc 2>/dev/null || echo 2; }
