package metro.ethereum;

/** Chooses once: native where the library loads, plain Java otherwise. */
final class FastestSecp256k1 {
  static final Secp256k1 INSTANCE =
      NativeSecp256k1.load().<Secp256k1>map(n -> n).orElseGet(BouncyCastleSecp256k1::new);

  private FastestSecp256k1() {}
}
