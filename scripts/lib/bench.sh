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

# Runs the `bench` command, with a heap of METRO_BENCH_HEAP (4g unless set).
run_bench() {
  local classpath jdk
  classpath="$(bench_classpath)"
  jdk="$(find_jdk25)"
  export METRO_ROOT
  exec "$jdk/bin/java" "@$METRO_JVM_OPTIONS" "${METRO_AOT_OPTIONS[@]}" "-Xmx${METRO_BENCH_HEAP:-4g}" -cp "$classpath" metro.bench.Bench "$@"
}
