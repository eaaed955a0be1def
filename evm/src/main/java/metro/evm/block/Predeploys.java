package metro.evm.block;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;
import metro.evm.SystemCalls;

/**
 * Contracts a chain should have from the beginning. The system contracts are needed by every client
 * from Prague on (a block is invalid without the last two); the others are what tools expect.
 *
 * <table>
 * <caption>Sources</caption>
 * <tr><td>beacon roots<td>EIP-4788
 * <tr><td>block hashes<td>EIP-2935
 * <tr><td>withdrawal requests<td>EIP-7002
 * <tr><td>consolidation requests<td>EIP-7251
 * <tr><td>Multicall3<td>the code at its address on Ethereum (github.com/mds1/multicall3), code hash
 *     0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891
 * <tr><td>CREATE2 deployer<td>github.com/Arachnid/deterministic-deployment-proxy
 * </table>
 */
public final class Predeploys {
  /** Many calls in one. */
  public static final Address MULTICALL3 =
      Address.fromHex("0xcA11bde05977b3631167028862bE2a173976CA11");

  /** Deploys at addresses that are the same on every chain. */
  public static final Address CREATE2_DEPLOYER =
      Address.fromHex("0x4e59b44847b379578588920cA78FbF26c0B4956C");

  private Predeploys() {}

  /** The four contracts that the protocol itself calls. */
  public static Map<Address, GenesisAccount> system() {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    accounts.put(SystemCalls.BEACON_ROOTS, GenesisAccount.ofCode(code("beacon-roots")));
    accounts.put(SystemCalls.BLOCK_HASHES, GenesisAccount.ofCode(code("block-hashes")));
    accounts.put(SystemCalls.WITHDRAWAL_REQUESTS, requests("withdrawal-requests"));
    accounts.put(SystemCalls.CONSOLIDATION_REQUESTS, requests("consolidation-requests"));
    return accounts;
  }

  /** The system contracts and what tools expect. */
  public static Map<Address, GenesisAccount> all() {
    Map<Address, GenesisAccount> accounts = system();
    accounts.put(MULTICALL3, GenesisAccount.ofCode(code("multicall3")));
    accounts.put(CREATE2_DEPLOYER, GenesisAccount.ofCode(code("create2-deployer")));
    return accounts;
  }

  /** Slot 0 as the constructors leave it: no fee is known before the first system call. */
  private static GenesisAccount requests(String name) {
    return new GenesisAccount(1, UInt256.ZERO, code(name), Map.of(UInt256.ZERO, UInt256.MAX));
  }

  private static Bytes code(String name) {
    String resource = name + ".hex";
    try (InputStream in = Predeploys.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its resource " + resource);
      }
      return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }
}
