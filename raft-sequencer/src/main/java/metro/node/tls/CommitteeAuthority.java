package metro.node.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes a committee's certificates: a fresh authority, then one certificate for each member. The
 * authority's key exists only in this object unless {@link #writeKey} keeps it, and whoever holds
 * it can make itself a member: keep it off the members.
 */
public final class CommitteeAuthority {
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final int SERIAL_BITS = 120;

  private final SecureRandom random;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private CommitteeAuthority(SecureRandom random, KeyPair keys, X509Certificate certificate) {
    this.random = random;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A new authority for the committee of {@code chainId}, valid from {@code now}. */
  public static CommitteeAuthority create(
      long chainId, Instant now, Duration validity, SecureRandom random) {
    KeyPair keys = newKeys(random);
    X500Name name = name("metro-authority-" + chainId);
    X509v3CertificateBuilder builder = builder(name, name, keys, now, validity, random);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    } catch (IOException e) {
      throw new IllegalStateException("certificate extensions are always encodable", e);
    }
    return new CommitteeAuthority(random, keys, sign(builder, keys));
  }

  /**
   * Writes a member's new key, its certificate and the authority's certificate.
   *
   * @param member its name
   * @param hosts names and addresses others reach it by
   * @throws IllegalArgumentException when the name is none for a member
   */
  public void issue(
      String member, List<String> hosts, Instant now, Duration validity, TlsFiles files)
      throws IOException {
    if (!CertificateNames.isMemberName(member)) {
      throw new IllegalArgumentException(
          "a member is named with 1 to 32 lower-case letters, digits and hyphens, not " + member);
    }
    KeyPair own = newKeys(random);
    X509v3CertificateBuilder builder =
        builder(
            name(CertificateNames.member(certificate)), name(member), own, now, validity, random);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(member, hosts));
    Pem.writePublic(files.certificate(), pem(sign(builder, keys)));
    Pem.writePublic(files.authority(), pem(certificate));
    Pem.writeSecret(files.key(), Pem.encode(Pem.PRIVATE_KEY, own.getPrivate().getEncoded()));
  }

  /** Keeps the authority's key, to issue more certificates later. */
  public void writeKey(Path file) throws IOException {
    Pem.writeSecret(file, Pem.encode(Pem.PRIVATE_KEY, keys.getPrivate().getEncoded()));
  }

  private static GeneralNames alternatives(String member, List<String> hosts) {
    Set<String> names = new LinkedHashSet<>(hosts);
    names.add(member);
    List<GeneralName> out = new ArrayList<>();
    for (String host : names) {
      boolean address = IP_ADDRESS.matcher(host).matches();
      out.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return new GeneralNames(out.toArray(GeneralName[]::new));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      KeyPair subjectKeys,
      Instant now,
      Duration validity,
      SecureRandom random) {
    // An hour back: clocks of members differ.
    Date from = Date.from(now.minus(Duration.ofHours(1)));
    BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, from, Date.from(now.plus(validity)), subject, subjectKeys.getPublic());
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newKeys(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime signs with P-256", e);
    }
  }

  private static String pem(X509Certificate certificate) throws IOException {
    try {
      return Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be encoded", e);
    }
  }
}
