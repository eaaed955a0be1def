package metro.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metro.cli.client.Wallet;
import metro.cli.config.ConfigException;
import metro.cli.dev.TestAccount;
import metro.ethereum.Hex;
import metro.soft.MemberKey;
import metro.soft.keystore.Keystore;
import metro.soft.keystore.KeystoreException;
import picocli.CommandLine.Option;

/** Whose key signs. */
final class KeyOptions {
  private static final int MAX_ACCOUNT = 99;

  @Option(
      names = "--account",
      paramLabel = "N",
      description = "The well-known test account N (0 to 99), for `metro dev` only.")
  private Optional<Integer> account = Optional.empty();

  @Option(
      names = "--keystore",
      paramLabel = "FILE",
      description = "A key file (keystore version 3).")
  private Optional<Path> keystore = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The key file's password, in its first line.")
  private Optional<Path> passwordFile = Optional.empty();

  Wallet wallet() throws ConfigException {
    if (account.isPresent() == keystore.isPresent()) {
      throw new ConfigException("say whose key signs: --account N, or --keystore FILE");
    }
    if (account.isEmpty()) {
      return new Wallet(keyFile().secretBytes());
    }
    int index = account.get();
    if (index < 0 || index > MAX_ACCOUNT) {
      throw new ConfigException("--account is 0 to " + MAX_ACCOUNT + ", not " + index);
    }
    return new Wallet(TestAccount.first(index + 1).getLast().privateKey().toArray());
  }

  private MemberKey keyFile() throws ConfigException {
    Path file = keystore.orElseThrow();
    if (passwordFile.isEmpty()) {
      throw new ConfigException("--keystore needs --password-file FILE");
    }
    try {
      String password = Files.readString(passwordFile.get()).lines().findFirst().orElse("");
      return Keystore.decrypt(Files.readString(file), password);
    } catch (IOException e) {
      throw new ConfigException("--keystore, --password-file: cannot be read: " + e);
    } catch (KeystoreException e) {
      throw new ConfigException("--keystore " + file + ": " + e.getMessage());
    }
  }

  /** A byte string of the command line. */
  static byte[] hex(String option, String text) throws ConfigException {
    try {
      return Hex.decode(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + ": is hexadecimal text, an even number of digits");
    }
  }
}
