package metro.evm.precompile;

import java.util.HashMap;
import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;

/** Which precompiled contracts exist since when, by address. */
public final class Precompiles {
  private Precompiles() {}

  /** 0x01 to 0x09. */
  public static Map<Address, Precompile> shanghai() {
    Map<Address, Precompile> all = new HashMap<>();
    all.put(at(0x01), new EcRecover(Secp256k1.fastest()));
    all.put(at(0x02), new HashFunctions.Sha256());
    all.put(at(0x03), new HashFunctions.Ripemd160());
    all.put(at(0x04), new HashFunctions.Identity());
    all.put(at(0x05), new ModExp(ModExp.Pricing.EIP_2565));
    all.put(at(0x06), new Bn254Precompiles.Add());
    all.put(at(0x07), new Bn254Precompiles.Multiply());
    all.put(at(0x08), new Bn254Precompiles.Pairing());
    all.put(at(0x09), new Blake2f());
    return all;
  }

  /** And 0x0a, point evaluation (EIP-4844). */
  public static Map<Address, Precompile> cancun() {
    Map<Address, Precompile> all = shanghai();
    all.put(at(0x0a), new PointEvaluation());
    return all;
  }

  /** And 0x0b to 0x11, BLS12-381 (EIP-2537). */
  public static Map<Address, Precompile> prague() {
    Map<Address, Precompile> all = cancun();
    all.put(at(0x0b), new BlsPrecompiles.G1Add());
    all.put(at(0x0c), new BlsPrecompiles.G1MultiExp());
    all.put(at(0x0d), new BlsPrecompiles.G2Add());
    all.put(at(0x0e), new BlsPrecompiles.G2MultiExp());
    all.put(at(0x0f), new BlsPrecompiles.PairingCheck());
    all.put(at(0x10), new BlsPrecompiles.MapFpToG1());
    all.put(at(0x11), new BlsPrecompiles.MapFp2ToG2());
    return all;
  }

  /** And 0x100, P-256 (EIP-7951); modexp at the price of EIP-7883. */
  public static Map<Address, Precompile> osaka() {
    Map<Address, Precompile> all = prague();
    all.put(at(0x05), new ModExp(ModExp.Pricing.EIP_7883));
    all.put(at(0x100), new P256Verify());
    return all;
  }

  /** The address that is this number. */
  public static Address at(int number) {
    byte[] bytes = new byte[Address.SIZE];
    bytes[Address.SIZE - 2] = (byte) (number >> 8);
    bytes[Address.SIZE - 1] = (byte) number;
    return Address.of(bytes);
  }
}
