package metro.evm;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import metro.evm.precompile.Precompile;
import metro.evm.state.Account;
import metro.evm.state.Code;
import metro.evm.state.StateDiff;
import metro.evm.state.StateReader;
import metro.evm.state.WorldState;

/**
 * A quick measurement, not a test: transfers, token transfers, computation and precompiles per
 * second on one thread. Run {@code main} with the test class path.
 */
final class Measure {
  private static final int ACCOUNTS = 10_000;
  private static final int BLOCK_SIZE = 1_000;
  private static final int TRANSACTIONS = 200_000;

  /** transfer(to, amount) with balances in a mapping at slot 0 and the Transfer event. */
  private static final String TOKEN =
      "5f3560e01c63a9059cbb146011575f5ffd5b335f525f60205260405f20805460243580821015602c"
          + "575f5ffd5b900390556004355f5260405f2080546024350190556024355f52600435337fddf252ad"
          + "1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa360015f5260205ff3";

  private Measure() {}

  /** A state in memory that diffs are written to. */
  private static final class MemoryState implements StateReader {
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> storage = new HashMap<>();
    private final Map<Hash, byte[]> codes = new HashMap<>();

    void apply(StateDiff diff) {
      for (StateDiff.AccountChange change : diff.accounts()) {
        change.account().ifPresent(account -> accounts.put(change.address(), account));
        Map<UInt256, UInt256> slots =
            storage.computeIfAbsent(change.address(), a -> new HashMap<>());
        change.slots().forEach(slot -> slots.put(slot.slot(), slot.value()));
      }
      codes.putAll(diff.codes());
    }

    @Override
    public Optional<Account> account(Address address) {
      return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      return storage.getOrDefault(address, Map.of()).getOrDefault(slot, UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
      return !storage.getOrDefault(address, Map.of()).isEmpty();
    }

    @Override
    public byte[] code(Hash codeHash) {
      return codes.getOrDefault(codeHash, new byte[0]);
    }
  }

