# Sourced by the scripts that run the bench's programs.

# Prints the bench's class path: the programs', then what it has beside them.
bench_classpath() {
  local classpath jar lib="$METRO_ROOT/bench/target/bench/lib"
  classpath="$(metro_classpath)"
  for jar in "$lib"/*.jar; do
    if [ ! -e "$METRO_ROOT/cli/target/metro/lib/${jar##*/}" ]; then
      classpath="$classpath:$jar"
    fi
  done
  echo "$classpath"
}

# Runs the `bench` command with JVM options $1 (several words) and the other arguments.
run_bench() {
  local options="$1" classpath jdk
  shift
  classpath="$(bench_classpath)"
  jdk="$(find_jdk25)"
  export METRO_ROOT
  # shellcheck disable=SC2086  # several words
  exec "$jdk/bin/java" "@$METRO_JVM_OPTIONS" $options -Xmx4g -cp "$classpath" metro.bench.Bench "$@"
}
