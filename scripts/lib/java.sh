# Sourced by the other scripts: the repository, JDK 25 and the JVM's flags, in one place.

METRO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
METRO_JVM_OPTIONS="$METRO_ROOT/config/jvm.options"

# Prints the home of a JDK 25, or fails saying what to do.
find_jdk25() {
  local home
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* \
    "$HOME"/.jdks/*25* /opt/java/*25* /opt/*jdk*25*; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && "$home/bin/java" -version 2>&1 | grep -q 'version "25'; then
      echo "$home"
      return 0
    fi
  done
  echo "No JDK 25 found. Run scripts/setup, or set JAVA25_HOME to one." >&2
  return 1
}

# Maven: the machine's own when there is one, else the wrapper (see .mvn/wrapper).
metro_mvn() {
  if command -v mvn >/dev/null 2>&1; then
    (cd "$METRO_ROOT" && mvn -B -ntp "$@")
  else
    (cd "$METRO_ROOT" && ./mvnw -B -ntp "$@")
  fi
}

# What JVMs of Metro's programs get beside config/jvm.options: the cache scripts/aot-cache made, when
# there is one. A cache of other jars or another JDK is left alone by the JVM, without a word.
METRO_AOT_CACHE="$METRO_ROOT/cli/target/metro/metro.aot"
METRO_AOT_OPTIONS=()
if [ -f "$METRO_AOT_CACHE" ]; then
  METRO_AOT_OPTIONS=("-XX:AOTCache=$METRO_AOT_CACHE" "-Xlog:aot*=off" "-Xlog:cds*=off")
fi

# Prints the class path of the programs, in an order that is always the same: the cache asks for it.
metro_classpath() {
  local lib="$METRO_ROOT/cli/target/metro/lib"
  if [ ! -d "$lib" ]; then
    echo "Nothing is built yet. Run scripts/build first." >&2
    return 1
  fi
  (
    shopt -s nullglob
    LC_ALL=C
    jars=("$lib"/*.jar)
    IFS=:
    echo "${jars[*]}"
  )
}
