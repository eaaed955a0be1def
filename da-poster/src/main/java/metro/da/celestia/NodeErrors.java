package metro.da.celestia;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.da.DaException;
import metro.da.SubmitResult;

/**
 * What celestia-node's error texts mean. They carry no codes of their own; the words are those of
 * celestia-node v0.31, celestia-app v9 and the Cosmos SDK.
 */
final class NodeErrors {
  private static final Pattern CODE = Pattern.compile("code[: ]+(\\d{1,6})");

  /** Words, what they mean for a submission, and the code of the network for it. */
  private record Rule(String words, boolean refused, int code) {}

  private static final List<Rule> SUBMIT_RULES =
      List.of(
          new Rule("timed out waiting for tx", false, 1),
          new Rule("eviction poll timeout", false, 1),
          new Rule("context deadline exceeded", false, 1),
          new Rule("tx already in mempool", false, 19),
          new Rule("tx already exists in cache", false, 19),
          new Rule("account sequence mismatch", false, 32),
          new Rule("incorrect account sequence", false, 32),
          new Rule("insufficient funds", true, 5),
          new Rule("insufficient fee", true, 13),
          new Rule("estimated gas price exceeds max gas price", true, 13),
          new Rule("tx too large", true, 21),
          new Rule("request body too large", true, 21),
          new Rule("timeout height", true, 30),
          new Rule("key not found", true, 22),
          new Rule("total blob size too large", true, 11138),
          new Rule("blob(s) too large", true, 11139),
          new Rule("blob size", true, 11138),
          new Rule("invalid blob signer", true, 11140),
          new Rule("unsupported share version", true, 11123),
          new Rule("no blobs provided", true, 11131),
          new Rule("was rejected by the node with execution code", true, 1));

  private NodeErrors() {}

  /**
   * The meaning of a failed submission. Words that are not known leave it unknown: taking an
   * included batch for a refused one posts it twice.
   */
  static SubmitResult submission(NodeConnection.Reply.Failure failure) {
    String text = failure.message().toLowerCase(Locale.ROOT);
    if (text.contains("mempool is full")) {
      return new SubmitResult.Unavailable(failure.message());
    }
    for (Rule rule : SUBMIT_RULES) {
      if (text.contains(rule.words())) {
        return rule.refused()
            ? new SubmitResult.Refused(
                Refusals.of(rule.code()), codeIn(text, rule.code()), failure.message())
            : new SubmitResult.Unknown(failure.message());
      }
    }
    return failure.code() < 0
        ? new SubmitResult.Refused(failure.code(), failure.message())
        : new SubmitResult.Unknown(failure.message());
  }

  private static int codeIn(String text, int otherwise) {
    Matcher matcher = CODE.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
  }

  /** The meaning of a failed read. */
  static DaException read(NodeConnection.Reply.Failure failure) {
    String text = failure.message().toLowerCase(Locale.ROOT);
    return new DaException(readKind(text), failure.message());
  }

  private static DaException.Kind readKind(String text) {
    if (text.contains("from the future") || text.contains("exceeds network head")) {
      return DaException.Kind.FUTURE_HEIGHT;
    }
    if (text.contains("below tail") || text.contains("pruned")) {
      return DaException.Kind.PRUNED;
    }
    if (text.contains("not found")) {
      return DaException.Kind.NOT_FOUND;
    }
    if (text.contains("deadline exceeded") || text.contains("timed out")) {
      return DaException.Kind.TIMEOUT;
    }
    return DaException.Kind.REFUSED;
  }
}
