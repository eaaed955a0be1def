package metro.state;

import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** The tables of the replicated state and how their keys are written. */
final class Keys {
  /** Derived from all the rest, and so not covered by the state hash. */
  static final int CHAIN_TABLE = 0x00;

  static final int SINGLE_TABLE = 0x01;
  static final int ACCOUNT_TABLE = 0x02;
  static final int LANE_TABLE = 0x03;
  static final int ROLLUP_TABLE = 0x04;
  static final int REGISTRY_TABLE = 0x05;
  static final int HEAD_TABLE = 0x06;
  static final int MINT_TABLE = 0x07;
  static final int SPONSORED_SENDER_TABLE = 0x08;
  static final int SPONSORED_TOTAL_TABLE = 0x09;

  static final StateKey TIP = single(CHAIN_TABLE, 1);
  static final StateKey STATE_HASH = single(CHAIN_TABLE, 2);
  static final StateKey COMMITTEE = single(SINGLE_TABLE, 1);
  static final StateKey GOVERNORS = single(SINGLE_TABLE, 2);
  static final StateKey FEES = single(SINGLE_TABLE, 3);
  static final StateKey TOTALS = single(SINGLE_TABLE, 4);
  static final StateKey CURSOR = single(SINGLE_TABLE, 5);
  static final StateKey NEXT_SEQ = single(SINGLE_TABLE, 6);
  static final StateKey ROLLUP_COUNT = single(SINGLE_TABLE, 7);

  private Keys() {}

  static StateKey account(Address address) {
    return key(new Encoder(21).u8(ACCOUNT_TABLE).address(address));
  }

  /** The lane of {@code address} on chain {@code chainId}, the committee's own included. */
  static StateKey lane(long chainId, Address address) {
    return key(new Encoder(29).u8(LANE_TABLE).u64(chainId).address(address));
  }

  static StateKey rollup(RollupId id) {
    return key(new Encoder(9).u8(ROLLUP_TABLE).u64(id.chainId()));
  }

  /** Which rollup was registered as number {@code index}, from 0. */
  static StateKey registry(int index) {
    return key(new Encoder(5).u8(REGISTRY_TABLE).u32(index));
  }

  static StateKey head(RollupId id) {
    return key(new Encoder(9).u8(HEAD_TABLE).u64(id.chainId()));
  }

  static StateKey mint(Hash id) {
    return key(new Encoder(33).u8(MINT_TABLE).hash(id));
  }

  /** What the sponsor of {@code id} paid for one sender today. */
  static StateKey sponsoredSender(RollupId id, Address sender) {
    return key(new Encoder(29).u8(SPONSORED_SENDER_TABLE).u64(id.chainId()).address(sender));
  }

  /** What the sponsor of {@code id} paid for all senders today. */
  static StateKey sponsoredTotal(RollupId id) {
    return key(new Encoder(9).u8(SPONSORED_TOTAL_TABLE).u64(id.chainId()));
  }

  private static StateKey single(int table, int number) {
    return key(new Encoder(2).u8(table).u8(number));
  }

  private static StateKey key(Encoder encoder) {
    return new StateKey(Bytes.wrap(encoder.toBytes()));
  }
}
