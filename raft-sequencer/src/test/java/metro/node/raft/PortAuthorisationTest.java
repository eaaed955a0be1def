package metro.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import metro.node.testing.TestCommittee;
import metro.node.tls.CommitteeAuthority;
import metro.node.tls.TlsFiles;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftClientProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortAuthorisationTest {
  @TempDir Path directory;
  private RaftCommittee committee;
  private RaftSettings.Peer target;

  @BeforeEach
  void start() throws IOException {
    committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL);
    target = committee.setting.peers().getFirst();
    committee.leader();
  }

  @AfterEach
  void stop() {
    committee.close();
  }

  private TlsFiles tlsOf(String member) {
    return TlsFiles.in(directory.resolve(member).resolve("tls"));
  }

  private ManagedChannel channel(TlsFiles own, Path authority) throws SSLException {
    SslContextBuilder tls = SslContextBuilder.forClient().trustManager(file(authority));
    tls.keyManager(file(own.certificate()), file(own.key()));
    return channel(tls);
  }

  private ManagedChannel channel(SslContextBuilder tls) throws SSLException {
    return NettyChannelBuilder.forAddress("127.0.0.1", target.port())
        .sslContext(GrpcSslContexts.configure(tls).build())
        .build();
  }

  private static File file(Path path) {
    return path.toFile();
  }

  private static Status.Code vote(ManagedChannel channel) {
    return code(() ->
        RaftServerProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .requestVote(RequestVoteRequestProto.getDefaultInstance()));
  }

  private static Status.Code administer(ManagedChannel channel) {
    return code(() ->
        AdminProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .groupList(GroupListRequestProto.getDefaultInstance()));
  }

  private static Status.Code append(ManagedChannel channel) {
    MethodDescriptor<RaftClientRequestProto, RaftClientReplyProto> method =
        RaftClientProtocolServiceGrpc.getOrderedMethod().toBuilder()
            .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
            .build();
    return code(() ->
        ClientCalls.blockingServerStreamingCall(
                channel,
                method,
                CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                RaftClientRequestProto.getDefaultInstance())
            .next());
  }

  private static Status.Code code(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @Test
  void aMemberReplicatesButNeitherAdministersNorAppends() throws IOException {
    ManagedChannel channel = channel(tlsOf("b"), tlsOf("b").authority());
    // Gets through to Ratis, which knows no such group.
    assertThat(vote(channel)).isNotIn(Status.Code.PERMISSION_DENIED, Status.Code.UNAVAILABLE);
    assertThat(administer(channel)).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(append(channel)).isEqualTo(Status.Code.PERMISSION_DENIED);
    channel.shutdownNow();
  }

  @Test
  void theMembersOwnCertificateDoesNotAdministerOnTheCommonPort() throws IOException {
    ManagedChannel channel = channel(tlsOf("a"), tlsOf("a").authority());
    assertThat(administer(channel)).isEqualTo(Status.Code.PERMISSION_DENIED);
    channel.shutdownNow();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
    TlsFiles foreign = TlsFiles.in(directory.resolve("foreign"));
    CommitteeAuthority.create(
            TestCommittee.P, Instant.now(), Duration.ofDays(1), new SecureRandom())
        .issue("b", List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1), foreign);
    ManagedChannel channel = channel(foreign, tlsOf("a").authority());
    assertThat(vote(channel)).isEqualTo(Status.Code.UNAVAILABLE);
    channel.shutdownNow();
  }

  @Test
  void aClientWithoutCertificateIsRefused() throws IOException {
    ManagedChannel channel =
        channel(SslContextBuilder.forClient().trustManager(file(tlsOf("a").authority())));
    assertThat(vote(channel)).isEqualTo(Status.Code.UNAVAILABLE);
    channel.shutdownNow();
    ManagedChannel plain =
        NettyChannelBuilder.forAddress("127.0.0.1", target.port()).usePlaintext().build();
    assertThat(vote(plain)).isEqualTo(Status.Code.UNAVAILABLE);
    plain.shutdownNow();
  }

  @Test
  void onlyItsOwnCertificateAdministersOnTheAdminPort() {
    PortAuthorisation rules = new PortAuthorisation("a", Set.of("a", "b", "c"));
    String admin = AdminProtocolServiceGrpc.SERVICE_NAME;
    assertThat(rules.allows("a", admin, true)).isTrue();
    assertThat(rules.allows("b", admin, true)).isFalse();
    assertThat(rules.allows("", admin, true)).isFalse();
    assertThat(rules.allows("a", RaftClientProtocolServiceGrpc.SERVICE_NAME, true)).isFalse();
    assertThat(rules.allows("x", RaftServerProtocolServiceGrpc.SERVICE_NAME, false)).isFalse();
    assertThat(rules.allows("b", "grpc.reflection.v1.ServerReflection", false)).isFalse();
  }
}