  /** CPU time of this thread: other load on the machine matters less. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Address account(int i) {
    byte[] bytes = new byte[20];
    new SplittableRandom(i).nextBytes(bytes);
    return Address.of(bytes);
  }

  public static void main(String[] args) {
    List<String> only = List.of(args);
    if (only.isEmpty() || only.contains("transactions")) {
      transactions("transfers", false);
      transactions("token transfers", true);
    }
    if (only.isEmpty() || only.contains("compute")) {
      compute("add/mul/sub loop", "60015b60070160030260029003600256");
      compute(
          "div/mod loop",
          "5b69cdcdcdcdcdcdcdcdcdcd7fabababababababababababababababababababababab"
              + "abababababababababab045073cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd7fab"
              + "ababababababababababababababababababababababababababababababab06506000"
              + "56");
      compute(
          "mulmod loop",
          "5b7eefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef7fab"
              + "ababababababababababababababababababababababababababababababab7fcdcdcd"
              + "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd0950600056");
      compute("stack loop", "5b600180905050600056");
      compute("memory loop", "5b604051600101604052600056");
      compute("keccak loop", "5b60405f205f52600056");
    }
    if (only.isEmpty() || only.contains("precompiles")) {
      precompiles();
    }
  }

  private static void transactions(String name, boolean token) {
    MemoryState state = new MemoryState();
    Address contract = account(-1);
    WorldState genesis = new WorldState(state);
    for (int i = 0; i < ACCOUNTS; i++) {
      genesis.setBalance(account(i), TestChain.RICH);
    }
    if (token) {
      genesis.setNonce(contract, 1);
      genesis.setCode(contract, Code.of(Hex.decode(TOKEN)));
      for (int i = 0; i < ACCOUNTS; i++) {
        byte[] key = new byte[64];
        account(i).copyTo(key, 12);
        UInt256 slot = UInt256.fromBytes(metro.ethereum.Keccak.keccak256(key));
        genesis.setStorage(contract, slot, UInt256.of(1_000_000_000));
      }
    }
    state.apply(genesis.takeDiff());
    List<FeeMarketTransaction> list = new ArrayList<>();
    int[] nonces = new int[ACCOUNTS];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TRANSACTIONS; i++) {
      int from = random.nextInt(ACCOUNTS);
      Address to = account(random.nextInt(ACCOUNTS));
      String data =
          "a9059cbb" + "00".repeat(12) + to.toString().substring(2) + "00".repeat(31) + "01";
      list.add(
          TestChain.transaction(
              nonces[from]++,
              Optional.of(token ? contract : to),
              token ? UInt256.ZERO : UInt256.ONE,
              token ? data : "",
              token ? 100_000 : 21_000));
    }
    run(name, state, list);
  }

  private static void run(String name, MemoryState state, List<FeeMarketTransaction> list) {
    TransactionProcessor processor = new TransactionProcessor(Fork.OSAKA);
    SplittableRandom random = new SplittableRandom(1);
    Address[] senders = new Address[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) {
      senders[i] = account(i);
    }
    long gas = 0;
    long start = cpuNanos();
    for (int i = 0; i < list.size(); i += BLOCK_SIZE) {
      if (i == list.size() / 2) {
        start = cpuNanos();
        gas = 0;
      }
      WorldState world = new WorldState(state);
      for (int j = i; j < i + BLOCK_SIZE; j++) {
        Address sender = senders[random.nextInt(ACCOUNTS)];
        random.nextInt(ACCOUNTS);
        TransactionResult result =
            processor.process(world, TestChain.BLOCK, 1 << 30, list.get(j), sender);
        if (!(result instanceof TransactionResult.Included included) || !included.succeeded()) {
          throw new IllegalStateException(name + " " + j + ": " + result);
        }
        gas += included.gasUsed();
      }
      state.apply(world.takeDiff());
    }
    double seconds = (cpuNanos() - start) / 1e9;
    System.out.printf(
        "%s: %,.0f/s, %.2f Ggas/s (second half of %,d, one thread, %,d accounts)%n",
        name, list.size() * 0.5 / seconds, gas / seconds / 1e9, list.size(), ACCOUNTS);
  }

  private static void compute(String name, String loop) {
    long gas = 100_000_000;
    Evm evm = new Evm(Fork.OSAKA);
    for (int round = 0; round < 4; round++) {
      WorldState world = TestChain.worldWith("0x" + loop);
      long start = cpuNanos();
      Execution execution =
          evm.execute(
              world,
              TestChain.BLOCK,
              new TransactionContext(TestChain.ALICE, UInt256.ONE, List.of()),
              new Message(
                  TestChain.ALICE, Optional.of(TestChain.CONTRACT), UInt256.ZERO, Bytes.EMPTY, gas),
              Optional.empty());
      double seconds = (cpuNanos() - start) / 1e9;
      if (round == 3) {
        System.out.printf(
            "%s: %.2f Ggas/s (ends with %s)%n",
            name, gas / seconds / 1e9, execution.halt().map(Halt::text).orElse("success"));
      }
    }
  }

  private static void precompiles() {
    time("ecrecover", 1, ecRecoverInput(), 2_000);
    time("modexp 256 bytes, 65537", 5, modExpInput(256, 3), 500);
    time("modexp 32 bytes, 32", 5, modExpInput(32, 32), 5_000);
    time("modexp 256 bytes, 256", 5, modExpInput(256, 256), 50);
    time("bn254 add", 6, bnPoints(), 20_000);
    time("bn254 mul", 7, bnScalar(), 3_000);
    String pair =
        "0000000000000000000000000000000000000000000000000000000000000001"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
            + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
            + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
            + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
    time("bn254 pairing, 2 pairs", 8, Hex.decode(pair.repeat(2)), 500);
    time("bn254 pairing, 4 pairs", 8, Hex.decode(pair.repeat(4)), 300);
    time("p256verify (bad signature)", 0x100, p256Input(), 2_000);
  }

  private static byte[] p256Input() {
    return Hex.decode(
        "bb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023"
            + "2ba3a8be6b94d5ec80a6d9d1190a436effe50d85a1eee859b8cc6af9bd5c2e18"
            + "4cd60b855d442f5b3c7b11eb6c4e0ae7525fe710fab9aa7c77a67f79e6fadd76"
            + "2927b10512bae3eddcfe467828128bad2903269919f7086069c8c4df6c732838"
            + "c7787964eaac00e5921fb1498a60f4606766b3d9685001558d1a974e7341513e");
  }

  private static byte[] bnPoints() {
    byte[] input = new byte[128];
    input[31] = 1;
    input[63] = 2;
    input[95] = 1;
    input[127] = 2;
    return input;
  }

  private static byte[] bnScalar() {
    byte[] input = bnPoints();
    java.util.Arrays.fill(input, 64, 96, (byte) 0x77);
    return input;
  }

  private static byte[] ecRecoverInput() {
    byte[] key = new byte[32];
    key[31] = 5;
    byte[] digest = new byte[32];
    metro.ethereum.Signature signature = metro.ethereum.Secp256k1.fastest().sign(digest, key);
    byte[] input = new byte[128];
    input[63] = (byte) (27 + signature.yParity());
    System.arraycopy(signature.compact(), 0, input, 64, 64);
    return input;
  }

  private static byte[] modExpInput(int size, int exponentSize) {
    byte[] input = new byte[96 + 2 * size + exponentSize];
    new SplittableRandom(size).nextBytes(input);
    java.util.Arrays.fill(input, 0, 96, (byte) 0);
    input[30] = (byte) (size >> 8);
    input[31] = (byte) size;
    input[62] = (byte) (exponentSize >> 8);
    input[63] = (byte) exponentSize;
    input[94] = (byte) (size >> 8);
    input[95] = (byte) size;
    // An odd modulus above the base.
    input[96 + size + exponentSize] = (byte) 0xff;
    input[input.length - 1] |= 1;
    return input;
  }

  private static void time(String name, int address, byte[] input, int times) {
    Precompile precompile =
        Fork.OSAKA.precompile(metro.evm.precompile.Precompiles.at(address)).orElseThrow();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = cpuNanos();
      for (int i = 0; i < times; i++) {
        precompile.run(input);
      }
      best = Math.min(best, cpuNanos() - start);
    }
    double micros = best / 1e3 / times;
    System.out.printf(
        "%s: %.1f us, %d gas, %.0f Mgas/s, output %d bytes%n",
        name,
        micros,
        precompile.gas(input),
        precompile.gas(input) / micros,
        precompile.run(input).map(o -> o.length).orElse(-1));
  }
}
