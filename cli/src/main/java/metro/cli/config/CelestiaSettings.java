package metro.cli.config;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.DirectConfig;
import metro.da.celestia.FeePolicy;

/**
 * Celestia's keys of the table {@code da}. With {@code grpc} a member signs with the committee's DA
 * key and sends to that consensus node; without it the node at {@code url} signs.
 */
final class CelestiaSettings {
  private static final String GRPC = "da.grpc";
  private static final String MAX_PRICE = "da.max-gas-price";
  private static final int MAX_DIGITS = 30;

  private CelestiaSettings() {}

  static CelestiaClientConfig node(Settings file) throws ConfigException {
    URI url = file.value("da.url", "JSON-RPC of a celestia node", Addresses::http);
    CelestiaClientConfig node = CelestiaClientConfig.at(url);
    CelestiaClientConfig told = file.optional("da.token").map(node::withBearerToken).orElse(node);
    Optional<BigDecimal> max = file.optional(MAX_PRICE, CelestiaSettings::decimal);
    return max.map(told::withMaxUtiaPerGas).orElse(told);
  }

  /** Keys for signing without a place to send to stay unknown, and are refused as such. */
  static Optional<DirectConfig> direct(Settings file) throws ConfigException {
    Optional<URI> grpc = file.optional(GRPC, CelestiaSettings::grpc);
    if (grpc.isEmpty()) {
      return Optional.empty();
    }
    byte[] secret =
        KeyFiles.open(file, "da.key-file", "da.key-password-file", "the Celestia account that pays")
            .secretBytes();
    return Optional.of(
        new DirectConfig(
            grpc.get(), file.optional("da.grpc-token"), new CelestiaKey(secret), fees(file)));
  }

  private static FeePolicy fees(Settings file) throws ConfigException {
    FeePolicy usual = FeePolicy.DEFAULT;
    BigDecimal min =
        file.optional("da.min-gas-price", CelestiaSettings::decimal).orElse(usual.min());
    BigDecimal max = file.optional(MAX_PRICE, CelestiaSettings::decimal).orElse(usual.max());
    BigDecimal factor =
        file.optional("da.stuck-factor", CelestiaSettings::decimal).orElse(usual.stuckFactor());
    try {
      return new FeePolicy(min, max, factor);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("da: " + e.getMessage());
    }
  }

  private static URI grpc(String text) {
    URI uri = Addresses.http(text);
    if (uri.getPort() < 1) {
      throw new IllegalArgumentException("names a port, such as http://127.0.0.1:9090");
    }
    return uri;
  }

  private static BigDecimal decimal(String text) {
    try {
      if (text.length() <= MAX_DIGITS) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("is a decimal number in quotes, such as \"0.004\"");
  }
}
