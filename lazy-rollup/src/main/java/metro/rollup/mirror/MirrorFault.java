package metro.rollup.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.store.BlockRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client and this node differ about a block: one of them executes wrongly.
 *
 * @param block as this node sealed it
 * @param header its fields
 * @param clientRoot the state root in the client's words, when there is another one than ours
 * @param validationError the client's words
 * @param latestValidHash the newest ancestor that the client calls valid
 */
record MirrorFault(
    URI engineUrl,
    BlockRef block,
    BlockHeader header,
    Optional<Hash> clientRoot,
    String validationError,
    String latestValidHash) {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorFault.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern HASH =
      Pattern.compile("(?<![0-9a-f])(?:0x)?([0-9a-f]{64})(?![0-9a-f])");

  static MirrorFault of(
      URI engineUrl, BlockRef block, BlockHeader header, PayloadStatus.Invalid answer) {
    return new MirrorFault(
        engineUrl,
        block,
        header,
        rootIn(answer.validationError(), block, header),
        answer.validationError(),
        answer.latestValidHash());
  }

  /** Clients tell the root they computed only in words. */
  private static Optional<Hash> rootIn(String words, BlockRef block, BlockHeader header) {
    Matcher matcher = HASH.matcher(words);
    return matcher
        .results()
        .map(found -> Hash.fromHex("0x" + found.group(1)))
        .filter(hash -> !hash.equals(header.stateRoot()) && !hash.equals(block.hash()))
        .filter(hash -> words.contains("root"))
        .findFirst();
  }

  String text() {
    return "refused block "
        + block.number()
        + " "
        + block.hash()
        + ": our state root "
        + header.stateRoot()
        + ", its state root "
        + clientRoot.map(Hash::toString).orElse("not told")
        + ": "
        + validationError;
  }

  /** Writes the fault as a JSON file. A failing disk loses the file, never the node. */
  void store(Path folder, Instant now) {
    String port = engineUrl.getPort() < 0 ? "" : "-" + engineUrl.getPort();
    Path file =
        folder.resolve("mirror-" + engineUrl.getHost() + port + "-" + block.number() + ".json");
    ObjectNode json = JSON.createObjectNode();
    json.put("time", now.toString());
    json.put("engineUrl", engineUrl.toString());
    json.put("number", block.number());
    json.put("hash", block.hash().toString());
    json.put("stateRoot", header.stateRoot().toString());
    clientRoot.ifPresent(root -> json.put("clientStateRoot", root.toString()));
    json.put("receiptsRoot", header.receiptsRoot().toString());
    json.put("gasUsed", header.gasUsed());
    json.put("validationError", validationError);
    json.put("latestValidHash", latestValidHash);
    try {
      Files.createDirectories(folder);
      Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    } catch (IOException | UncheckedIOException e) {
      LOG.error("the fault of {} could not be written to {}", engineUrl, file, e);
    }
  }
}
