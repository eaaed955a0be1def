package metro.bench.cluster;

/**
 * What a member tells of itself, in Prometheus' text format.
 *
 * @param page one line for each series: its name, labels in braces, and its value
 */
record Metrics(String page) {
  /** A member that does not answer. */
  static final Metrics NONE = new Metrics("");

  /** Log entries the member has applied. */
  static final String APPLIED_ENTRIES = "metro_applied_entries_total";

  /** Bytes of them. */
  static final String APPLIED_BYTES = "metro_applied_bytes_total";

  /** The series of this name together; 0 when there is none. */
  double sum(String name) {
    return sum(name, "");
  }

  /** Those of them whose labels hold {@code label}, written as on the page. */
  double sum(String name, String label) {
    return page.lines()
        .filter(line -> isSeries(line, name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static boolean isSeries(String line, String name) {
    return line.startsWith(name)
        && line.length() > name.length()
        && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ');
  }
}
