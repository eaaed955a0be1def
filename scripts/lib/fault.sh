# Sourced by the scripts that do things to a committee of real processes: runs a program of theirs.

# Runs the class metro.cli.fault.$1 with the other arguments.
run_fault() {
  local tests="$METRO_ROOT/cli/target/test-classes" classpath jdk
  classpath="$(metro_classpath)"
  jdk="$(find_jdk25)"
  export METRO_ROOT
  exec "$jdk/bin/java" "@$METRO_JVM_OPTIONS" "${METRO_AOT_OPTIONS[@]}" \
    -cp "$classpath:$tests" "metro.cli.fault.$1" "${@:2}"
}
