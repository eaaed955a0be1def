package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metro.ethereum.TransactionDecoder.Decoded;
import metro.ethereum.TransactionDecoder.Malformed;
import org.junit.jupiter.api.Test;

final class TransactionRoundTripTest {
  private static final byte[] KEY = new byte[32];

  static {
    KEY[31] = 9;
  }

  private final SplittableRandom random = new SplittableRandom(3);
  private final TransactionSigner signer = new TransactionSigner(Secp256k1.fastest(), KEY);

  @Test
  void everyTypeIsReadBackAndEveryCutIsRefused() {
    for (int round = 0; round < 10; round++) {
      for (int type = 0; type <= 4; type++) {
        Transaction signed = signer.sign(unsigned(type));
        byte[] raw = signed.encode();
        Decoded decoded = (Decoded) TransactionDecoder.decode(raw);
        assertThat(decoded.transaction()).isEqualTo(signed);
        assertThat(decoded.transaction().type()).isEqualTo(type);
        assertThat(decoded.hash()).isEqualTo(signed.hash());
        assertThat(decoded.transaction().encode()).isEqualTo(raw);
        for (int n = 0; n < raw.length; n++) {
          assertThat(TransactionDecoder.decode(Arrays.copyOf(raw, n)))
              .as("type %s cut at %s", type, n)
              .isInstanceOf(Malformed.class);
        }
        assertThat(TransactionDecoder.decode(Arrays.copyOf(raw, raw.length + 1)))
            .isInstanceOf(Malformed.class);
      }
    }
  }

  @Test
  void aChangedByteIsRefusedOrIsAnotherTransactionWithThoseVeryBytes() {
    int read = 0;
    for (int type = 0; type <= 4; type++) {
      byte[] raw = signer.sign(unsigned(type)).encode();
      for (int n = 0; n < raw.length; n++) {
        byte[] changed = raw.clone();
        changed[n] ^= (byte) (1 << random.nextInt(8));
        switch (TransactionDecoder.decode(changed)) {
          case Malformed m -> assertThat(m.reason()).isNotBlank();
          case Decoded d -> {
            assertThat(d.transaction().encode()).isEqualTo(changed);
            read++;
          }
        }
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void unknownTypesAndEmptyInputAreRefused() {
    byte[] raw = signer.sign(unsigned(2)).encode();
    for (int type : new int[] {0, 5, 0x7f, 0x80, 0xbf}) {
      raw[0] = (byte) type;
      if (!(TransactionDecoder.decode(raw) instanceof Malformed)) {
        fail("type " + type + " was read");
      }
    }
    assertThat(TransactionDecoder.decode(new byte[0])).isInstanceOf(Malformed.class);
  }

  private Transaction unsigned(int type) {
    long chain = 1 + random.nextLong(1L << 50);
    long nonce = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(300);
    Optional<Address> to = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(address());
    Bytes data = Bytes.wrap(bytes(random.nextInt(3) * 40));
    Signature none = TransactionSigner.unsigned();
    return switch (type) {
      case 0 ->
          new LegacyTransaction(
              random.nextBoolean() ? OptionalLong.of(chain) : OptionalLong.empty(),
              nonce,
              number(),
              random.nextLong(),
              to,
              number(),
              data,
              none);
      case 1 ->
          new AccessListTransaction(
              chain, nonce, number(), random.nextLong(), to, number(), data, accessList(), none);
      case 2 ->
          new FeeMarketTransaction(
              chain,
              nonce,
              number(),
              number(),
              random.nextLong(),
              to,
              number(),
              data,
              accessList(),
              none);
      case 3 ->
          new BlobTransaction(
              chain,
              nonce,
              number(),
              number(),
              random.nextLong(),
              address(),
              number(),
              data,
              accessList(),
              number(),
              List.of(hash(), hash()),
              none);
      default ->
          new SetCodeTransaction(
              chain,
              nonce,
              number(),
              number(),
              random.nextLong(),
              address(),
              number(),
              data,
              accessList(),
              authorizations(),
              none);
    };
  }

  private List<AccessListEntry> accessList() {
    return IntStream.range(0, random.nextInt(3))
        .mapToObj(i ->
            new AccessListEntry(
                address(), IntStream.range(0, random.nextInt(3)).mapToObj(k -> hash()).toList()))
        .toList();
  }

  private List<Authorization> authorizations() {
    return IntStream.range(0, random.nextInt(3))
        .mapToObj(i ->
            new Authorization(
                number(),
                address(),
                random.nextLong(),
                new Signature(random.nextInt(256), number(), number())))
        .toList();
  }

  private UInt256 number() {
    return UInt256.fromBytes(bytes(random.nextInt(33)));
  }

  private Hash hash() {
    return Hash.of(bytes(32));
  }

  private Address address() {
    return Address.of(bytes(20));
  }

  private byte[] bytes(int length) {
    byte[] out = new byte[length];
    random.nextBytes(out);
    return out;
  }
}
