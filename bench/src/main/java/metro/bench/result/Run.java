package metro.bench.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything one run measured.
 *
 * @param environment where
 * @param members of the committee
 * @param load steps on the committee
 * @param rawLog steps on the bare log
 * @param yardsticks of the machine
 * @param skipped what could not be measured, and why
 */
public record Run(
    Environment environment,
    int members,
    List<LoadStep> load,
    List<RawLogStep> rawLog,
    List<Yardstick> yardsticks,
    List<String> skipped) {
  public Run {
    load = List.copyOf(load);
    rawLog = List.copyOf(rawLog);
    yardsticks = List.copyOf(yardsticks);
    skipped = List.copyOf(skipped);
  }

  /** Load steps of this name, by repetition. */
  public List<LoadStep> load(String name) {
    return load.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** Steps of the bare log of this name, by repetition. */
  public List<RawLogStep> rawLog(String name) {
    return rawLog.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** Repetitions of one yardstick. */
  public List<Yardstick> yardstick(String name) {
    return yardsticks.stream().filter(y -> y.name().equals(name)).toList();
  }

  /** Names of load steps in the order they were measured. */
  public List<String> loadNames() {
    return new ArrayList<>(load.stream().map(LoadStep::name).distinct().toList());
  }

  /** Writes it as JSON. */
  public void write(Path file) throws IOException {
    JsonFile.write(file, this);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the file cannot be read or is of another format
   */
  public static Run read(Path file) throws IOException {
    return JsonFile.read(file, Run.class);
  }
}
