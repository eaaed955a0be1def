package metro.soft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A disk in memory that loses power: what was not synced may be lost or torn. Files and directory
 * entries are synced apart, as on Linux: a moved file that was not followed by a sync of its
 * directory may be found under either name.
 */
final class PowerCutDisk implements DurableFiles {
  private static final int SECTOR = 512;

  private final Map<Path, Inode> entries = new HashMap<>();
  private final Map<Path, Inode> durableEntries = new HashMap<>();
  private int stepsLeft = Integer.MAX_VALUE;
  private boolean failBefore;
  int steps;

  private static final class Inode {
    byte[] content = new byte[0];
    byte[] durable = new byte[0];
  }

  /** What happens at a step. */
  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The power goes at the step after {@code steps} more, before or after its effect. */
  void cutAfter(int steps, boolean beforeItsEffect) {
    stepsLeft = steps;
    failBefore = beforeItsEffect;
  }

  /** Power is back: of everything not synced, the old, the new or a torn state is found. */
  void restart(SplittableRandom random) {
    stepsLeft = Integer.MAX_VALUE;
    Map<Path, Inode> found = new HashMap<>(durableEntries);
    entries.forEach((path, inode) -> {
      if (random.nextBoolean()) {
        found.put(path, inode);
      }
    });
    durableEntries.keySet().stream()
        .filter(path -> !entries.containsKey(path) && random.nextBoolean())
        .forEach(found::remove);
    found.values().forEach(inode -> settle(inode, random));
    entries.clear();
    entries.putAll(found);
    durableEntries.clear();
    durableEntries.putAll(found);
  }

  private static void settle(Inode inode, SplittableRandom random) {
    if (!Arrays.equals(inode.content, inode.durable)) {
      inode.content = random.nextBoolean() ? inode.durable : torn(inode, random);
      inode.durable = inode.content;
    }
  }

  /** A new file is cut off; in one overwritten each sector is old, new, or new up to somewhere. */
  private static byte[] torn(Inode inode, SplittableRandom random) {
    if (inode.durable.length != inode.content.length) {
      return Arrays.copyOf(inode.content, random.nextInt(inode.content.length + 1));
    }
    byte[] torn = inode.durable.clone();
    for (int at = 0; at < torn.length; at += SECTOR) {
      int written =
          switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> SECTOR;
            default -> random.nextInt(SECTOR);
          };
      System.arraycopy(inode.content, at, torn, at, Math.min(written, torn.length - at));
    }
    return torn;
  }

  @Override
  public Optional<byte[]> read(Path file, int limit) {
    return Optional.ofNullable(entries.get(file)).map(inode -> inode.content.clone());
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    step(() -> {
      Inode inode = new Inode();
      inode.content = content.clone();
      entries.put(file, inode);
    });
  }

  @Override
  public void overwrite(Path file, int offset, byte[] content) throws IOException {
    step(() -> {
      Inode inode = Objects.requireNonNull(entries.get(file), "no such file");
      byte[] changed = inode.content.clone();
      System.arraycopy(content, 0, changed, offset, content.length);
      inode.content = changed;
    });
  }

  @Override
  public void sync(Path file) throws IOException {
    step(() -> {
      Inode inode = entries.get(file);
      if (inode != null) {
        inode.durable = inode.content;
      }
    });
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step(() -> {
      Inode inode = entries.remove(from);
      if (inode != null) {
        entries.put(to, inode);
      }
    });
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step(() -> {
      durableEntries.clear();
      durableEntries.putAll(entries);
    });
  }

  private void step(Runnable effect) throws IOException {
    steps++;
    boolean cut = stepsLeft-- <= 0;
    if (cut && failBefore) {
      throw new PowerCut();
    }
    effect.run();
    if (cut) {
      throw new PowerCut();
    }
  }
}
