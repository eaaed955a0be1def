package metro.node.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskGuardTest {
  private static final long FLOOR = 800;

  @TempDir Path directory;
  private final Office office = new Office();
  private long free = 10_000;
  private boolean readable = true;
  private final DiskGuard guard = new DiskGuard(this::read, FLOOR, office);

  private static final class Office implements DiskGuard.Leadership {
    boolean leads = true;
    List<String> successors = List.of("b", "c");
    final List<String> handedTo = new ArrayList<>();

    @Override
    public boolean leads() {
      return leads;
    }

    @Override
    public List<String> successors() {
      return successors;
    }

    @Override
    public void handTo(String successor) {
      handedTo.add(successor);
    }
  }

  private long read() throws IOException {
    if (!readable) {
      throw new IOException("not now");
    }
    return free;
  }

  private void checkWith(long bytes) {
    free = bytes;
    guard.check();
  }

  @AfterEach
  void close() {
    guard.close();
  }

  @Test
  void takesSubmissionsDownToTheFloorAndAgainWithSomeSlack() {
    checkWith(FLOOR);
    assertThat(guard.isLow()).isFalse();
    assertThat(guard.closedBecause()).isEmpty();
    checkWith(FLOOR - 1);
    assertThat(guard.isLow()).isTrue();
    assertThat(guard.closedBecause()).hasValueSatisfying(w -> assertThat(w).contains("disk"));
    checkWith(FLOOR + 99);
    assertThat(guard.isLow()).isTrue();
    checkWith(FLOOR + 100);
    assertThat(guard.isLow()).isFalse();
    assertThat(guard.freeBytes()).isEqualTo(FLOOR + 100);
  }

  @Test
  void handsOverOnlyWhileItLeadsAndAnotherIsFit() {
    checkWith(FLOOR);
    assertThat(office.handedTo).isEmpty();
    office.successors = List.of();
    checkWith(0);
    assertThat(office.handedTo).isEmpty();
    office.successors = List.of("c");
    checkWith(0);
    assertThat(office.handedTo).containsExactly("c");
    office.leads = false;
    checkWith(0);
    assertThat(office.handedTo).hasSize(1);
    office.leads = true;
    checkWith(0);
    assertThat(office.handedTo).hasSize(2);
  }

  @Test
  void givesAHandoverTimeBeforeItTriesTheNext() {
    for (int i = 0; i < 7; i++) {
      checkWith(0);
    }
    assertThat(office.handedTo).containsExactly("b", "c");
  }

  @Test
  void goesOnAsBeforeWhileNobodyCanTellHowMuchIsFree() {
    checkWith(0);
    readable = false;
    checkWith(10_000);
    assertThat(guard.isLow()).isTrue();
    readable = true;
    guard.check();
    assertThat(guard.isLow()).isFalse();
  }

  @Test
  void aFloorOfZeroIsNeverReached() {
    try (DiskGuard without = new DiskGuard(() -> 0, 0, office)) {
      without.check();
      assertThat(without.isLow()).isFalse();
    }
  }

  @Test
  void readsTheRoomOfARealDirectory() throws IOException {
    assertThat(FreeSpace.of(directory).bytes()).isBetween(1L, directory.toFile().getTotalSpace());
  }
}
