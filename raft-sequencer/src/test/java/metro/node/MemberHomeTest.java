package metro.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import metro.node.store.Directories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemberHomeTest {
  @TempDir Path directory;
  private Path data;
  private Path guard;

  @BeforeEach
  void make() throws IOException {
    data = directory.resolve("data");
    guard = directory.resolve("guard");
    MemberHome.create(data, guard, new SecureRandom());
  }

  private MemberHome open() throws IOException {
    return MemberHome.open(data, guard);
  }

  private void makeLog() throws IOException {
    Path current = data.resolve("raft").resolve("some-group").resolve("current");
    Files.createDirectories(current);
    Files.writeString(current.resolve("raft-meta"), "");
  }

  @Test
  void isFreshUntilItsLogExists() throws IOException {
    assertThat(open().isFresh()).isTrue();
    open().starting();
    assertThat(open().isFresh()).isTrue();
    makeLog();
    assertThat(open().isFresh()).isFalse();
  }

  @Test
  void isNeverFreshAgainOnceItRan() throws IOException {
    MemberHome home = open();
    home.starting();
    home.ran();
    assertThat(open().isFresh()).isFalse();
    open().starting();
    assertThat(open().isFresh()).isFalse();
  }

  @Test
  void refusesDirectoriesOfDifferentMembers() throws IOException {
    Path otherData = directory.resolve("other-data");
    Path otherGuard = directory.resolve("other-guard");
    MemberHome.create(otherData, otherGuard, new SecureRandom());
    assertThatThrownBy(() -> MemberHome.open(data, otherGuard))
        .hasMessageContaining("not of the same member");
  }

  @Test
  void refusesADirectoryThatWasNeverMade() {
    assertThatThrownBy(() -> MemberHome.open(directory.resolve("none"), guard))
        .hasMessageContaining("metro init");
    assertThatThrownBy(() -> MemberHome.open(data, directory.resolve("none")))
        .hasMessageContaining("metro init");
  }

  @Test
  void reJoinsUntilItRanThrowingAwayWhatIsThere() throws IOException {
    Directories.delete(data);
    MemberHome.createToRejoin(data, guard, new SecureRandom());
    makeLog();
    MemberHome home = open();
    assertThat(home.isRejoining()).isTrue();
    assertThat(home.isFresh()).isFalse();
    home.clear();
    assertThat(home.raft()).doesNotExist();
    home.ran();
    assertThat(open().isRejoining()).isFalse();
    assertThat(open().isFresh()).isFalse();
  }

  @Test
  void isNotMadeToReJoinOverWhatIsThere() {
    assertThatThrownBy(() -> MemberHome.createToRejoin(data, guard, new SecureRandom()))
        .hasMessageContaining("move the data directory away");
  }

  @Test
  void isNotMadeOverAnotherMember() {
    assertThatThrownBy(() -> MemberHome.create(data, directory.resolve("x"), new SecureRandom()))
        .hasMessageContaining("belongs to a member already");
  }
}
