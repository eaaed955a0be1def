package metro.rollup.soft;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import metro.ethereum.Bytes;
import metro.soft.Certificate;

/** The newest certificates seen, by rollup head number: to have both sides of a contradiction. */
public final class CertificateMemory {
  /** How many are kept. */
  public static final int CAPACITY = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<Long, Bytes> byNumber = new TreeMap<>();

  /** Remembers a valid certificate under which the rollup's head has this number. */
  void remember(long number, Certificate certificate) {
    lock.lock();
    try {
      byNumber.put(number, Bytes.wrap(certificate.encode()));
      if (byNumber.size() > CAPACITY) {
        byNumber.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The oldest certificate kept that covers a head number. */
  public Optional<Bytes> covering(long number) {
    lock.lock();
    try {
      return Optional.ofNullable(byNumber.ceilingEntry(number)).map(Map.Entry::getValue);
    } finally {
      lock.unlock();
    }
  }
}
