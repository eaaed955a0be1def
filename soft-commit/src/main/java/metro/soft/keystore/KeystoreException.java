package metro.soft.keystore;

/** A key file cannot be opened; the message names the field or says that the password is wrong. */
public final class KeystoreException extends Exception {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public KeystoreException(String message) {
    super(message);
  }
}
