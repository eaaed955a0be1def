package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import metro.ethereum.Hex;
import metro.soft.GuardDecision.Reason;
import metro.soft.GuardDecision.Refused;
import metro.soft.GuardDecision.Signed;
import metro.state.BlockHeader;
import metro.state.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningGuardTest {
  private static final int SECTOR = 4_096;

  @TempDir Path directory;

  private final World world = new World(3);
  private final MemberKey key = world.keys.getFirst();

  @Test
  void aFreshMemberSignsRisingHeights() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      assertThat(signed(guard, world.header(1)).isAuthentic()).isTrue();
      assertThat(signed(guard, world.header(7)).isAuthentic()).isTrue();
      assertThat(guard.height()).isEqualTo(7);
    }
  }

  @Test
  void theSameHeaderGivesTheStoredSignatureAlsoAfterARestart() throws Exception {
    SoftCommit first;
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      first = signed(guard, world.header(7));
      assertThat(signed(guard, world.header(7))).isEqualTo(first);
    }
    MemberSigner broken = new BrokenSigner(key.address());
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      assertThat(signed(SigningGuard.open(broken, store, false), world.header(7))).isEqualTo(first);
    }
  }

  @Test
  void aLowerHeightIsRefusedWithoutAlarm() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, world.header(7));
      Refused refused = refused(guard, world.header(6));
      assertThat(refused.reason()).isEqualTo(Reason.NOT_NEWER);
      assertThat(refused.reason().isAlarm()).isFalse();
    }
  }

  @Test
  void anotherHeaderOfTheSameHeightIsRefusedWithAlarmAlsoAfterARestart() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      signed(SigningGuard.open(key, store, true), world.header(7, "a"));
    }
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      Refused refused = refused(SigningGuard.open(key, store, false), world.header(7, "b"));
      assertThat(refused.reason()).isEqualTo(Reason.CONTRADICTION);
      assertThat(refused.reason().isAlarm()).isTrue();
      assertThat(refused.detail()).contains("height 7");
    }
  }

  @Test
  void anEarlierEpochIsRefusedEvenAtAGreaterHeight() throws Exception {
    World later = new World(3, 1, 1);
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, later.header(7));
      assertThat(refused(guard, world.header(8)).reason()).isEqualTo(Reason.NOT_NEWER);
    }
  }

  @Test
  void aHeaderOfAnotherCommitteeIsRefused() throws Exception {
    BlockHeader foreign = World.header(World.CHAIN_ID + 1, 0, 8, "state", world.committee.hash());
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, world.header(7));
      assertThat(refused(guard, foreign).reason()).isEqualTo(Reason.WRONG_COMMITTEE);
    }
  }

  @Test
  void aMemberThatReJoinsBeginsAboveWhatOthersVouchFor() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, false);
      guard.beginAbove(new GuardRecord.Floor(World.CHAIN_ID, 0, 7));
      assertThat(guard.locked()).isEmpty();
      assertThat(refused(guard, world.header(7)).reason()).isEqualTo(Reason.NOT_NEWER);
      signed(guard, world.header(9));
      guard.beginAbove(new GuardRecord.Floor(World.CHAIN_ID, 0, 8));
      assertThat(guard.height()).isEqualTo(9);
    }
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, false);
      assertThatThrownBy(() -> guard.beginAbove(new GuardRecord.Floor(World.CHAIN_ID + 1, 0, 10)))
          .hasMessageContaining("check the configured paths");
    }
  }

  @Test
  void aMissingRecordInACommitteeWithHistorySignsNothingAndSaysHowToReJoin() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, false);
      Refused refused = refused(guard, world.header(7));
      assertThat(refused.reason()).isEqualTo(Reason.NO_RECORD);
      assertThat(refused.detail()).contains("re-join").contains(directory.toString());
      assertThat(guard.locked()).contains(refused);
    }
  }

  @Test
  void damageInOnePlaceLosesNothingAndACutOffFileSignsNothing() throws Exception {
    Path file = signedTwice();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i += i % SECTOR < 300 ? 1 : 31) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      Files.write(file, damaged);
      assertThat(heightFound()).as("damage at %d", i).isEqualTo(9);
    }
    for (int sector = 0; sector < whole.length / SECTOR; sector++) {
      byte[] damaged = whole.clone();
      Arrays.fill(damaged, sector * SECTOR, (sector + 1) * SECTOR, (byte) 0xff);
      Files.write(file, damaged);
      assertThat(heightFound()).as("sector %d is lost", sector).isEqualTo(9);
    }
    for (int length : new int[] {0, 1, 150, SECTOR, whole.length - 1, whole.length + 1, 50_000}) {
      expectUnreadable(file, Arrays.copyOf(whole, length));
    }
  }

  @Test
  void aFileWithoutAWholeRecordSignsNothing() throws Exception {
    Path file = signedTwice();
    byte[] damaged = Files.readAllBytes(file);
    for (int at = 0; at < damaged.length; at += SECTOR) {
      damaged[at + 20] ^= 1;
    }
    expectUnreadable(file, damaged);
    expectUnreadable(file, new byte[damaged.length]);
  }

  private Path signedTwice() throws IOException {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, world.header(7));
      signed(guard, world.header(9));
      return Path.of(store.describe());
    }
  }

  private long heightFound() throws IOException {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      return store.load().orElseThrow().height();
    }
  }

  private void expectUnreadable(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      Refused refused = refused(SigningGuard.open(key, store, true), world.header(8));
      assertThat(refused.reason()).isEqualTo(Reason.RECORD_UNREADABLE);
    }
  }

  @Test
  void aRecordRestoredFromABackupRisesToWhatPeersRemember() throws Exception {
    byte[] backup;
    SoftCommit newest;
    Path file;
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, world.header(3));
      file = Path.of(store.describe());
      backup = Files.readAllBytes(file);
      newest = signed(guard, world.header(9, "a"));
    }
    Files.write(file, backup);
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, false);
      assertThat(guard.observe(newest)).isEmpty();
      assertThat(refused(guard, world.header(9, "b")).reason()).isEqualTo(Reason.NOT_NEWER);
      assertThat(refused(guard, world.header(4, "b")).reason()).isEqualTo(Reason.NOT_NEWER);
      assertThat(guard.height()).isEqualTo(9);
    }
  }

  @Test
  void observingAContradictionRaisesTheAlarmAndAForgeryDoesNothing() throws Exception {
    try (FileGuardStore store = FileGuardStore.open(directory)) {
      SigningGuard guard = SigningGuard.open(key, store, true);
      signed(guard, world.header(9, "a"));
      assertThat(guard.observe(world.commit(0, world.header(9, "b"))).map(Refused::reason))
          .contains(Reason.CONTRADICTION);
      SoftCommit forged =
          new SoftCommit(
              world.header(99), key.address(), world.commit(1, world.header(99)).signature());
      assertThat(guard.observe(forged)).isEmpty();
      assertThat(guard.observe(world.commit(1, world.header(99)))).isEmpty();
      assertThat(guard.height()).isEqualTo(9);
    }
  }

  @Test
  void twoProcessesCannotShareOneGuard() throws Exception {
    try (FileGuardStore _ = FileGuardStore.open(directory)) {
      assertThatThrownBy(() -> FileGuardStore.open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("held by another running member");
    }
    FileGuardStore.open(directory).close();
  }

  @Test
  void aFullDiskReleasesNothingAndTryingAgainIsSafe() {
    PowerCutDisk disk = new PowerCutDisk();
    SigningGuard guard = SigningGuard.open(key, FileGuardStore.over(disk, directory), true);
    disk.cutAfter(1, true);
    assertThat(refused(guard, world.header(7)).reason()).isEqualTo(Reason.WRITE_FAILED);
    disk.cutAfter(Integer.MAX_VALUE, true);
    assertThat(signed(guard, world.header(7)).isAuthentic()).isTrue();
  }

  @Test
  void theRecordsBytesAreTheGoldenOnes() {
    SoftCommit commit = world.commit(0, world.header(7));
    CommitMessage message = commit.message();
    GuardRecord signed =
        new GuardRecord.Signed(
            message.committee(),
            message.epoch(),
            message.height(),
            message.headerHash(),
            commit.signature());
    GuardRecord floor = new GuardRecord.Floor(World.CHAIN_ID, 3, 1_500);
    assertThat(Hex.encode(signed.encode())).isEqualTo(Golden.get("guard.signed"));
    assertThat(Hex.encode(floor.encode())).isEqualTo(Golden.get("guard.floor"));
    assertThat(GuardRecord.decode(signed.encode())).isEqualTo(signed);
    assertThat(GuardRecord.decode(floor.encode())).isEqualTo(floor);
    assertThatThrownBy(() -> GuardRecord.decode(new byte[7]))
        .isInstanceOf(MalformedException.class);
  }

  private static SoftCommit signed(SigningGuard guard, BlockHeader header) {
    GuardDecision decision = guard.sign(header);
    assertThat(decision).isInstanceOf(Signed.class);
    SoftCommit commit = ((Signed) decision).commit();
    assertThat(commit.header()).isEqualTo(header);
    return commit;
  }

  private static Refused refused(SigningGuard guard, BlockHeader header) {
    GuardDecision decision = guard.sign(header);
    assertThat(decision).isInstanceOf(Refused.class);
    return (Refused) decision;
  }

  /** A signer that must not be asked. */
  private record BrokenSigner(metro.ethereum.Address address) implements MemberSigner {
    @Override
    public metro.ethereum.Signature sign(CommitMessage message) {
      throw new SignerException("asked to sign " + message, new IOException("no key here"));
    }
  }
}
