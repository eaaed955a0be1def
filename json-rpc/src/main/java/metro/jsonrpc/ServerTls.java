package metro.jsonrpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Key and certificates of a TLS port.
 *
 * @param certificates PEM file, the server's own first
 * @param privateKey PEM file, PKCS#8 without a password
 */
public record ServerTls(Path certificates, Path privateKey) {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  // The key store lives in memory only; it needs some password.
  private static final char[] PASSWORD = "in memory".toCharArray();

  /**
   * What a server speaks TLS with.
   *
   * @throws IllegalArgumentException when the files cannot be read or used
   */
  SSLContext context() {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, PASSWORD);
      keys.setKeyEntry("server", readKey(), PASSWORD, readCertificates());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "cannot use " + certificates + " and " + privateKey + " for TLS: " + e.getMessage(), e);
    }
  }

  private Certificate[] readCertificates() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificates)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .toArray(new Certificate[0]);
    }
  }

  private PrivateKey readKey() throws IOException, GeneralSecurityException {
    if (Files.size(privateKey) > MAX_FILE_BYTES) {
      throw new IOException("larger than " + MAX_FILE_BYTES + " bytes");
    }
    String text = Files.readString(privateKey, StandardCharsets.US_ASCII);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException("no private key in PEM form (PKCS#8)");
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // A key of another kind.
      }
    }
    throw new IOException("a private key of no kind of " + KEY_ALGORITHMS);
  }
}
