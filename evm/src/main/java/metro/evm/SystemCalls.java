package metro.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;

/**
 * What a block does by itself before and after its transactions: EIP-4788 and EIP-2935 at its
 * start, EIP-7002 and EIP-7251 at its end. Each call is a transaction of its own on the world.
 */
public final class SystemCalls {
  /** Who makes the calls. */
  public static final Address SYSTEM =
      Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");

  /** Keeps parent beacon block roots (EIP-4788). */
  public static final Address BEACON_ROOTS =
      Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  /** Keeps the last 8191 block hashes (EIP-2935). */
  public static final Address BLOCK_HASHES =
      Address.fromHex("0x0000F90827F1C53a10cb7A02335B175320002935");

  /** Collects withdrawal requests (EIP-7002). */
  public static final Address WITHDRAWAL_REQUESTS =
      Address.fromHex("0x00000961Ef480Eb55e80D19ad83579A64c007002");

  /** Collects consolidation requests (EIP-7251). */
  public static final Address CONSOLIDATION_REQUESTS =
      Address.fromHex("0x0000BBdDc7CE488642fb579F8B00f3a590007251");

  private static final long GAS = 30_000_000;

  private final Evm evm;

  /** System calls by this EVM under its fork. */
  public SystemCalls(Evm evm) {
    this.evm = evm;
  }

  /** The start of a block. Contracts that are not there are passed over, as the EIPs say. */
  public void beginBlock(
      WorldState world, BlockContext block, Hash parentHash, Hash parentBeaconBlockRoot) {
    storeBeaconRoot(world, block, parentBeaconBlockRoot);
    storeParentHash(world, block, parentHash);
  }

  /** EIP-4788's part of {@link #beginBlock}. */
  public void storeBeaconRoot(WorldState world, BlockContext block, Hash parentBeaconBlockRoot) {
    if (evm.fork().has(Feature.BEACON_ROOT)) {
      call(world, block, BEACON_ROOTS, Bytes.of(parentBeaconBlockRoot.bytes()));
    }
  }

  /** EIP-2935's part of {@link #beginBlock}. */
  public void storeParentHash(WorldState world, BlockContext block, Hash parentHash) {
    if (evm.fork().has(Feature.BLOCK_HASH_HISTORY)) {
      call(world, block, BLOCK_HASHES, Bytes.of(parentHash.bytes()));
    }
  }

  /**
   * The end of a block.
   *
   * @return EIP-7685 requests that are not empty, each with its type byte, in order of types;
   *     without deposits, which are logs and no call
   * @throws IllegalStateException when a contract is missing or fails: the block would be invalid,
   *     and the genesis state has to contain both contracts
   */
  public List<Bytes> endBlock(WorldState world, BlockContext block) {
    List<Bytes> requests = new ArrayList<>();
    if (evm.fork().has(Feature.REQUESTS)) {
      collect(world, block, WITHDRAWAL_REQUESTS, (byte) 1).ifPresent(requests::add);
      collect(world, block, CONSOLIDATION_REQUESTS, (byte) 2).ifPresent(requests::add);
    }
    return requests;
  }

  private Optional<Bytes> collect(
      WorldState world, BlockContext block, Address contract, byte type) {
    Execution execution =
        call(world, block, contract, Bytes.EMPTY)
            .filter(Execution::succeeded)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the request contract "
                        + contract
                        + " is missing or failed: put it into genesis"));
    byte[] output = execution.output().arrayForReading();
    if (output.length == 0) {
      return Optional.empty();
    }
    byte[] request = new byte[output.length + 1];
    request[0] = type;
    System.arraycopy(output, 0, request, 1, output.length);
    return Optional.of(Bytes.wrap(request));
  }

  private Optional<Execution> call(
      WorldState world, BlockContext block, Address contract, Bytes input) {
    if (world.code(contract).size() == 0) {
      return Optional.empty();
    }
    world.beginTransaction();
    Execution execution =
        evm.execute(
            world,
            block,
            new TransactionContext(SYSTEM, UInt256.ZERO, List.of()),
            new Message(SYSTEM, Optional.of(contract), UInt256.ZERO, input, GAS),
            Optional.empty());
    world.endTransaction();
    return Optional.of(execution);
  }
}
