package metro.node.posting;

import java.util.Optional;
import metro.da.batch.BlockSource;
import metro.node.chain.Chain;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.HeadPath;
import metro.state.LedgerView;
import metro.state.PostingCursor;
import metro.state.RollupId;

/** The member's chain as the poster reads it. */
record ChainBlockSource(Chain chain) implements BlockSource {
  @Override
  public Committee committee() {
    return new LedgerView(chain.view()).committee();
  }

  @Override
  public PostingCursor cursor() {
    return chain.view().ledger().cursor();
  }

  @Override
  public long certifiedHeight() {
    return chain.newestCertificate().map(Certificate::height).orElse(0L);
  }

  @Override
  public Optional<Block> block(long height) {
    return chain.block(height);
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return chain.header(height);
  }

  @Override
  public Optional<HeadPath> headPath(RollupId rollup, long height) {
    return chain.headPath(rollup, height);
  }

  @Override
  public Optional<Certificate> certificateCovering(long height) {
    return chain.certificateCovering(height);
  }
}
