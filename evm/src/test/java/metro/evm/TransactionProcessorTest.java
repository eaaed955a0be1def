package metro.evm;

import static metro.evm.TestChain.ALICE;
import static metro.evm.TestChain.BLOCK;
import static metro.evm.TestChain.BOB;
import static metro.evm.TestChain.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.state.StateDiff;
import metro.evm.state.WorldState;
import org.junit.jupiter.api.Test;

class TransactionProcessorTest {
  private static final Signature NONE = TransactionSigner.unsigned();
  private static final Hash BLOB = Hash.fromHex("0x01" + "00".repeat(31));

  private final TransactionProcessor processor = new TransactionProcessor(Fork.OSAKA);
  private final Set<TransactionInvalid> reached = EnumSet.noneOf(TransactionInvalid.class);

  private TransactionResult process(WorldState world, Transaction transaction) {
    return processor.process(world, BLOCK, BLOCK.gasLimit(), transaction, ALICE);
  }

  private void assertInvalid(TransactionInvalid reason, WorldState world, Transaction transaction) {
    assertInvalid(reason, processor, BLOCK, BLOCK.gasLimit(), world, transaction);
  }

  private void assertInvalid(
      TransactionInvalid reason,
      TransactionProcessor by,
      BlockContext block,
      long blockGasLeft,
      WorldState world,
      Transaction transaction) {
    world.takeDiff();
    assertThat(by.process(world, block, blockGasLeft, transaction, ALICE))
        .isEqualTo(new TransactionResult.Invalid(reason));
    assertThat(world.takeDiff()).isEqualTo(StateDiff.EMPTY);
    reached.add(reason);
  }

  private static FeeMarketTransaction transfer(long nonce) {
    return TestChain.transaction(nonce, Optional.of(BOB), UInt256.of(5), "", 21_000);
  }

  private static FeeMarketTransaction fees(long tip, long cap) {
    return new FeeMarketTransaction(
        1,
        0,
        UInt256.of(tip),
        UInt256.of(cap),
        21_000,
        Optional.of(BOB),
        UInt256.ZERO,
        Bytes.EMPTY,
        List.of(),
        NONE);
  }

  private static BlobTransaction blobs(UInt256 maxFeePerBlobGas, List<Hash> hashes) {
    return new BlobTransaction(
        1,
        0,
        UInt256.ONE,
        UInt256.of(100),
        21_000,
        BOB,
        UInt256.ZERO,
        Bytes.EMPTY,
        List.of(),
        maxFeePerBlobGas,
        hashes,
        NONE);
  }

  private static SetCodeTransaction setCode(List<Authorization> authorizations) {
    return new SetCodeTransaction(
        1,
        0,
        UInt256.ONE,
        UInt256.of(100),
        200_000,
        BOB,
        UInt256.ZERO,
        Bytes.EMPTY,
        List.of(),
        authorizations,
        NONE);
  }

  @Test
  void every_reason_of_refusal_is_reached_and_changes_nothing() {
    WorldState world = TestChain.world();
    world.setNonce(ALICE, 1);
    assertInvalid(TransactionInvalid.NONCE_TOO_LOW, world, transfer(0));
    assertInvalid(TransactionInvalid.NONCE_TOO_HIGH, world, transfer(2));
    world.setNonce(ALICE, -1);
    assertInvalid(TransactionInvalid.NONCE_OVERFLOW, world, transfer(-1));
    world = TestChain.world();
    reachForms(world);
    reachGas(world);
    assertInvalid(TransactionInvalid.TIP_ABOVE_FEE_CAP, world, fees(11, 10));
    assertInvalid(TransactionInvalid.FEE_BELOW_BASE_FEE, world, fees(1, 6));
    assertInvalid(TransactionInvalid.NO_BLOBS, world, blobs(UInt256.ONE, List.of()));
    assertInvalid(
        TransactionInvalid.TOO_MANY_BLOBS,
        world,
        blobs(UInt256.ONE, java.util.Collections.nCopies(7, BLOB)));
    assertInvalid(
        TransactionInvalid.BLOB_HASH_VERSION, world, blobs(UInt256.ONE, List.of(Hash.ZERO)));
    assertInvalid(TransactionInvalid.BLOB_FEE_TOO_LOW, world, blobs(UInt256.ZERO, List.of(BLOB)));
    assertInvalid(TransactionInvalid.NO_AUTHORIZATIONS, world, setCode(List.of()));
    world.setBalance(ALICE, UInt256.of(21_000 * 100 + 4));
    assertInvalid(TransactionInvalid.INSUFFICIENT_FUNDS, world, transfer(0));
    world = TestChain.world();
    TestChain.deploy(world, ALICE, "0x00");
    assertInvalid(TransactionInvalid.SENDER_HAS_CODE, world, transferFrom(world));
    assertThat(reached).isEqualTo(EnumSet.allOf(TransactionInvalid.class));
  }

  private static Transaction transferFrom(WorldState world) {
    return transfer(world.nonce(ALICE));
  }

  private void reachForms(WorldState world) {
    assertInvalid(
        TransactionInvalid.TYPE_NOT_SUPPORTED,
        new TransactionProcessor(Fork.SHANGHAI),
        BLOCK,
        BLOCK.gasLimit(),
        world,
        blobs(UInt256.ONE, List.of(BLOB)));
    FeeMarketTransaction other =
        new FeeMarketTransaction(
            2,
            0,
            UInt256.ONE,
            UInt256.of(100),
            21_000,
            Optional.of(BOB),
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            NONE);
    assertInvalid(TransactionInvalid.WRONG_CHAIN_ID, world, other);
  }

