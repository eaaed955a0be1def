package metro.evm.chain;

import java.util.List;
import metro.ethereum.Bytes;
import metro.evm.block.BlockHeader;

/**
 * What is needed to execute one block without the state: made by {@link
 * EmbeddedEvm#executeWithWitness}, used by {@link StatelessCheck}. It needs no trust: everything in
 * it is found by its hash, from the parent's hash in the block on.
 *
 * @param nodes trie nodes of the parent's state, of accounts and storages
 * @param codes contracts that were executed or copied
 * @param headers the parent's, and back from there as far as hashes of earlier blocks were read
 */
public record Witness(List<Bytes> nodes, List<Bytes> codes, List<BlockHeader> headers) {
  public Witness {
    nodes = List.copyOf(nodes);
    codes = List.copyOf(codes);
    headers = List.copyOf(headers);
  }
}
