package metro.rollup.mirror;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.chain.BlockInput;
import metro.evm.chain.BlockParameters;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.chain.SealedBlock;
import metro.evm.chain.TransactionInput;

/** A chain with one rich sender, and what ordered input may look like. */
final class TestTraffic {
  static final long CHAIN_ID = 424_242;
  private static final Address FEES = Address.fromHex("0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e");
  private static final Address TO = Address.fromHex("0x1000000000000000000000000000000000000001");

  private final TransactionSigner rich = signer(1);
  private final TransactionSigner poor = signer(2);
  private long nonce;

  private static TransactionSigner signer(int seed) {
    return new TransactionSigner(
        Secp256k1.fastest(), Keccak.keccak256(new byte[] {(byte) seed, 42}));
  }

  Genesis genesis() {
    UInt256 balance = UInt256.of(1_000_000_000_000_000_000L).times(1_000);
    return Genesis.of(
        CHAIN_ID, java.util.Map.of(rich.address(), GenesisAccount.ofBalance(balance)));
  }

  /** Executes the next block; {@code salt} tells siblings apart. */
  SealedBlock seal(EmbeddedEvm evm, int salt, List<TransactionInput> transactions) {
    long number = evm.heads().latest().number() + 1;
    Hash random = Keccak.hash(UInt256.of(number * 1_000 + salt).toBytes());
    BlockParameters parameters =
        BlockParameters.of(1_000 + number, FEES, random, Genesis.DEFAULT_GAS_LIMIT);
    return evm.execute(
        new BlockInput(evm.heads().latest().hash(), parameters, random, transactions));
  }

  /** Uses the sender's nonces from here on. */
  void nonceIs(long next) {
    nonce = next;
  }

  long nonce() {
    return nonce;
  }

  TransactionInput transfer() {
    return signed(rich, CHAIN_ID, nonce++, Optional.of(TO), UInt256.ONE, Bytes.EMPTY, 21_000);
  }

  /** Creates a contract that keeps a slot: PUSH1 7, PUSH1 1, SSTORE. */
  TransactionInput create() {
    Bytes code = Bytes.fromHex("0x600760015500");
    return signed(rich, CHAIN_ID, nonce++, Optional.empty(), UInt256.ZERO, code, 200_000);
  }

  /** Asks for a withdrawal (EIP-7002): the block's requests are not empty. */
  TransactionInput withdrawalRequest() {
    Bytes data = Bytes.wrap(new byte[56]);
    Address contract = metro.evm.SystemCalls.WITHDRAWAL_REQUESTS;
    return signed(rich, CHAIN_ID, nonce++, Optional.of(contract), UInt256.ONE, data, 300_000);
  }

  static TransactionInput garbage() {
    return TransactionInput.of(Bytes.fromHex("0x02deadbeef"));
  }

  TransactionInput fromPoorSender() {
    return signed(poor, CHAIN_ID, 0, Optional.of(TO), UInt256.ONE, Bytes.EMPTY, 21_000);
  }

  TransactionInput withNonceGap() {
    return signed(rich, CHAIN_ID, nonce + 5, Optional.of(TO), UInt256.ONE, Bytes.EMPTY, 21_000);
  }

  TransactionInput withUsedNonce() {
    return signed(rich, CHAIN_ID, 0, Optional.of(TO), UInt256.ONE, Bytes.EMPTY, 21_000);
  }

  TransactionInput ofOtherChain() {
    return signed(rich, 1, nonce, Optional.of(TO), UInt256.ONE, Bytes.EMPTY, 21_000);
  }

  private static TransactionInput signed(
      TransactionSigner signer,
      long chainId,
      long nonce,
      Optional<Address> to,
      UInt256 value,
      Bytes data,
      long gas) {
    FeeMarketTransaction transaction =
        new FeeMarketTransaction(
            chainId,
            nonce,
            UInt256.of(1_000_000_000L),
            UInt256.of(100_000_000_000L),
            gas,
            to,
            value,
            data,
            List.of(),
            TransactionSigner.unsigned());
    return TransactionInput.of(Bytes.wrap(signer.sign(transaction).encode()));
  }
}
