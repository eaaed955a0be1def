package metro.ethereum;

import java.util.List;

/** One address and the storage keys a transaction declares for it (EIP-2930). */
public record AccessListEntry(Address address, List<Hash> storageKeys) {
  public AccessListEntry {
    storageKeys = List.copyOf(storageKeys);
  }

  static AccessListEntry read(RlpReader reader) {
    RlpReader fields = reader.list();
    AccessListEntry entry = new AccessListEntry(fields.address(), fields.listOf(RlpReader::hash));
    fields.requireEnd();
    return entry;
  }

  void write(RlpWriter writer) {
    writer.list(w -> w.address(address).listOf(storageKeys, RlpWriter::hash));
  }
}
