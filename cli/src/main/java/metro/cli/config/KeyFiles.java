package metro.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metro.soft.MemberKey;
import metro.soft.keystore.Keystore;
import metro.soft.keystore.KeystoreException;

/** Keys in files named by settings. */
final class KeyFiles {
  private KeyFiles() {}

  /** Opens the key whose file and password file stand under these keys. */
  static MemberKey open(Settings file, String fileKey, String passwordKey, String what)
      throws ConfigException {
    Path keyFile = file.path(fileKey, what + ", keystore version 3");
    Path passwordFile = file.path(passwordKey, "its password, in the first line");
    try {
      String password = Files.readString(passwordFile).lines().findFirst().orElse("");
      return Keystore.decrypt(Files.readString(keyFile), password);
    } catch (IOException e) {
      throw new ConfigException(fileKey + ", " + passwordKey + ": cannot be read: " + e);
    } catch (KeystoreException e) {
      throw new ConfigException(fileKey + " " + keyFile + ": " + e.getMessage());
    }
  }
}
