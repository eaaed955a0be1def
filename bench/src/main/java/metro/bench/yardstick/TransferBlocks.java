package metro.bench.yardstick;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metro.bench.load.Mix;
import metro.bench.load.Traffic;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.state.Admission;
import metro.state.ApplyResult;
import metro.state.BlockVerifier;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.NonceMode;
import metro.state.Outcome;
import metro.state.PayMode;
import metro.state.ProposedSender;
import metro.state.RollupId;

/**
 * Blocks of transfers as a leader proposes them, and the genesis they go on from.
 *
 * @param genesis with credits for all who send
 * @param proposals in the order to apply
 */
record TransferBlocks(Genesis genesis, List<BlockProposal> proposals) {
  /** Transfers in each block. */
  static final int ITEMS_PER_BLOCK = 1_000;

  private static final long COMMITTEE = 940_000;
  // Ten million accounts have less than all there may be; each can pay for 100,000 transfers.
  private static final long CREDIT_UTIA = 100_000_000_000L;
  private static final int STREAMS = 1;

  TransferBlocks {
    proposals = List.copyOf(proposals);
  }

  /** Signs everything; the same seed makes the same bytes. */
  static TransferBlocks make(StoreRows.Size size, long seed) {
    List<Long> chains = new ArrayList<>();
    for (long i = 1; i <= size.rollups(); i++) {
      chains.add(COMMITTEE + i);
    }
    Traffic traffic =
        new Traffic(new Traffic.Plan(Mix.TRANSFERS, chains, size.senders(), 0, STREAMS, seed));
    Genesis genesis = genesis(traffic.addresses(), chains, size.accounts());
    return new TransferBlocks(genesis, proposals(traffic, size.blocks()));
  }

  /** Fails when anything was refused: what was measured then means nothing. */
  static void requireAllTaken(ApplyResult result) {
    for (Outcome outcome : result.outcomes()) {
      if (outcome instanceof Outcome.Rejected r) {
        throw new IllegalStateException("the bench made a transaction that is refused: " + r);
      }
    }
  }

  private static List<BlockProposal> proposals(Traffic traffic, int blocks) {
    BlockVerifier verifier = new BlockVerifier(Secp256k1.fastest());
    List<ProposedTransaction> items =
        traffic.take(blocks * ITEMS_PER_BLOCK).parallelStream()
            .map(raw -> proposed(Bytes.wrap(raw.toByteArray()), verifier))
            .toList();
    Set<Address> seen = new HashSet<>();
    List<BlockProposal> out = new ArrayList<>();
    for (int from = 0; from < items.size(); from += ITEMS_PER_BLOCK) {
      List<ProposedItem> block = new ArrayList<>();
      for (ProposedTransaction item : items.subList(from, from + ITEMS_PER_BLOCK)) {
        Address address = item.sender().address();
        block.add(
            seen.add(address)
                ? item
                : new ProposedTransaction(item.raw(), new ProposedSender.Known(address)));
      }
      out.add(new BlockProposal(1_800_000_000_000L + from, false, block));
    }
    return out;
  }

  private static ProposedTransaction proposed(Bytes raw, BlockVerifier verifier) {
    Admission.Admitted admitted = (Admission.Admitted) Admission.of(raw);
    byte[] key = verifier.publicKey(admitted).orElseThrow();
    return new ProposedTransaction(raw, new ProposedSender.FirstSeen(Bytes.wrap(key)));
  }

  private static Genesis genesis(List<Address> senders, List<Long> chains, int accounts) {
    Address owner = senders.getFirst();
    Map<Address, Long> credits = new TreeMap<>();
    senders.forEach(s -> credits.put(s, CREDIT_UTIA));
    SplittableRandom random = new SplittableRandom(accounts);
    byte[] idle = new byte[Address.SIZE];
    while (credits.size() < accounts) {
      random.nextBytes(idle);
      credits.put(Address.of(idle), CREDIT_UTIA);
    }
    List<Committee.Member> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(new Committee.Member("member-" + i, senders.get(i)));
    }
    List<RollupSpec> rollups =
        chains.stream()
            .map(id ->
                new RollupSpec(
                    new RollupId(id), "rollup-" + id, owner, PayMode.SENDER, NonceMode.WINDOW))
            .toList();
    return new Genesis(
        new Committee(COMMITTEE, 0, members),
        List.of(owner),
        new FeeSchedule(100, 1),
        rollups,
        Genesis.credits(credits));
  }
}
