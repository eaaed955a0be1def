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
