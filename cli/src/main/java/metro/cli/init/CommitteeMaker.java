package metro.cli.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import metro.cli.config.CommitteeFile;
import metro.cli.config.ConfigException;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.celestia.CelestiaKey;
import metro.ethereum.Address;
import metro.evm.block.GenesisAccount;
import metro.evm.block.GenesisWriter;
import metro.node.MemberHome;
import metro.node.tls.CommitteeAuthority;
import metro.node.tls.TlsFiles;
import metro.soft.MemberKey;
import metro.soft.keystore.Keystore;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.RollupSpec;

/** Carries out a {@link CommitteePlan}: keys, certificates and files. Overwrites nothing. */
public final class CommitteeMaker {
  /** Name of the committee's file. */
  public static final String COMMITTEE_FILE = "committee.toml";

  /** Name of a member's file. */
  public static final String NODE_FILE = "node.toml";

  /** Name of the file with the address of the committee's DA account. */
  public static final String DA_ADDRESS_FILE = "da-address";

  /** Name of a rollup node's file. */
  public static final String ROLLUP_FILE = "rollup.toml";

  /** Name of a rollup's genesis file, beside its node's file. */
  public static final String GENESIS_FILE = "genesis.json";

  /** Name of the DA account's key file, the same on every member. */
  static final String DA_KEY = "da-key";

  private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(3_650);
  private static final int PASSWORD_BYTES = 32;

  private final SecureRandom random;
  private final InstantSource clock;

  /** A maker with its sources of randomness and time. */
  public CommitteeMaker(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * Makes everything.
   *
   * @throws ConfigException when the directory holds something already
   * @throws IOException when a file cannot be written
   */
  public Genesis make(CommitteePlan plan) throws ConfigException, IOException {
    requireEmpty(plan.directory());
    CommitteeAuthority authority = authority(plan);
    List<Address> governors = governors(plan);
    List<Committee.Member> members = new ArrayList<>();
    for (MemberPlan member : plan.members()) {
      members.add(member(plan, member, authority));
    }
    Optional<Address> poster =
        plan.daGrpc().isPresent() ? Optional.of(daKey(plan)) : plan.daAccount();
    Genesis genesis =
        new Genesis(
            new Committee(plan.chainId(), 0, members),
            governors,
            plan.fees(),
            plan.rollups().stream().map(r -> owned(r.spec(), governors.getFirst())).toList(),
            Genesis.credits(plan.credits()));
    for (RollupPlan rollup : plan.rollups()) {
      rollup(plan, rollup, poster);
    }
    spread(plan, CommitteeFile.write(genesis));
    return genesis;
  }

  /** Everybody has a copy of the committee's file: each directory can be moved by itself. */
  private static void spread(CommitteePlan plan, String committee) throws IOException {
    SecretFiles.writePublic(plan.directory().resolve(COMMITTEE_FILE), committee);
    for (MemberPlan member : plan.members()) {
      SecretFiles.writePublic(plan.directoryOf(member).resolve(COMMITTEE_FILE), committee);
    }
    for (RollupPlan rollup : plan.rollups()) {
      SecretFiles.writePublic(plan.directoryOf(rollup).resolve(COMMITTEE_FILE), committee);
    }
  }

  private static RollupSpec owned(RollupSpec spec, Address fallback) {
    return spec.owner().equals(Address.ZERO)
        ? new RollupSpec(spec.id(), spec.name(), fallback, spec.payMode(), spec.nonceMode())
        : spec;
  }

  private static void requireEmpty(Path directory) throws ConfigException, IOException {
    Files.createDirectories(directory);
    try (Stream<Path> content = Files.list(directory)) {
      var first = content.findFirst();
      if (first.isPresent()) {
        throw new ConfigException(
            "--dir: %s is not empty (%s): nothing is ever overwritten, name a new directory"
                .formatted(directory, first.get().getFileName()));
      }
    }
  }

  private CommitteeAuthority authority(CommitteePlan plan) throws IOException {
    CommitteeAuthority authority =
        CommitteeAuthority.create(plan.chainId(), now(), CERTIFICATE_VALIDITY, random);
    Path directory = Files.createDirectory(plan.directory().resolve("authority"));
    authority.writeKey(directory.resolve("key.pem"));
    return authority;
  }

  private Committee.Member member(
      CommitteePlan plan, MemberPlan member, CommitteeAuthority authority) throws IOException {
    Path directory = Files.createDirectory(plan.directoryOf(member));
    Path tls = Files.createDirectory(directory.resolve("tls"));
    authority.issue(
        member.name(), List.of(member.host()), now(), CERTIFICATE_VALIDITY, TlsFiles.in(tls));
    Address address = key(directory, "key");
    MemberHome.create(
        directory.resolve(NodeFile.DATA_DIR), directory.resolve(NodeFile.GUARD_DIR), random);
    SecretFiles.writePublic(directory.resolve(NODE_FILE), NodeFile.write(plan, member));
    return new Committee.Member(member.name(), address);
  }

  private List<Address> governors(CommitteePlan plan) throws IOException {
    return plan.governors().isEmpty()
        ? List.of(key(Files.createDirectory(plan.directory().resolve("governor")), "key"))
        : plan.governors();
  }

  private void rollup(CommitteePlan plan, RollupPlan rollup, Optional<Address> poster)
      throws IOException {
    Path directory = Files.createDirectory(plan.directoryOf(rollup));
    SecretFiles.writePublic(
        directory.resolve(GENESIS_FILE), GenesisWriter.write(evmGenesis(rollup)));
    SecretFiles.writePublic(directory.resolve(ROLLUP_FILE), RollupFile.write(plan, rollup, poster));
  }

  private static metro.evm.block.Genesis evmGenesis(RollupPlan rollup) {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    rollup.accounts().forEach((a, wei) -> accounts.put(a, GenesisAccount.ofBalance(wei)));
    return metro.evm.block.Genesis.of(rollup.spec().id().chainId(), accounts);
  }

  /** The committee's DA account: every member holds its key, so that any of them can post. */
  private Address daKey(CommitteePlan plan) throws IOException {
    MemberKey key = MemberKey.generate(random);
    for (MemberPlan member : plan.members()) {
      key(key, plan.directoryOf(member), DA_KEY);
    }
    CelestiaKey account = new CelestiaKey(key.secretBytes());
    SecretFiles.writePublic(plan.directory().resolve(DA_ADDRESS_FILE), account + "\n");
    return account.address();
  }

  /** A new key in {@code name}.json, its random password in {@code name}.password. */
  private Address key(Path directory, String name) throws IOException {
    return key(MemberKey.generate(random), directory, name);
  }

  private Address key(MemberKey key, Path directory, String name) throws IOException {
    byte[] secret = new byte[PASSWORD_BYTES];
    random.nextBytes(secret);
    String password = HexFormat.of().formatHex(secret);
    // The password has 256 random bits: a slow derivation would add nothing.
    String file = Keystore.encrypt(key, password, Keystore.Strength.LIGHT, random);
    SecretFiles.write(directory.resolve(name + ".json"), file);
    SecretFiles.write(directory.resolve(name + ".password"), password + "\n");
    return key.address();
  }

  private Instant now() {
    return clock.instant();
  }
}
