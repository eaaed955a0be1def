package metro.state;

/**
 * Names a rollup: its EIP-155 chain id.
 *
 * @param chainId 1 to {@link #MAX}, MetaMask's largest
 */
public record RollupId(long chainId) implements Comparable<RollupId> {
  /** The largest chain id wallets accept. */
  public static final long MAX = 4_503_599_627_370_476L;

  public RollupId {
    if (!isValid(chainId)) {
      throw new IllegalArgumentException("a chain id is 1 to " + MAX + ", not " + chainId);
    }
  }

  /** Whether {@code chainId} can name a rollup. */
  public static boolean isValid(long chainId) {
    return chainId >= 1 && chainId <= MAX;
  }

  static RollupId decode(Decoder in, String field) {
    long chainId = in.u63(field);
    if (!isValid(chainId)) {
      throw new MalformedException(field + " is " + chainId + ", which is no chain id");
    }
    return new RollupId(chainId);
  }

  @Override
  public int compareTo(RollupId other) {
    return Long.compare(chainId, other.chainId);
  }

  @Override
  public String toString() {
    return Long.toString(chainId);
  }
}
