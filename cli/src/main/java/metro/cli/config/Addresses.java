package metro.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import metro.da.celestia.Bech32;
import metro.ethereum.Address;

/** Addresses as they stand in configuration files. */
public final class Addresses {
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  /**
   * A host and a port of it.
   *
   * @param host name or address
   * @param port 0 to 65,535; 0 is any free one
   */
  public record HostPort(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Reads {@code host:port}; an IPv6 address stands in brackets. */
  public static HostPort hostPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|]$", "");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("is host:port, such as 127.0.0.1:8545");
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= MAX_PORT) {
        return new HostPort(host, port);
      }
    } catch (NumberFormatException e) {
      // Told below like a port that is too large.
    }
    throw new IllegalArgumentException("has no port of 0 to " + MAX_PORT + " after the colon");
  }

  /** An account of the DA layer: as Celestia writes it, or in hexadecimal digits. */
  public static Address daAccount(String text) {
    if (text.toLowerCase(Locale.ROOT).startsWith("celestia1")) {
      return Bech32.decode(text);
    }
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is no account of the DA layer: celestia1..., or 0x and 40 hexadecimal digits");
    }
  }

  /** An http or https URL. */
  public static URI http(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below like every other text that is no URL.
    }
    throw new IllegalArgumentException("is a URL, such as http://127.0.0.1:8545");
  }
}
