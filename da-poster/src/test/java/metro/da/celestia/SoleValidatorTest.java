package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import metro.da.Vectors;
import metro.ethereum.Bytes;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commits of a real network with one validator are made of the bytes that are signed here. */
final class SoleValidatorTest {

  @Test
  void theValidatorOfARealNetworkSignedTheSameBytes() {
    int checked = 0;
    for (JsonNode v : Vectors.celestia("dah.json").get("headers")) {
      JsonNode json = v.get("extended_header");
      JsonNode validators = json.get("validator_set").get("validators");
      if (validators.size() == 1) {
        check(json, validators.get(0));
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  private static void check(JsonNode json, JsonNode validator) {
    CometHeader header = HeaderJson.raw(json.get("header"));
    JsonNode signature = json.get("commit").get("signatures").get(0);
    JsonNode id = json.get("commit").get("block_id");
    CometHeader.BlockId block =
        new CometHeader.BlockId(
            Bytes.wrap(header.hash().bytes()),
            id.get("parts").get("total").asInt(),
            JsonFields.hex(id.get("parts"), "hash"));
    byte[] key = JsonFields.base64(validator.get("pub_key"), "value").toArray();
    assertThat(
            Bytes.wrap(SoleValidator.setHash(key, validator.get("voting_power").asLong()).bytes()))
        .isEqualTo(JsonFields.hex(json.get("header"), "validators_hash"));
    Instant voted = Instant.parse(signature.get("timestamp").asString());
    assertThat(isSigned(key, SoleValidator.vote(header, block, voted), signature)).isTrue();
    assertThat(isSigned(key, SoleValidator.vote(header, block, header.time()), signature))
        .isFalse();
  }

  private static boolean isSigned(byte[] key, byte[] vote, JsonNode signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(key));
    verifier.update(vote, 0, vote.length);
    return verifier.verifySignature(JsonFields.base64(signature, "signature").toArray());
  }
}
