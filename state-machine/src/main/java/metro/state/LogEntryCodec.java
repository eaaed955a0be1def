package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.state.LogEntry.BatchPosted;
import metro.state.LogEntry.BatchPrepared;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;

/**
 * Log entries as bytes: one byte naming the kind, then its fields with fixed widths, big-endian.
 * Each entry has exactly one encoding.
 */
public final class LogEntryCodec {
  private static final int PROPOSAL = 0x70;
  private static final int PREPARED = 0x71;
  private static final int POSTED = 0x72;
  private static final int PREPARED_VERSION = 2;
  private static final int TRANSACTION = 1;
  private static final int BUNDLE = 2;
  private static final int KNOWN = 1;
  private static final int FIRST_SEEN = 2;
  private static final int PUBLIC_KEY_BYTES = 64;

  /** Bytes of a proposal around its items. */
  static final int PROPOSAL_OVERHEAD = 1 + 8 + 1 + 4;

  private LogEntryCodec() {}

  /** The entry's bytes. */
  public static byte[] encode(LogEntry entry) {
    return switch (entry) {
      case BlockProposal p -> {
        Encoder out = new Encoder(encodedSize(p));
        writeProposal(out, p);
        yield out.toBytes();
      }
      case BatchPrepared p -> {
        Encoder out = new Encoder();
        writePrepared(out, p);
        yield out.toBytes();
      }
      case BatchPosted p ->
          new Encoder()
              .u8(POSTED)
              .u64(p.batch())
              .hash(p.batchHash())
              .u64(p.daHeight())
              .hash(p.daHeader())
              .toBytes();
    };
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws MalformedException naming the field
   */
  public static LogEntry decode(byte[] bytes) {
    if (bytes.length > Limits.MAX_ENTRY_BYTES) {
      throw new MalformedException(
          "log entry of " + bytes.length + " bytes, the limit is " + Limits.MAX_ENTRY_BYTES);
    }
    Decoder in = new Decoder(bytes);
    LogEntry entry =
        switch (in.peek("log entry")) {
          case PROPOSAL -> readProposal(in);
          case PREPARED -> readPrepared(in);
          case POSTED -> readPosted(in);
          default -> throw new MalformedException("log entry of an unknown kind");
        };
    in.requireEnd("log entry");
    return entry;
  }

  private static int encodedSize(BlockProposal proposal) {
    int size = PROPOSAL_OVERHEAD;
    for (ProposedItem item : proposal.items()) {
      size += encodedSize(item);
    }
    return size;
  }

  /** The bytes {@code item} takes inside a proposal. */
  public static int encodedSize(ProposedItem item) {
    return switch (item) {
      case ProposedTransaction t -> 1 + 4 + t.raw().length() + encodedSize(t.sender());
      case ProposedBundle b -> {
        int size = 1 + 8 + 8 + 1;
        for (int i = 0; i < b.senders().size(); i++) {
          size += 4 + b.bundle().legs().get(i).length() + encodedSize(b.senders().get(i));
        }
        yield size;
      }
    };
  }

  private static int encodedSize(ProposedSender sender) {
    return switch (sender) {
      case ProposedSender.Known k -> 1 + 20;
      case ProposedSender.FirstSeen f -> 1 + PUBLIC_KEY_BYTES;
    };
  }

  private static void writeProposal(Encoder out, BlockProposal proposal) {
    out.u8(PROPOSAL).u64(proposal.timeMs()).u8(proposal.closing() ? 1 : 0);
    out.u32(proposal.items().size());
    for (ProposedItem item : proposal.items()) {
      switch (item) {
        case ProposedTransaction t -> writeLeg(out.u8(TRANSACTION), t.raw(), t.sender());
        case ProposedBundle b -> writeBundle(out.u8(BUNDLE), b);
      }
    }
  }

  private static void writeBundle(Encoder out, ProposedBundle bundle) {
    Bundle b = bundle.bundle();
    if (b.legs().size() > 255) {
      throw new IllegalArgumentException("a bundle of more than 255 legs has no encoding");
    }
    out.u64(b.minHeight()).u64(b.maxHeight()).u8(b.legs().size());
    for (int i = 0; i < b.legs().size(); i++) {
      writeLeg(out, b.legs().get(i), bundle.senders().get(i));
    }
  }

  private static void writeLeg(Encoder out, Bytes raw, ProposedSender sender) {
    switch (sender) {
      case ProposedSender.Known k -> out.u8(KNOWN).address(k.address());
      case ProposedSender.FirstSeen f -> out.u8(FIRST_SEEN).raw(f.publicKey().arrayForReading());
    }
    out.bytes(raw);
  }

  static void writePrepared(Encoder out, BatchPrepared p) {
    out.u8(PREPARED).u8(PREPARED_VERSION);
    out.u64(p.batch()).u64(p.fromHeight()).u64(p.toHeight());
    out.hash(p.batchHash()).u64(p.daHeight()).bytes(p.certificate());
    out.u8(p.transaction().isPresent() ? 1 : 0);
    p.transaction().ifPresent(t -> out.u64(t.sequence()).u64(t.timeoutHeight()).bytes(t.bytes()));
  }

  private static BlockProposal readProposal(Decoder in) {
    in.tag(PROPOSAL, "proposal");
    long timeMs = in.u63("proposal time");
    boolean closing = in.flag("proposal closing");
    int count = in.count(Limits.MAX_BLOCK_ITEMS, "proposal size");
    List<ProposedItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(readItem(in));
    }
    return new BlockProposal(timeMs, closing, items);
  }

