package metro.node.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Whose a certificate is. */
public final class CertificateNames {
  /** What a member may be called: usable as a host name inside certificates. */
  private static final Pattern MEMBER = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

  private CertificateNames() {}

  /** Whether {@code name} may be a member's name. */
  public static boolean isMemberName(String name) {
    return MEMBER.matcher(name).matches();
  }

  /** The common name; empty text when there is none. */
  public static String member(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst()
              .orElse("");
    } catch (InvalidNameException e) {
      return "";
    }
  }

  /** The member at the other end of a TLS session; empty when it showed no certificate. */
  public static Optional<String> peer(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Optional.of(member(certificate))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
