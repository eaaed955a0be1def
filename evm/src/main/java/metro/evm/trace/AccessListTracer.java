package metro.evm.trace;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/** Collects accounts and slots in the order of first access (EIP-2930). */
public final class AccessListTracer implements Tracer {
  private final Map<Address, Set<UInt256>> accesses = new LinkedHashMap<>();
  private final Set<Address> excluded;

  /** Accounts in {@code excluded} are listed only for their slots. */
  public AccessListTracer(Set<Address> excluded) {
    this.excluded = Set.copyOf(excluded);
  }

  @Override
  public void step(int pc, int op, FrameView frame) {
    int pops =
        switch (op) {
          // BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, SLOAD, SSTORE, SELFDESTRUCT
          case 0x31, 0x3b, 0x3c, 0x3f, 0x54, 0x55, 0xff -> 1;
          // CALL, CALLCODE, DELEGATECALL, STATICCALL
          case 0xf1, 0xf2, 0xf4, 0xfa -> 2;
          default -> Integer.MAX_VALUE;
        };
    if (frame.stackSize() >= pops) {
      UInt256 operand = frame.peek(pops - 1);
      if (op == 0x54 || op == 0x55) {
        slotsOf(frame.address()).add(operand);
      } else {
        add(Address.of(operand.toBytes(), 12, Address.SIZE));
      }
    }
  }

  private void add(Address address) {
    if (!excluded.contains(address)) {
      slotsOf(address);
    }
  }

  private Set<UInt256> slotsOf(Address address) {
    return accesses.computeIfAbsent(address, a -> new LinkedHashSet<>());
  }

  /** What was accessed so far. */
  public List<AccessListEntry> accessList() {
    return accesses.entrySet().stream()
        .map(e -> new AccessListEntry(e.getKey(), keys(e.getValue())))
        .toList();
  }

  private static List<Hash> keys(Set<UInt256> slots) {
    return slots.stream().map(slot -> Hash.of(slot.toBytes())).toList();
  }
}