  private static ProposedItem readItem(Decoder in) {
    return switch (in.u8("item kind")) {
      case TRANSACTION -> {
        ProposedSender sender = readSender(in);
        yield new ProposedTransaction(readRaw(in), sender);
      }
      case BUNDLE -> readBundle(in);
      default -> throw new MalformedException("item of an unknown kind");
    };
  }

  private static ProposedBundle readBundle(Decoder in) {
    long minHeight = in.u63("bundle min height");
    long maxHeight = in.u63("bundle max height");
    int count = in.u8("bundle size");
    List<Bytes> legs = new ArrayList<>();
    List<ProposedSender> senders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      senders.add(readSender(in));
      legs.add(readRaw(in));
    }
    return new ProposedBundle(new Bundle(minHeight, maxHeight, legs), senders);
  }

  private static Bytes readRaw(Decoder in) {
    return in.bytes(Limits.MAX_ENTRY_BYTES, "transaction");
  }

  private static ProposedSender readSender(Decoder in) {
    return switch (in.u8("sender form")) {
      case KNOWN -> new ProposedSender.Known(in.address("sender"));
      case FIRST_SEEN ->
          new ProposedSender.FirstSeen(Bytes.wrap(in.raw(PUBLIC_KEY_BYTES, "sender's key")));
      default -> throw new MalformedException("sender of an unknown form");
    };
  }

  static BatchPrepared readPrepared(Decoder in) {
    in.tag(PREPARED, "prepared batch").tag(PREPARED_VERSION, "prepared batch version");
    return new BatchPrepared(
        in.u63("batch number"),
        in.u63("batch from height"),
        in.u63("batch to height"),
        in.hash("batch hash"),
        in.u63("batch DA height"),
        readCertificate(in),
        in.flag("batch transaction") ? Optional.of(readTransaction(in)) : Optional.empty());
  }

  private static Bytes readCertificate(Decoder in) {
    Bytes certificate = in.bytes(Limits.MAX_CERTIFICATE_BYTES, "batch certificate");
    if (certificate.isEmpty()) {
      throw new MalformedException("a prepared batch has a certificate");
    }
    return certificate;
  }

  private static DaTransaction readTransaction(Decoder in) {
    long sequence = in.u63("DA transaction sequence");
    long timeoutHeight = in.u63("DA transaction timeout height");
    Bytes bytes = in.bytes(Limits.MAX_DA_TRANSACTION_BYTES, "DA transaction");
    if (bytes.isEmpty() || timeoutHeight == 0) {
      throw new MalformedException("a DA transaction has bytes and a timeout height");
    }
    return new DaTransaction(bytes, sequence, timeoutHeight);
  }

  private static BatchPosted readPosted(Decoder in) {
    in.tag(POSTED, "posted batch");
    return new BatchPosted(
        in.u63("batch number"),
        in.hash("batch hash"),
        in.u63("batch DA height"),
        in.hash("batch DA header"));
  }
}
