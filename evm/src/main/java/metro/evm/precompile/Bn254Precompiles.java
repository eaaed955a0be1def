package metro.evm.precompile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.evm.bn254.G1;
import metro.evm.bn254.G2;
import metro.evm.bn254.Pairing.Pair;

/** 0x06, 0x07 and 0x08: BN254 (EIP-196, EIP-197) at the prices of EIP-1108. */
final class Bn254Precompiles {
  private static final int PAIR_BYTES = 192;

  private Bn254Precompiles() {}

  private static Optional<G1> g1(byte[] input, int offset) {
    return G1.of(Input.number(input, offset, 32), Input.number(input, offset + 32, 32));
  }

  /** The imaginary part comes first. */
  private static Optional<G2> g2(byte[] input, int offset) {
    return G2.of(
        Input.number(input, offset + 32, 32),
        Input.number(input, offset, 32),
        Input.number(input, offset + 96, 32),
        Input.number(input, offset + 64, 32));
  }

  /** 0x06. */
  record Add() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 150;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return g1(input, 0).flatMap(a -> g1(input, 64).map(b -> a.plus(b).toBytes()));
    }
  }

  /** 0x07. */
  record Multiply() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 6000;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return g1(input, 0).map(a -> a.times(Input.number(input, 64, 32)).toBytes());
    }
  }

  /** 0x08. */
  record Pairing() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 45_000 + 34_000L * (input.length / PAIR_BYTES);
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      if (input.length % PAIR_BYTES != 0) {
        return Optional.empty();
      }
      List<Pair> pairs = new ArrayList<>();
      for (int at = 0; at < input.length; at += PAIR_BYTES) {
        Optional<G1> p = g1(input, at);
        Optional<G2> q = p.isPresent() ? g2(input, at + 64) : Optional.empty();
        if (q.isEmpty()) {
          return Optional.empty();
        }
        pairs.add(new Pair(p.orElseThrow(), q.get()));
      }
      return Optional.of(Input.bool(metro.evm.bn254.Pairing.productIsOne(pairs)));
    }
  }
}
