package metro.evm;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.evm.precompile.Precompile;
import metro.evm.precompile.Precompiles;

/**
 * The rules of one protocol version. Immutable. A new fork is made from an old one: {@code
 * Fork.OSAKA.next("AMSTERDAM").gas(Opcode, cost).build()}.
 */
public final class Fork {
  /** No EIP-7825 limit. */
  public static final long NO_GAS_CAP = Long.MAX_VALUE;

  private static final int UNDEFINED = -1;

  /** Shanghai (April 2023). */
  public static final Fork SHANGHAI =
      new Builder("Shanghai").definesAllBut(0x1e, 0x49, 0x4a, 0x5c, 0x5d, 0x5e).build();

  /** Cancun (March 2024). */
  public static final Fork CANCUN =
      SHANGHAI
          .next("Cancun")
          .defines(Opcode.BLOBHASH, Opcode.BLOBBASEFEE)
          .defines(Opcode.TLOAD, Opcode.TSTORE, Opcode.MCOPY)
          .with(Feature.BLOBS, Feature.SELFDESTRUCT_ONLY_IF_NEW, Feature.BEACON_ROOT)
          .blobs(new BlobSchedule(3, 6, 6, 3_338_477))
          .precompiles(Precompiles.cancun())
          .build();

  /** Prague (May 2025). */
  public static final Fork PRAGUE =
      CANCUN
          .next("Prague")
          .with(Feature.BLOCK_HASH_HISTORY, Feature.REQUESTS)
          .with(Feature.SET_CODE, Feature.CALLDATA_FLOOR)
          .blobs(new BlobSchedule(6, 9, 9, 5_007_716))
          .precompiles(Precompiles.prague())
          .build();

  /** Osaka (December 2025). */
  public static final Fork OSAKA =
      PRAGUE
          .next("Osaka")
          .defines(Opcode.CLZ)
          .with(Feature.BLOB_RESERVE_PRICE, Feature.BLOCK_SIZE_LIMIT)
          .transactionGasCap(1 << 24)
          .blobs(new BlobSchedule(6, 9, 6, 5_007_716))
          .precompiles(Precompiles.osaka())
          .build();

  private final String name;
  private final int[] gas;
  private final Set<Feature> features;
  private final Map<Address, Precompile> precompiles;
  private final BlobSchedule blobs;
  private final long transactionGasCap;
  private final int maxCodeSize;
  private final int maxInitCodeSize;

  private Fork(Builder builder) {
    this.name = builder.name;
    this.gas = builder.gas.clone();
    this.features = EnumSet.copyOf(builder.features);
    this.precompiles = Map.copyOf(builder.precompiles);
    this.blobs = builder.blobs;
    this.transactionGasCap = builder.transactionGasCap;
    this.maxCodeSize = builder.maxCodeSize;
    this.maxInitCodeSize = builder.maxInitCodeSize;
  }

  /** The name, for people. */
  public String name() {
    return name;
  }

  /** Whether the fork has this rule. */
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** Whether the fork has this instruction. */
  public boolean defines(int op) {
    return gas[op] != UNDEFINED;
  }

  /** The constant part of an instruction's gas. */
  int gas(int op) {
    return gas[op];
  }

  /** The precompiled contract at this address, if there is one. */
  public Optional<Precompile> precompile(Address address) {
    // Most addresses are left at the first look.
    return address.at(0) == 0 && address.at(1) == 0
        ? Optional.ofNullable(precompiles.get(address))
        : Optional.empty();
  }

  /** Whether a precompiled contract is at this address. */
  boolean isPrecompile(Address address) {
    return address.at(0) == 0 && address.at(1) == 0 && precompiles.containsKey(address);
  }

  /** All precompiled contracts: they are warm in every transaction. */
  public Set<Address> precompileAddresses() {
    return precompiles.keySet();
  }

  /** Blob limits. */
  public BlobSchedule blobs() {
    return blobs;
  }

  /** The most gas one transaction may ask for (EIP-7825), {@link #NO_GAS_CAP} for no limit. */
  public long transactionGasCap() {
    return transactionGasCap;
  }

  /** Bytes of a contract's code (EIP-170). */
  public int maxCodeSize() {
    return maxCodeSize;
  }

  /** Bytes of creation code (EIP-3860). */
  public int maxInitCodeSize() {
    return maxInitCodeSize;
  }

  /** A builder that begins with this fork's rules. */
  public Builder next(String name) {
    return new Builder(name, this);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Makes a fork. */
  public static final class Builder {
    private final String name;
    private final int[] gas = new int[256];
    private final EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
    private Map<Address, Precompile> precompiles = Precompiles.shanghai();
    private BlobSchedule blobs = new BlobSchedule(0, 0, 0, 1);
    private long transactionGasCap = NO_GAS_CAP;
    private int maxCodeSize = 24_576;
    private int maxInitCodeSize = 49_152;

    private Builder(String name) {
      this.name = name;
      Arrays.fill(gas, UNDEFINED);
    }

    private Builder(String name, Fork base) {
      this(name);
      System.arraycopy(base.gas, 0, gas, 0, gas.length);
      features.addAll(base.features);
      precompiles = base.precompiles;
      blobs = base.blobs;
      transactionGasCap = base.transactionGasCap;
      maxCodeSize = base.maxCodeSize;
      maxInitCodeSize = base.maxInitCodeSize;
    }

    /** Adds instructions at their usual price. */
    public Builder defines(int... ops) {
      for (int op : ops) {
        gas[op] = Opcode.constantGas(op);
      }
      return this;
    }

    private Builder definesAllBut(int... absent) {
      for (int op = 0; op < 256; op++) {
        gas[op] = Opcode.isDefined(op) ? Opcode.constantGas(op) : UNDEFINED;
      }
      for (int op : absent) {
        gas[op] = UNDEFINED;
      }
      return this;
    }

    /** Changes the constant part of an instruction's gas. */
    public Builder gas(int op, int cost) {
      gas[op] = cost;
      return this;
    }

    /** Adds rules. */
    public Builder with(Feature... added) {
      features.addAll(Arrays.asList(added));
      return this;
    }

    /** Sets the blob limits. */
    public Builder blobs(BlobSchedule schedule) {
      this.blobs = schedule;
      return this;
    }

    /** Sets the EIP-7825 limit. */
    public Builder transactionGasCap(long cap) {
      this.transactionGasCap = cap;
      return this;
    }

    /** Sets the EIP-170 and EIP-3860 limits, in bytes. */
    public Builder codeSizes(int maxCode, int maxInitCode) {
      this.maxCodeSize = maxCode;
      this.maxInitCodeSize = maxInitCode;
      return this;
    }

    /** Replaces all precompiled contracts. */
    public Builder precompiles(Map<Address, Precompile> all) {
      this.precompiles = new HashMap<>(all);
      return this;
    }

    /** The fork. */
    public Fork build() {
      return new Fork(this);
    }
  }
}
