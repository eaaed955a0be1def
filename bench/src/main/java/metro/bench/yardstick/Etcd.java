package metro.bench.yardstick;

import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import metro.bench.load.LatencyRecorder;
import metro.bench.result.Latency;
import metro.bench.result.Yardstick;
import metro.cli.dev.Ports;

/** Three etcd processes of the machine's own package: how long one put takes at a block's size. */
public final class Etcd {
  private static final String PROGRAM = "etcd";
  private static final int MEMBERS = 3;
  private static final int PREFERRED_PORT = 23_100;
  private static final int START_SECONDS = 120;
  private static final int PUT_SECONDS = 5;
  private static final long RETRY_NANOS = 100_000_000;
  private static final int KEYS = 64;

  private static final MethodDescriptor<byte[], byte[]> PUT =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("etcdserverpb.KV/Put")
          .setRequestMarshaller(new Plain())
          .setResponseMarshaller(new Plain())
          .build();

  private Etcd() {}

  /** Whether the program is on the path. */
  public static boolean isInstalled() {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  /**
   * One put after the other.
   *
   * @param directory for data and logs
   * @param bytes of each value
   * @throws IOException when etcd does not start
   */
  public static List<Yardstick> measure(Path directory, int bytes, int repetition, double seconds)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int port = Ports.freeBlock(PREFERRED_PORT, 2 * MEMBERS);
    List<Process> processes = new ArrayList<>();
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
    try {
      for (int i = 0; i < MEMBERS; i++) {
        processes.add(start(directory, i, port));
      }
      Latency latency = measure(channel, bytes, seconds);
      String what = "etcd put of %,d bytes, one at a time, ".formatted(bytes);
      return List.of(
          new Yardstick(what + "median", repetition, latency.p50Ms(), "ms"),
          new Yardstick(what + "99th percentile", repetition, latency.p99Ms(), "ms"));
    } finally {
      channel.shutdownNow();
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static Latency measure(ManagedChannel channel, int bytes, double seconds)
      throws IOException {
    byte[] value = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(value);
    awaitFirstPut(channel, value);
    LatencyRecorder recorder = new LatencyRecorder();
    long from = System.nanoTime() + (long) (seconds * 1e9 / 4);
    long end = from + (long) (seconds * 1e9);
    int key = 0;
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      put(channel, "key-" + key++ % KEYS, value);
      if (start >= from) {
        recorder.record(System.nanoTime() - start);
      }
    }
    return recorder.take();
  }

  private static void awaitFirstPut(ManagedChannel channel, byte[] value) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        put(channel, "first", value);
        return;
      } catch (StatusRuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("etcd took no put within " + START_SECONDS + " s", e);
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private static void put(ManagedChannel channel, String key, byte[] value) {
    var _ =
        ClientCalls.blockingUnaryCall(
            channel,
            PUT,
            CallOptions.DEFAULT.withDeadlineAfter(PUT_SECONDS, TimeUnit.SECONDS),
            request(key, value));
  }

  /** PutRequest { bytes key = 1; bytes value = 2; }. */
  private static byte[] request(String key, byte[] value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeByteArray(1, key.getBytes(StandardCharsets.US_ASCII));
      out.writeByteArray(2, value);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process start(Path directory, int number, int port) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "--name", "etcd-" + number));
    command.addAll(List.of("--data-dir", directory.resolve("data-" + number).toString()));
    String client = url(port + number);
    String peer = url(port + MEMBERS + number);
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      all.add("etcd-" + i + "=" + url(port + MEMBERS + i));
    }
    command.addAll(List.of("--initial-cluster", String.join(",", all)));
    File log = directory.resolve("etcd-" + number + ".log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Bytes as they are. */
  private static final class Plain implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
