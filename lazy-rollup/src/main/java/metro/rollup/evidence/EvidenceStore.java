package metro.rollup.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import metro.ethereum.Bytes;
import metro.rollup.Limits;
import metro.state.RollupHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps faults as JSON files, one each. At most {@link Limits#MAX_EVIDENCE_FILES}: whoever makes
 * more faults than that is known well enough.
 */
public final class EvidenceStore {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceStore.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Path directory;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong recorded = new AtomicLong();
  private long files;

  /** A store in {@code directory}, which is created. */
  public EvidenceStore(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    try {
      Files.createDirectories(directory);
      this.files = list().size();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
  }

  /** Stores and logs a fault. A full or failing disk loses the file, never the node. */
  public void record(Fault fault) {
    recorded.incrementAndGet();
    LOG.warn("evidence of {}: {}", fault.kind(), fault.explanation());
    lock.lock();
    try {
      if (files < Limits.MAX_EVIDENCE_FILES) {
        files++;
        write(fault);
      }
    } catch (IOException e) {
      LOG.error("evidence of {} could not be written to {}", fault.kind(), directory, e);
    } finally {
      lock.unlock();
    }
  }

  /** Faults since the start, stored or not. */
  public long recorded() {
    return recorded.get();
  }

  /** The files, oldest first. */
  public List<Path> list() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(p -> p.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private void write(Fault fault) throws IOException {
    String name = "%013d-%04d-%s.json".formatted(clock.millis(), files, fault.kind());
    Path part = directory.resolve(name + ".part");
    Files.writeString(
        part, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(fault)) + "\n");
    Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private ObjectNode json(Fault fault) {
    ObjectNode out = JSON.createObjectNode();
    out.put("kind", fault.kind());
    out.put("time", clock.instant().toString());
    out.put("explanation", fault.explanation());
    switch (fault) {
      case Fault.BrokenStatement f -> out.put("member", f.member());
      case Fault.ContradictsCertificate f -> {
        out.put("member", f.member());
        out.set("computed", json(f.computed()));
        out.set("certified", json(f.certified()));
        out.put("certificate", f.certificate().toString());
        out.put("path", f.path().toString());
      }
      case Fault.TwoCertificates f -> {
        out.set("first", json(f.first()));
        put(out, "firstCertificate", f.firstCertificate());
        out.set("second", json(f.second()));
        out.put("secondCertificate", f.secondCertificate().toString());
      }
      case Fault.ContradictsDaLayer f -> {
        out.set("soft", json(f.soft()));
        put(out, "softCertificate", f.softCertificate());
        out.set("proven", json(f.proven()));
        out.put("daHeight", f.daHeight());
        out.put("daCertificate", f.daCertificate().toString());
      }
      case Fault.DoubleSign f -> out.put("proof", f.proof().toString());
    }
    return out;
  }

  private static void put(ObjectNode out, String field, Optional<Bytes> value) {
    value.ifPresent(bytes -> out.put(field, bytes.toString()));
  }

  private static ObjectNode json(RollupHead head) {
    return JSON.createObjectNode()
        .put("rollup", head.rollup().chainId())
        .put("number", head.number())
        .put("txCount", head.txCount())
        .put("hash", head.hash().toString());
  }
}
