package metro.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import metro.ethereum.Hash;

/** SHA-256, the hash of headers, trees and chains (hardware-backed on the JVM). */
public final class Sha256 {
  // Looking a digest up among the providers takes longer than most of what is hashed here.
  private static final MessageDigest FRESH = lookUp();

  private Sha256() {}

  /** The digest of the parts, one after the other. */
  public static Hash hash(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return finish(digest);
  }

  /** A fresh digest. */
  public static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the runtime's SHA-256 can be copied", e);
    }
  }

  /** Ends {@code digest}, which is as fresh afterwards. */
  static Hash finish(MessageDigest digest) {
    return Hash.wrap(digest.digest());
  }

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
