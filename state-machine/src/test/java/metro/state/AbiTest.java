package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.state.Genesis.FeeSchedule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AbiTest {
  private static final Address BOB = World.SOMEBODY;
  private static final List<NativeCall> CALLS =
      List.of(
          new NativeCall.Transfer(BOB, 123),
          new NativeCall.Mint(Sha256.hash(new byte[] {1}), BOB, Long.MAX_VALUE),
          new NativeCall.SetFeeCap(new FeeSchedule(7, 8)),
          new NativeCall.Register(World.A, "näme", PayMode.SPONSOR, NonceMode.STRICT),
          new NativeCall.Register(
              World.B, "x".repeat(64), PayMode.SPONSOR_THEN_SENDER, NonceMode.WINDOW),
          new NativeCall.SetOwner(World.A, BOB),
          new NativeCall.SetActive(World.A, true),
          new NativeCall.SetModes(World.A, PayMode.SENDER, NonceMode.WINDOW),
          new NativeCall.SetQuota(World.A, new Rollup.Quota(1, 2)),
          new NativeCall.ResetLane(World.B, 42),
          new NativeCall.SetFees(new FeeSchedule(1, 0)));

  private static NativeCodec.Decoded decode(Address to, UInt256 value, Bytes data) {
    return NativeCodec.decode(World.feeMarket(World.P, 0, to, value, data));
  }

  /** Selectors everybody knows. */
  @Test
  void selectorsAreSoliditys() {
    assertThat(Abi.selector("transfer(address,uint256)")).isEqualTo(0xa9059cbb);
    assertThat(Abi.selector("balanceOf(address)")).isEqualTo(0x70a08231);
  }

  @Test
  void aStringIsLaidOutAsSolidityDoes() {
    NativeCodec.Encoded call =
        NativeCodec.encode(
            new NativeCall.Register(World.A, "alpha", PayMode.SENDER, NonceMode.STRICT));
    String words = call.data().toString().substring(10);
    assertThat(words)
        .isEqualTo(
            "%064x%064x%064x%064x%064x".formatted(100, 0x80, 1, 2, 5)
                + "616c706861"
                + "0".repeat(54));
  }

  @TestFactory
  Stream<DynamicTest> everyCallIsReadBackAndNothingElseIsTaken() {
    return CALLS.stream().map(call -> dynamicTest(call.toString(), () -> check(call)));
  }

  private static void check(NativeCall call) {
    NativeCodec.Encoded e = NativeCodec.encode(call);
    assertThat(decode(e.to(), e.value(), e.data())).isEqualTo(new NativeCodec.Call(call));
    byte[] data = e.data().toArray();
    for (int n = 1; n < data.length; n++) {
      assertRefused(e.to(), e.value(), Arrays.copyOf(data, n));
    }
    assertRefused(e.to(), e.value(), Arrays.copyOf(data, data.length + 32));
    assertRefused(e.to(), e.value().plus(UInt256.ONE), data);
    for (int n = 0; n < data.length; n++) {
      byte[] changed = data.clone();
      changed[n] ^= (byte) 0x80;
      if (decode(e.to(), e.value(), Bytes.of(changed)) instanceof NativeCodec.Call other) {
        NativeCodec.Encoded again = NativeCodec.encode(other.call());
        assertThat(again.data().toArray()).as("only canonical bytes are read").isEqualTo(changed);
      }
    }
  }

  private static void assertRefused(Address to, UInt256 value, byte[] data) {
    assertThat(decode(to, value, Bytes.of(data))).isInstanceOf(NativeCodec.Unreadable.class);
  }

  @Test
  void contractCreationAndUnknownFunctionsAreUnknown() {
    Bytes unknown = Bytes.fromHex("00000000");
    for (int last : new int[] {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff}) {
      byte[] to = new byte[20];
      to[18] = 0x5e;
      to[19] = (byte) last;
      assertThat(decode(Address.of(to), UInt256.ZERO, unknown))
          .extracting(d -> ((NativeCodec.Unreadable) d).reason())
          .isEqualTo(RejectReason.NATIVE_UNKNOWN_OPERATION);
    }
  }

  @Test
  void creditsAreWholeUtia() {
    UInt256 wei = NativeCodec.WEI_PER_UTIA;
    assertThat(decode(BOB, wei.times(5), Bytes.EMPTY))
        .isEqualTo(new NativeCodec.Call(new NativeCall.Transfer(BOB, 5)));
    assertThat(decode(BOB, wei.plus(UInt256.ONE), Bytes.EMPTY))
        .isInstanceOf(NativeCodec.Unreadable.class);
    assertThat(decode(BOB, UInt256.MAX, Bytes.EMPTY)).isInstanceOf(NativeCodec.Unreadable.class);
  }

  @Test
  void namesAreTextForPeople() {
    for (String name : new String[] {"", "a\nb", "x".repeat(65), "\u0000"}) {
      NativeCodec.Encoded e =
          NativeCodec.encode(
              new NativeCall.Register(World.A, name, PayMode.SENDER, NonceMode.STRICT));
      assertThat(decode(e.to(), e.value(), e.data())).isInstanceOf(NativeCodec.Unreadable.class);
    }
    Abi.Writer bad = new Abi.Writer("register(uint64,string,uint8,uint8)");
    Bytes head = bad.uint(100).uint(0x80).uint(1).uint(1).uint(1).toBytes();
    byte[] invalidUtf8 = Arrays.copyOf(head.toArray(), head.length() + 32);
    invalidUtf8[head.length()] = (byte) 0xff;
    assertThat(decode(NativeCodec.REGISTRY, UInt256.ZERO, Bytes.of(invalidUtf8)))
        .isInstanceOf(NativeCodec.Unreadable.class);
  }

  @Test
  void everyReaderNamesTheArgument() {
    Bytes callData = new Abi.Writer("f(address)").bytes32(Hash.of(filled())).toBytes();
    assertThatThrownBy(() -> new Abi.Reader(callData, 1).address("owner"))
        .hasMessageContaining("owner");
    assertThatThrownBy(() -> new Abi.Reader(callData, 1).uint63("amount"))
        .hasMessageContaining("amount");
  }

  private static byte[] filled() {
    byte[] out = new byte[32];
    Arrays.fill(out, (byte) 0xff);
    return out;
  }
}
