package metro.node.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
    boolean anotherIsFit = true;
    int resigned;

    @Override
    public boolean leads() {
      return leads;
    }

    @Override
    public boolean anotherIsFit() {
      return anotherIsFit;
    }

    @Override
    public void resign() {
      resigned++;
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
  void resignsOnlyWhileItLeadsAndAnotherIsFit() {
    checkWith(FLOOR);
    assertThat(office.resigned).isZero();
    office.anotherIsFit = false;
    checkWith(0);
    assertThat(office.resigned).isZero();
    office.anotherIsFit = true;
    checkWith(0);
    assertThat(office.resigned).isEqualTo(1);
    office.leads = false;
    checkWith(0);
    assertThat(office.resigned).isEqualTo(1);
    office.leads = true;
    checkWith(0);
    assertThat(office.resigned).isEqualTo(2);
  }

  @Test
  void givesAnElectionTimeBeforeItResignsAgain() {
    for (int i = 0; i < 7; i++) {
      checkWith(0);
    }
    assertThat(office.resigned).isEqualTo(2);
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
