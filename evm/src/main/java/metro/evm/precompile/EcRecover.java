package metro.evm.precompile;

import java.util.Arrays;
import java.util.Optional;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;

/** 0x01: the address that signed a digest (Yellow Paper, appendix E). */
record EcRecover(Secp256k1 secp256k1) implements Precompile {
  private static final int INPUT_BYTES = 128;
  private static final UInt256 V_EVEN = UInt256.of(27);
  private static final UInt256 V_ODD = UInt256.of(28);

  @Override
  public long gas(byte[] input) {
    return 3000;
  }

  @Override
  public Optional<byte[]> run(byte[] input) {
    byte[] in = Input.padded(input, INPUT_BYTES);
    UInt256 v = UInt256.fromBytes(in, 32, 32);
    Signature signature =
        new Signature(
            v.equals(V_ODD) ? 1 : 0, UInt256.fromBytes(in, 64, 32), UInt256.fromBytes(in, 96, 32));
    boolean valid = (v.equals(V_EVEN) || v.equals(V_ODD)) && signature.isInRange();
    if (!valid) {
      return Optional.of(Input.NONE);
    }
    return Optional.of(
        secp256k1
            .recover(Arrays.copyOf(in, 32), signature)
            .map(EcRecover::toWord)
            .orElse(Input.NONE));
  }

  private static byte[] toWord(byte[] publicKey) {
    byte[] word = Keccak.keccak256(publicKey);
    Arrays.fill(word, 0, 12, (byte) 0);
    return word;
  }
}
