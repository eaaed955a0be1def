package metro.da.eip4844;

import ethereum.ckzg4844.CKZG4844JNI;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Commitments to blobs under the points of Ethereum's KZG ceremony (c-kzg-4844). The points come
 * with a library and are checked against a digest; they are loaded with the first use.
 */
final class Kzg {
  static final int BLOB_BYTES = CKZG4844JNI.BYTES_PER_BLOB;
  static final int CELLS_PER_BLOB = CKZG4844JNI.CELLS_PER_EXT_BLOB;
  static final int PROOF_BYTES = CKZG4844JNI.BYTES_PER_PROOF;

  private static final byte VERSIONED_HASH_VERSION = 1;
  private static final String SETUP = "/trusted_setup.txt";
  private static final String SETUP_SHA256 =
      "e695ba9905a832de98dc3567febe326b760382bfd77a9a6880ca51b602a7d7ff";

  private Kzg() {}

  /** Loads library and points once for the process. */
  private static final class Loaded {
    static {
      try {
        CKZG4844JNI.loadNativeLibrary();
        requireKnownSetup();
        CKZG4844JNI.loadTrustedSetupFromResource(SETUP, Kzg.class, 0);
      } catch (RuntimeException | UnsatisfiedLinkError e) {
        throw new IllegalStateException(
            "Ethereum blobs need the native library of jc-kzg-4844 (linux, macOS or windows on"
                + " amd64 or aarch64), a temporary folder that allows executables, and"
                + " --enable-native-access=ALL-UNNAMED",
            e);
      }
    }

    static void touch() {
      // The work is the initialisation of this class.
    }
  }

  private static void requireKnownSetup() {
    try (InputStream in = Kzg.class.getResourceAsStream(SETUP)) {
      if (in == null) {
        throw new IllegalStateException(SETUP + " is not on the class path");
      }
      String digest = HexFormat.of().formatHex(sha256(in.readAllBytes()));
      if (!digest.equals(SETUP_SHA256)) {
        throw new IllegalStateException(SETUP + " has the digest " + digest);
      }
    } catch (IOException e) {
      throw new IllegalStateException(SETUP + " cannot be read", e);
    }
  }

  /** The commitment to a blob of {@link #BLOB_BYTES} whose field elements are in range. */
  static Bytes commitment(byte[] blob) {
    Loaded.touch();
    return Bytes.wrap(CKZG4844JNI.blobToKzgCommitment(blob));
  }

  /** The proofs of the blob's 128 cells one after the other (EIP-7594). */
  static Bytes cellProofs(byte[] blob) {
    Loaded.touch();
    return Bytes.wrap(CKZG4844JNI.computeCellsAndKzgProofs(blob).getProofs());
  }

  /** 01 and the last 31 bytes of SHA-256 of the commitment (EIP-4844). */
  static Hash versionedHash(Bytes commitment) {
    byte[] hash = sha256(commitment.arrayForReading());
    hash[0] = VERSIONED_HASH_VERSION;
    return Hash.of(hash);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
