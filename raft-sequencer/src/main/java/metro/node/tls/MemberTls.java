package metro.node.tls;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * A member's certificate and key, ready for use.
 *
 * @param files where they were read
 * @param key the private key
 * @param certificate its certificate
 * @param authority the committee's authority
 */
public record MemberTls(
    TlsFiles files, PrivateKey key, X509Certificate certificate, X509Certificate authority) {

  /**
   * Reads and checks the files.
   *
   * @throws IOException naming the file that is missing or wrong
   */
  public static MemberTls load(TlsFiles files) throws IOException {
    try {
      byte[] keyBytes = Pem.read(files.key(), Pem.PRIVATE_KEY);
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(keyBytes));
      X509Certificate certificate = certificate(Pem.read(files.certificate(), Pem.CERTIFICATE));
      X509Certificate authority = certificate(Pem.read(files.authority(), Pem.CERTIFICATE));
      certificate.checkValidity();
      certificate.verify(authority.getPublicKey());
      return new MemberTls(files, key, certificate, authority);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificate in " + files.certificate() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The member this certificate is for. */
  public String member() {
    return CertificateNames.member(certificate);
  }

  /** For a server that accepts holders of the committee's certificates only. */
  public ServerCredentials serverCredentials() throws IOException {
    return TlsServerCredentials.newBuilder()
        .keyManager(files.certificate().toFile(), files.key().toFile())
        .trustManager(files.authority().toFile())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  /** For a client of such a server. */
  public ChannelCredentials channelCredentials() throws IOException {
    return TlsChannelCredentials.newBuilder()
        .keyManager(files.certificate().toFile(), files.key().toFile())
        .trustManager(files.authority().toFile())
        .build();
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
