package metro.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metro.evm.block.FeeMarket;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisJson;
import metro.evm.block.GenesisWriter;

/**
 * A rollup on which full blocks do not raise the base fee: by Ethereum's rule some minutes of full
 * blocks would lift it above everything that was signed beforehand, and nodes would skip instead of
 * execute.
 */
final class SteadyFees {
  private static final FeeMarket MARKET = new FeeMarket(1, 8, Genesis.INITIAL_BASE_FEE);

  private SteadyFees() {}

  /** Puts it into a genesis file. */
  static void put(Path file) throws IOException {
    Genesis genesis = GenesisJson.read(Files.readString(file));
    Genesis steady = genesis.withFees(MARKET, Genesis.INITIAL_BASE_FEE);
    Files.writeString(file, GenesisWriter.write(steady));
  }
}
