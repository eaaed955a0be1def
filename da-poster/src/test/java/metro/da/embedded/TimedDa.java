package metro.da.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metro.da.Blob;
import metro.da.Broadcast;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.Signing;
import metro.da.SigningDaLayer;
import metro.da.SubmitResult;
import metro.da.TxFate;
import metro.da.VerifiedNamespace;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.CelestiaDirect;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.DirectConfig;
import metro.da.celestia.FeePolicy;
import metro.da.celestia.Namespace;
import metro.state.DaTransaction;

/** Real connections to a stepped layer that makes blocks exactly while somebody waits for it. */
public class TimedDa implements DaLayer {
  private static final Duration PATIENCE = Duration.ofMillis(3);

  private final SteppedDa stepped;
  private final DaLayer real;

  TimedDa(SteppedDa stepped, DaLayer real) {
    this.stepped = stepped;
    this.real = real;
  }

  /** Over JSON-RPC, signed by the node. */
  public static TimedDa jsonRpc(SteppedDa stepped) {
    return new TimedDa(stepped, client(stepped));
  }

  /** Signed by {@code key}, sent over gRPC, read over JSON-RPC. */
  public static Direct direct(SteppedDa stepped, CelestiaKey key, FeePolicy fees) {
    URI grpc = URI.create("http://127.0.0.1:" + stepped.da.grpcPort().orElseThrow());
    DirectConfig config = new DirectConfig(grpc, Optional.empty(), key, fees);
    return new Direct(stepped, new CelestiaDirect(config, client(stepped)));
  }

  private static CelestiaClient client(SteppedDa stepped) {
    return new CelestiaClient(CelestiaClientConfig.at(stepped.da.endpoint()));
  }

  /** The way that signs. */
  public static final class Direct extends TimedDa implements SigningDaLayer {
    private final CelestiaDirect real;

    Direct(SteppedDa stepped, CelestiaDirect real) {
      super(stepped, real);
      this.real = real;
    }

    @Override
    public Signing sign(
        List<Blob> blobs, DaHeight timeout, Optional<DaTransaction> former, Duration limit)
        throws DaException {
      return real.sign(blobs, timeout, former, limit);
    }

    @Override
    public Broadcast broadcast(DaTransaction transaction, List<Blob> blobs, Duration limit) {
      return real.broadcast(transaction, blobs, limit);
    }

    @Override
    public TxFate fate(DaTransaction transaction, Duration limit) throws DaException {
      return real.fate(transaction, limit);
    }

    @Override
    public long feeUtia(DaTransaction transaction) {
      return real.feeUtia(transaction);
    }
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    try {
      return whileBlocksAreMade(() -> real.submit(blobs, timeout));
    } catch (DaException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public int maxBytes() {
    return real.maxBytes();
  }

  /** Hands over and does not wait. */
  public void submitAndForget(List<Blob> blobs, Duration timeout) {
    Thread.ofVirtual().start(() -> real.submit(blobs, timeout));
  }

  private <T> T whileBlocksAreMade(Callable<T> call) throws DaException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    while (true) {
      try {
        return task.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        stepped.step();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof DaException failure) {
          throw failure;
        }
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public DaHeader head(Duration timeout) throws DaException {
    return real.head(timeout);
  }

  @Override
  public DaHeader header(DaHeight height, Duration timeout) throws DaException {
    return real.header(height, timeout);
  }

  @Override
  public DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    return whileBlocksAreMade(() -> real.waitForHeight(height, timeout));
  }

  @Override
  public VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
      throws DaException {
    return real.read(header, namespace, timeout);
  }

  @Override
  public void close() {
    real.close();
  }
}
