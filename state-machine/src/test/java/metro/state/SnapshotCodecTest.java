package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

final class SnapshotCodecTest {
  private final Person alice = new Person(1);

  private World world() {
    World world =
        new World(
            World.genesis(
                NonceMode.WINDOW,
                PayMode.SENDER,
                new Person(50).address,
                Map.of(alice.address, 1_000_000L)));
    for (int n = 0; n < 3; n++) {
      world.block(alice.transfer(World.A, n, 1));
    }
    return world;
  }

  static byte[] write(Map<StateKey, Bytes> store) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotCodec.Writer writer = new SnapshotCodec.Writer(out::writeBytes);
    store.forEach(writer::put);
    Hash hash = writer.finish();
    byte[] bytes = out.toByteArray();
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length)).isEqualTo(hash.bytes());
    return bytes;
  }

  static Map<StateKey, Bytes> read(byte[] bytes, int pieceBytes) {
    TreeMap<StateKey, Bytes> out = new TreeMap<>();
    SnapshotCodec.Reader reader = new SnapshotCodec.Reader(out::put);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      reader.accept(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
    }
    reader.finish();
    return out;
  }

  @Test
  void aRestoredSnapshotIsTheStateAndGoesOnToTheSameBlocks() {
    World world = world();
    byte[] bytes = write(world.store);
    for (int piece : new int[] {1, 7, 64, 100_000}) {
      assertThat(read(bytes, piece)).isEqualTo(world.store);
    }
    World restored = new World(read(bytes, 50), world.timeMs);
    assertThat(write(restored.store)).isEqualTo(bytes);
    Block one = world.block(alice.transfer(World.B, 0, 1)).block().orElseThrow();
    Block other = restored.block(alice.transfer(World.B, 0, 1)).block().orElseThrow();
    assertThat(other).isEqualTo(one);
    assertThat(write(restored.store)).isEqualTo(write(world.store));
  }

  @Test
  void anyCutAndAnyChangedByteIsNoticed() {
    byte[] bytes = write(world().store);
    for (int n = 0; n < bytes.length; n++) {
      byte[] cut = Arrays.copyOf(bytes, n);
      assertThatThrownBy(() -> read(cut, 1 << 20))
          .as("cut at %s", n)
          .isInstanceOf(MalformedException.class);
      byte[] changed = bytes.clone();
      changed[n] ^= 1;
      assertThatThrownBy(() -> read(changed, 1 << 20))
          .as("changed at %s", n)
          .isInstanceOf(MalformedException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> read(longer, 1 << 20)).isInstanceOf(MalformedException.class);
  }

  @Test
  void hugeLengthsAreRefusedBeforeAnythingIsAllocated() {
    byte[] key = new Encoder().u8(0x58).u8(1).u16(0xffff).toBytes();
    assertThatThrownBy(() -> read(key, 100)).hasMessageContaining("key of 65535");
    byte[] value = new Encoder().u8(0x58).u8(1).u16(1).u8(9).u32(-1).toBytes();
    assertThatThrownBy(() -> read(value, 100)).hasMessageContaining("value length");
  }

  @Test
  void entriesOutOfOrderAreRefused() {
    SnapshotCodec.Writer writer = new SnapshotCodec.Writer(bytes -> {});
    StateKey key = new StateKey(Bytes.fromHex("02"));
    writer.put(key, Bytes.EMPTY);
    assertThatThrownBy(() -> writer.put(key, Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
