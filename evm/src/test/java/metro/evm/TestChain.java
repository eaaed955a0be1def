package metro.evm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.state.Code;
import metro.evm.state.StateReader;
import metro.evm.state.WorldState;

/** A block and an account with ether to try things on. */
final class TestChain {
  static final long CHAIN_ID = 1;
  static final UInt256 BASE_FEE = UInt256.of(7);
  static final UInt256 RICH = UInt256.parse("1000000000000000000000");
  static final Address ALICE = Address.fromHex("0x" + "a1".repeat(20));
  static final Address BOB = Address.fromHex("0x" + "b0".repeat(20));
  static final Address CONTRACT = Address.fromHex("0x" + "cc".repeat(20));
  static final Address FEE_RECIPIENT = Address.fromHex("0x" + "fe".repeat(20));

  static final BlockContext BLOCK =
      new BlockContext(
          UInt256.of(CHAIN_ID),
          10,
          1_000,
          30_000_000,
          FEE_RECIPIENT,
          BASE_FEE,
          Hash.ZERO,
          UInt256.ONE,
          BlockContext.BlockHashes.NONE);

  private TestChain() {}

  static WorldState world() {
    WorldState world = new WorldState(StateReader.EMPTY);
    world.setBalance(ALICE, RICH);
    world.endTransaction();
    return world;
  }

  /** A world with a contract of this code. */
  static WorldState worldWith(String codeHex) {
    WorldState world = world();
    deploy(world, CONTRACT, codeHex);
    return world;
  }

  static void deploy(WorldState world, Address address, String codeHex) {
    world.setNonce(address, 1);
    world.setCode(address, Code.of(Hex.decode(codeHex)));
    world.endTransaction();
  }

  static FeeMarketTransaction transaction(
      long nonce, Optional<Address> to, UInt256 value, String data, long gasLimit) {
    return new FeeMarketTransaction(
        CHAIN_ID,
        nonce,
        UInt256.ONE,
        UInt256.of(100),
        gasLimit,
        to,
        value,
        Bytes.fromHex(data),
        List.<AccessListEntry>of(),
        TransactionSigner.unsigned());
  }

  static LegacyTransaction legacy(long nonce, UInt256 gasPrice, long gasLimit) {
    return new LegacyTransaction(
        OptionalLong.empty(),
        nonce,
        gasPrice,
        gasLimit,
        Optional.of(BOB),
        UInt256.ONE,
        Bytes.EMPTY,
        TransactionSigner.unsigned());
  }
}
