package metro.node.rpc;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.soft.Certificate;

/** Waits for the certificate of a height, on the caller's thread. */
final class CertificateWaiter implements AutoCloseable {
  private final Chain chain;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Chain.Registration registration;

  CertificateWaiter(Chain chain) {
    this.chain = chain;
    this.registration =
        chain.addListener(
            new ChainListener() {
              @Override
              public void onCertificate(Certificate certificate) {
                wake();
              }

              @Override
              public void onGap(long height) {
                wake();
              }
            });
  }

  /**
   * The lowest certificate that covers {@code height}, as soon as there is one; or none in time.
   */
  Optional<Certificate> covering(long height, long waitMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMs);
    lock.lock();
    try {
      Optional<Certificate> found = chain.certificateCovering(height);
      while (found.isEmpty() && left > 0) {
        left = more.awaitNanos(left);
        found = chain.certificateCovering(height);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    registration.close();
  }
}
