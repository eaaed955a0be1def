package metro.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.state.LogEntry.BlockProposal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TornTailTest {
  private static final int ENTRIES = 5;

  private final Person alice = new Person(1);
  @TempDir Path directory;

  /** A member with some entries, stopped. */
  private RaftCommittee stoppedMember() throws Exception {
    RaftCommittee committee = new RaftCommittee(directory, 1, RaftCommittee.SMALL);
    for (int nonce = 0; nonce < ENTRIES; nonce++) {
      append(committee, nonce);
    }
    committee.stop("a");
    return committee;
  }

  private void append(RaftCommittee committee, int nonce) throws Exception {
    BlockProposal proposal =
        new BlockProposal(
            System.currentTimeMillis(), false, List.of(alice.proposed(TestCommittee.A, nonce)));
    var _ = committee.leader().log.propose(proposal).get(30, TimeUnit.SECONDS);
  }

  private Path openSegment() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("log_inprogress_"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static int endOfData(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  void aHalfWrittenLastRecordIsCutOff() throws Exception {
    RaftCommittee committee = stoppedMember();
    Path segment = openSegment();
    byte[] before = Files.readAllBytes(segment);
    int end = endOfData(before);
    // The first half of a record as large as the ones before it, zeros behind.
    byte[] torn = java.util.Arrays.copyOfRange(before, 8, 8 + 100);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(Math.max(file.length(), end + 4096));
      file.seek(end);
      file.write(0xff);
      file.write(0x01);
      file.write(torn);
    }
    try (committee) {
      committee.start("a");
      append(committee, ENTRIES);
      assertThat(committee.leader().chain.height()).isEqualTo(ENTRIES + 1);
    }
  }

  @Test
  void aDecayedRecordWithOthersBehindItIsLeftAloneAndTheMemberRefusesToStart() throws Exception {
    RaftCommittee committee = stoppedMember();
    Path segment = openSegment();
    byte[] before = Files.readAllBytes(segment);
    int middle = endOfData(before) / 2;
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(middle);
      file.write(before[middle] ^ 0x55);
    }
    byte[] decayed = Files.readAllBytes(segment);
    assertThatThrownBy(() -> committee.start("a"))
        .rootCause()
        .hasMessageContaining("Log entry corrupted");
    assertThat(Files.readAllBytes(segment)).isEqualTo(decayed);
  }
}