  private void reachGas(WorldState world) {
    Optional<Address> bob = Optional.of(BOB);
    assertInvalid(
        TransactionInvalid.INTRINSIC_GAS,
        world,
        TestChain.transaction(0, bob, UInt256.ZERO, "", 20_999));
    assertInvalid(
        TransactionInvalid.FLOOR_GAS,
        world,
        TestChain.transaction(0, bob, UInt256.ZERO, "ff".repeat(100), 21_000 + 1600));
    assertInvalid(
        TransactionInvalid.INIT_CODE_TOO_LARGE,
        world,
        TestChain.transaction(0, Optional.empty(), UInt256.ZERO, "00".repeat(49_153), 10_000_000));
    assertInvalid(
        TransactionInvalid.GAS_ABOVE_TRANSACTION_CAP,
        world,
        TestChain.transaction(0, bob, UInt256.ZERO, "", (1 << 24) + 1));
    assertInvalid(
        TransactionInvalid.GAS_ABOVE_BLOCK_LIMIT,
        world,
        TestChain.transaction(0, bob, UInt256.ZERO, "", -1));
    assertInvalid(
        TransactionInvalid.BLOCK_GAS_EXHAUSTED, processor, BLOCK, 20_999, world, transfer(0));
  }

  @Test
  void a_transaction_that_is_wrong_and_does_not_fit_is_called_wrong() {
    assertThat(processor.process(TestChain.world(), BLOCK, 0, transfer(9), ALICE))
        .isEqualTo(new TransactionResult.Invalid(TransactionInvalid.NONCE_TOO_HIGH));
  }

  @Test
  void codes_are_distinct() {
    assertThat(List.of(TransactionInvalid.values()))
        .extracting(TransactionInvalid::code)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_transfer_moves_value_and_pays_sender_and_fee_recipient() {
    WorldState world = TestChain.world();
    TransactionResult.Included result = (TransactionResult.Included) process(world, transfer(0));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.gasUsed()).isEqualTo(21_000);
    assertThat(result.gasPrice()).isEqualTo(UInt256.of(8));
    assertThat(world.balance(BOB)).isEqualTo(UInt256.of(5));
    assertThat(world.balance(TestChain.FEE_RECIPIENT)).isEqualTo(UInt256.of(21_000));
    assertThat(world.balance(ALICE)).isEqualTo(TestChain.RICH.minus(UInt256.of(5 + 8 * 21_000)));
    assertThat(world.nonce(ALICE)).isEqualTo(1);
  }

  @Test
  void a_revert_is_included_with_its_data_and_without_its_changes() {
    // sstore(0, 1); mstore(0, 42); revert(0, 32)
    WorldState world = TestChain.worldWith("0x6001600055602a60005260206000fd");
    TransactionResult.Included result =
        (TransactionResult.Included)
            process(
                world, TestChain.transaction(0, Optional.of(CONTRACT), UInt256.ONE, "", 100_000));
    assertThat(result.execution().outcome()).isEqualTo(Execution.Outcome.REVERTED);
    assertThat(result.execution().output().at(31)).isEqualTo((byte) 42);
    assertThat(world.storage(CONTRACT, UInt256.ZERO)).isEqualTo(UInt256.ZERO);
    assertThat(world.balance(CONTRACT)).isEqualTo(UInt256.ZERO);
    assertThat(result.gasUsed()).isLessThan(100_000);
  }

  @Test
  void a_creation_names_the_new_contract() {
    WorldState world = TestChain.world();
    // Returns one byte of code: STOP.
    TransactionResult.Included result =
        (TransactionResult.Included)
            process(
                world,
                TestChain.transaction(0, Optional.empty(), UInt256.ZERO, "60016000f3", 100_000));
    Address created = Evm.createAddress(ALICE, 0);
    assertThat(result.execution().created()).contains(created);
    assertThat(world.code(created).size()).isEqualTo(1);
    assertThat(world.nonce(created)).isEqualTo(1);
    assertThat(world.nonce(ALICE)).isEqualTo(1);
  }

  @Test
  void an_authorization_delegates_and_the_delegate_runs_on_the_authoritys_storage() {
    Secp256k1 secp256k1 = Secp256k1.fastest();
    byte[] key = new byte[32];
    key[31] = 7;
    Address authority = Address.ofPublicKey(secp256k1.publicKey(key));
    Authorization unsigned = new Authorization(UInt256.ONE, CONTRACT, 0, NONE);
    Authorization signed =
        new Authorization(
            UInt256.ONE, CONTRACT, 0, secp256k1.sign(unsigned.signingHash().bytes(), key));
    // sstore(0, 1)
    WorldState world = TestChain.worldWith("0x600160005500");
    process(world, setCode(List.of(signed, signed)));
    assertThat(world.code(authority).delegate()).contains(CONTRACT);
    assertThat(world.nonce(authority)).isEqualTo(1);
    process(world, TestChain.transaction(1, Optional.of(authority), UInt256.ZERO, "", 100_000));
    assertThat(world.storage(authority, UInt256.ZERO)).isEqualTo(UInt256.ONE);
    assertThat(world.storage(CONTRACT, UInt256.ZERO)).isEqualTo(UInt256.ZERO);
  }
}
