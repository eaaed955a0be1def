package metro.node.rpc;

import com.google.protobuf.UnsafeByteOperations;
import metro.da.celestia.Namespace;
import metro.node.chain.Chain;
import metro.node.chain.StateView;
import metro.node.ingress.WireAnswers;
import metro.node.log.RaftLog;
import metro.soft.Certificate;
import metro.state.Committee;
import metro.state.LedgerView;
import metro.state.PostingCursor;
import metro.state.Rollup;
import metro.state.RollupHead;
import metro.wire.CommitteeInfo;
import metro.wire.RollupInfo;

/** What GetCommittee says. */
final class CommitteeReport {
  private final String self;
  private final RaftLog log;
  private final Chain chain;

  CommitteeReport(String self, RaftLog log, Chain chain) {
    this.self = self;
    this.log = log;
    this.chain = chain;
  }

  CommitteeInfo make() {
    StateView state = chain.view();
    LedgerView view = new LedgerView(state);
    Committee committee = view.committee();
    PostingCursor cursor = view.cursor();
    CommitteeInfo.Builder out =
        CommitteeInfo.newBuilder()
            .setChainId(committee.chainId())
            .setEpoch(committee.epoch())
            .setCommittee(UnsafeByteOperations.unsafeWrap(committee.encode()))
            .setHeight(state.height())
            .setCertifiedHeight(chain.newestCertificate().map(Certificate::height).orElse(0L))
            .setPostedBatch(cursor.postedBatch())
            .setPostedHeight(cursor.postedHeight())
            .setMember(self)
            .setLeader(log.leaderName().orElse(""))
            .setFeePerItem(view.fees().perItem())
            .setFeePerByte(view.fees().perByte());
    view.rollups().forEach(rollup -> out.addRollups(info(rollup, view.head(rollup.id()))));
    return out.build();
  }

  private static RollupInfo info(Rollup rollup, RollupHead head) {
    return RollupInfo.newBuilder()
        .setChainId(rollup.id().chainId())
        .setName(rollup.name())
        .setNamespace(WireAnswers.bytes(Namespace.v0(rollup.namespace()).bytes()))
        .setOwner(UnsafeByteOperations.unsafeWrap(rollup.owner().bytes()))
        .setPayMode(rollup.payMode().name())
        .setNonceMode(rollup.nonceMode().name())
        .setNumber(head.number())
        .setTxCount(head.txCount())
        .setHead(WireAnswers.bytes(head.hash()))
        .build();
  }
}
