# Sourced by the scripts that do things to a committee of real processes: runs a program of theirs.

# Runs the class metro.cli.fault.$1 with the other arguments.
run_fault() {
  local lib="$METRO_ROOT/cli/target/metro/lib" tests="$METRO_ROOT/cli/target/test-classes" jdk
  if [ ! -d "$lib" ] || [ ! -d "$tests" ]; then
    echo "Nothing is built yet. Run scripts/build first." >&2
    exit 1
  fi
  jdk="$(find_jdk25)"
  export METRO_ROOT
  exec "$jdk/bin/java" "@$METRO_JVM_OPTIONS" -cp "$lib/*:$tests" "metro.cli.fault.$1" "${@:2}"
}
