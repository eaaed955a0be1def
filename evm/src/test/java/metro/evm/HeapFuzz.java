package metro.evm;

import static metro.evm.TestChain.ALICE;
import static metro.evm.TestChain.BLOCK;
import static metro.evm.TestChain.CONTRACT;

import java.util.List;
import java.util.Optional;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;

/** The program {@link HeapFuzzTest} runs with a small heap. */
public final class HeapFuzz {
  /** The most a transaction may have on Osaka (EIP-7825). */
  private static final long GAS = 1 << 24;

  /** Memory in each frame, in bytes: from many frames with little to few with much. */
  private static final List<Integer> FRAME_BYTES =
      List.of(1 << 10, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 21);

  private HeapFuzz() {}

  /** Ends with code 0 when nothing escaped. */
  public static void main(String[] arguments) {
    FuzzTest fuzz = new FuzzTest();
    fuzz.runPrograms();
    fuzz.runPrecompiles();
    FRAME_BYTES.forEach(HeapFuzz::fillMemory);
    run("calldata", "5f5f6210000060205f305af15f5f52600160005500", GAS);
    run("creations", "5b62006000" + "5f5ff0" + "506000" + "56", GAS);
  }

  /** Uses so much memory, then calls itself with all gas: memory adds up over the frames. */
  private static void fillMemory(int bytes) {
    run(
        bytes + " bytes in each frame",
        "63%08x5150".formatted(bytes - 32) + "5f5f5f5f5f305af1",
        GAS);
    // The whole of it is handed on as calldata, and comes back as return data.
    String all = "63%08x".formatted(bytes);
    run(bytes + " bytes handed on", all + "5f" + all + "5f5f305af1" + all + "5ff3", GAS);
  }

  private static void run(String what, String code, long gas) {
    WorldState world = TestChain.worldWith("0x" + code);
    TransactionResult result =
        new TransactionProcessor(Fork.OSAKA)
            .process(
                world,
                BLOCK,
                BLOCK.gasLimit(),
                TestChain.transaction(0, Optional.of(CONTRACT), UInt256.ZERO, "", gas),
                ALICE);
    if (!(result instanceof TransactionResult.Included included)) {
      throw new IllegalStateException(what + ": " + result);
    }
    System.out.println(what + ": " + included.gasUsed() + " gas");
  }
}
