package metro.cli.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import metro.ethereum.Address;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.Limits;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;

/**
 * committee.toml: what every member and every rollup node must agree on. All of it is the state
 * before the first log entry; later changes happen by transactions, not in this file.
 */
public final class CommitteeFile {
  private static final long MAX_ACCOUNTS = 1_000_000;

  private CommitteeFile() {}

  /** The genesis in {@code file}. */
  public static Genesis read(Settings file) throws ConfigException {
    Committee committee = committee(file);
    List<Address> governors = file.list("governors", CommitteeFile::address);
    FeeSchedule fees =
        new FeeSchedule(
            file.value("fees.per-item", "utia for each transaction", CommitteeFile::price),
            file.value("fees.per-byte", "utia for each byte", CommitteeFile::price));
    List<RollupSpec> rollups = rollups(file);
    Map<Address, Long> credits =
        file.entries(
            "credits", CommitteeFile::address, t -> Settings.numberIn(t, 0, Long.MAX_VALUE));
    if (credits.size() > MAX_ACCOUNTS) {
      throw file.problem("credits", "has more than " + MAX_ACCOUNTS + " accounts");
    }
    file.requireAllKnown();
    return new Genesis(committee, governors, fees, rollups, Genesis.credits(credits));
  }

  /** The text of a file that reads as {@code genesis}. */
  public static String write(Genesis genesis) {
    Committee committee = genesis.committee();
    TomlWriter out =
        new TomlWriter()
            .comment("A committee: the same file for every member and every rollup node.")
            .comment("It is the state before the first block; later changes are transactions.")
            .comment("Amounts are utia (a millionth of a TIA).")
            .line()
            .put("chain-id", committee.chainId())
            .put("epoch", committee.epoch())
            .comment("Keys that may mint credits and set fees.")
            .put("governors", genesis.governors().stream().map(Address::toString).toList())
            .table("fees")
            .put("per-item", genesis.fees().perItem())
            .put("per-byte", genesis.fees().perByte());
    committee
        .members()
        .forEach(m ->
            out.element("members").put("name", m.name()).put("address", m.address().toString()));
    genesis
        .rollups()
        .forEach(r ->
            out.element("rollups")
                .put("chain-id", r.id().chainId())
                .put("name", r.name())
                .put("owner", r.owner().toString())
                .put("pay-mode", r.payMode().name())
                .put("nonce-mode", r.nonceMode().name()));
    out.table("credits");
    genesis.credits().forEach((address, utia) -> out.putQuoted(address.toString(), utia));
    return out.toString();
  }

  /** {@code 0x} and forty digits. */
  public static Address address(String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no address: 0x and 40 hexadecimal digits");
    }
  }

  /** A chain id. */
  public static RollupId rollupId(String text) {
    return new RollupId(Settings.numberIn(text, 1, RollupId.MAX));
  }

  private static Committee committee(Settings file) throws ConfigException {
    long chainId = file.value("chain-id", "the committee's chain id", t -> rollupId(t).chainId());
    long epoch = file.number("epoch", 0, Long.MAX_VALUE).orElse(0L);
    List<Committee.Member> members = new ArrayList<>();
    for (Settings member : file.tables("members", Limits.MAX_MEMBERS)) {
      members.add(
          new Committee.Member(
              member.text("name", "the member's short name"),
              member.value("address", "of its signing key", CommitteeFile::address)));
    }
    try {
      return new Committee(chainId, epoch, members);
    } catch (IllegalArgumentException e) {
      throw file.problem("members", "do not make a committee: " + e.getMessage());
    }
  }

  private static List<RollupSpec> rollups(Settings file) throws ConfigException {
    List<RollupSpec> rollups = new ArrayList<>();
    for (Settings rollup : file.tables("rollups", Limits.MAX_ROLLUPS)) {
      rollups.add(
          new RollupSpec(
              rollup.value("chain-id", "the rollup's chain id", CommitteeFile::rollupId),
              rollup.value("name", "for people", CommitteeFile::name),
              rollup.value("owner", "who sponsors and sets its policy", CommitteeFile::address),
              rollup
                  .optional("pay-mode", t -> constant(PayMode.class, t))
                  .orElse(PayMode.SPONSOR_THEN_SENDER),
              rollup
                  .optional("nonce-mode", t -> constant(NonceMode.class, t))
                  .orElse(NonceMode.WINDOW)));
    }
    return rollups;
  }

  private static String name(String text) {
    if (!RollupSpec.isName(text)) {
      throw new IllegalArgumentException("is 1 to 64 bytes without control characters");
    }
    return text;
  }

  private static long price(String text) {
    return Settings.numberIn(text, 0, Limits.MAX_PRICE);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> c.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "is one of "
                    + Arrays.stream(type.getEnumConstants())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "))));
  }
}
