package metro.cli.config;

/** A configuration that cannot be used; the message says where, which field and how to fix it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  /** Creates one. */
  public ConfigException(String message) {
    super(message);
  }
}
