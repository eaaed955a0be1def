package metro.node.tls;

import java.nio.file.Path;

/**
 * Where a member's certificate lies.
 *
 * @param certificate PEM, signed by the committee's authority
 * @param key PEM, PKCS#8
 * @param authority PEM, the authority's certificate
 */
public record TlsFiles(Path certificate, Path key, Path authority) {
  /** The usual names in one directory. */
  public static TlsFiles in(Path directory) {
    return new TlsFiles(
        directory.resolve("member.crt"),
        directory.resolve("member.key"),
        directory.resolve("authority.crt"));
  }
}
