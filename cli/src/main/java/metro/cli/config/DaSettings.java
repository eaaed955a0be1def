package metro.cli.config;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import metro.da.altda.AltDaConfig;
import metro.da.celestia.DirectConfig;
import metro.da.connect.DaChoice;
import metro.da.eip4844.Eip4844Config;
import metro.da.eip4844.Fees;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.node.NodeConfig;
import metro.node.posting.Backlog;

/** The table {@code da}: which layer, and how to reach it. */
final class DaSettings {
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);
  private static final long MAX_GWEI = 1_000_000;
  private static final long MAX_UNPOSTED_BYTES = 1L << 40;

  private enum Kind {
    CELESTIA("celestia"),
    ETHEREUM("ethereum"),
    ALT_DA("alt-da");

    final String text;

    Kind(String text) {
      this.text = text;
    }

    static Kind parse(String text) {
      return Arrays.stream(values())
          .filter(kind -> kind.text.equals(text))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "is one of "
                      + Arrays.stream(values())
                          .map(k -> k.text)
                          .collect(Collectors.joining(", "))));
    }

    static Kind parseOrdering(String text) {
      Kind kind = parse(text);
      if (kind == ALT_DA) {
        throw new IllegalArgumentException(
            "is celestia or ethereum: an alt-DA server cannot order");
      }
      return kind;
    }
  }

  private final Settings file;
  private final Optional<TransactionSigner> account;
  private final Optional<Address> poster;

  private final Optional<DirectConfig> direct;

  private DaSettings(
      Settings file,
      Optional<TransactionSigner> account,
      Optional<Address> poster,
      Optional<DirectConfig> direct) {
    this.file = file;
    this.account = account;
    this.poster = poster;
    this.direct = direct;
  }

  /** What a member posts to. */
  static NodeConfig.Da posting(Settings file) throws ConfigException {
    Kind kind = kind(file);
    Kind paying = kind == Kind.ALT_DA ? ordering(file) : kind;
    Optional<TransactionSigner> account =
        paying == Kind.ETHEREUM ? Optional.of(account(file)) : Optional.empty();
    Optional<Address> named = file.optional("da.signer", Addresses::daAccount);
    Optional<DirectConfig> direct =
        paying == Kind.CELESTIA ? CelestiaSettings.direct(file) : Optional.empty();
    Optional<Address> signer =
        account
            .map(TransactionSigner::address)
            .or(() -> direct.map(how -> how.key().address()))
            .or(() -> named);
    if (named.isPresent() && !named.equals(signer)) {
      throw file.problem("da.signer", "is not the address of da.key-file, " + signer.get());
    }
    DaSettings settings = new DaSettings(file, account, signer, direct);
    return new NodeConfig.Da(settings.choice(kind), signer, intake(file));
  }

  private static Backlog.Bounds intake(Settings file) throws ConfigException {
    Backlog.Bounds usual = Backlog.Bounds.DEFAULT;
    long slowFrom =
        file.number("da.intake-slows-at-bytes", 0, MAX_UNPOSTED_BYTES).orElse(usual.slowFrom());
    long stopAt =
        file.number("da.intake-stops-at-bytes", 1, MAX_UNPOSTED_BYTES).orElse(usual.stopAt());
    if (stopAt <= slowFrom) {
      throw new ConfigException(
          "da: intake slows from %d bytes on, so da.intake-stops-at-bytes must be more than that"
              .formatted(slowFrom));
    }
    return new Backlog.Bounds(slowFrom, stopAt);
  }

  /** What a rollup node reads. */
  static DaChoice reading(Settings file, Optional<Address> poster) throws ConfigException {
    return new DaSettings(file, Optional.empty(), poster, Optional.empty()).choice(kind(file));
  }

  private static Kind kind(Settings file) throws ConfigException {
    return file.optional("da.kind", Kind::parse).orElse(Kind.CELESTIA);
  }

  private static Kind ordering(Settings file) throws ConfigException {
    return file.value(
        "da.ordering", "the layer that orders, celestia or ethereum", Kind::parseOrdering);
  }

  private static TransactionSigner account(Settings file) throws ConfigException {
    var key =
        KeyFiles.open(
            file, "da.key-file", "da.key-password-file", "the Ethereum account that pays");
    return new TransactionSigner(Secp256k1.fastest(), key.secretBytes());
  }

  private DaChoice choice(Kind kind) throws ConfigException {
    return switch (kind) {
      case CELESTIA -> new DaChoice.Celestia(CelestiaSettings.node(file), direct);
      case ETHEREUM -> ethereum();
      case ALT_DA -> new DaChoice.AltDa(server(), choice(ordering(file)));
    };
  }

  private DaChoice ethereum() throws ConfigException {
    Eip4844Config reader =
        Eip4844Config.reader(
            file.value("da.url", "JSON-RPC of an execution client", Addresses::http),
            file.value("da.beacon-url", "beacon API of a node with all blobs", Addresses::http),
            file.value(
                "da.chain-id",
                "chain id of the Ethereum network",
                text -> Settings.numberIn(text, 1, Long.MAX_VALUE)),
            file.value("da.inbox", "address blobs are sent to", CommitteeFile::address));
    if (account.isEmpty()) {
      return new DaChoice.Ethereum(reader);
    }
    return new DaChoice.Ethereum(reader.withAccount(account.get(), caps()));
  }

  private Fees caps() throws ConfigException {
    Fees usual = Fees.DEFAULT_CAPS;
    try {
      return new Fees(
          gwei("da.max-fee-gwei").orElse(usual.maxFeePerGas()),
          gwei("da.max-tip-gwei").orElse(usual.maxPriorityFeePerGas()),
          gwei("da.max-blob-fee-gwei").orElse(usual.maxFeePerBlobGas()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("da: fee caps: " + e.getMessage());
    }
  }

  private Optional<UInt256> gwei(String key) throws ConfigException {
    return file.number(key, 1, MAX_GWEI).map(GWEI::times);
  }

  private AltDaConfig server() throws ConfigException {
    URI url = file.value("da.server", "HTTP address of an alt-DA server", Addresses::http);
    boolean usesKeccak = file.optional("da.commitments", DaSettings::isKeccak).orElse(true);
    if (poster.isEmpty()) {
      throw new ConfigException(
          "da: an alt-DA server needs the committee's account on the ordering layer, because only"
              + " its references count: set da.signer for a member, da.poster for a rollup node");
    }
    return new AltDaConfig(url, usesKeccak, poster.get());
  }

  private static boolean isKeccak(String text) {
    return switch (text) {
      case "keccak" -> true;
      case "generic" -> false;
      default -> throw new IllegalArgumentException("is keccak or generic");
    };
  }
}
