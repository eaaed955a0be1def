package metro.evm;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Secp256k1;
import metro.ethereum.UInt256;
import metro.evm.state.Code;
import metro.evm.state.WorldState;

/** Sets accounts' code to delegations (EIP-7702). What is not valid is passed over. */
final class Delegations {
  private static final long MAX_NONCE = -1;

  private final Secp256k1 secp256k1 = Secp256k1.fastest();

  void apply(WorldState world, UInt256 chainId, List<Authorization> authorizations) {
    for (Authorization authorization : authorizations) {
      boolean ourChain =
          authorization.chainId().isZero() || authorization.chainId().equals(chainId);
      if (ourChain && authorization.nonce() != MAX_NONCE) {
        authority(authorization).ifPresent(authority -> set(world, authorization, authority));
      }
    }
  }

  private Optional<Address> authority(Authorization authorization) {
    return authorization.signature().isCanonical()
        ? secp256k1
            .recover(authorization.signingHash().bytes(), authorization.signature())
            .map(Address::ofPublicKey)
        : Optional.empty();
  }

  private static void set(WorldState world, Authorization authorization, Address authority) {
    world.warm(authority);
    Code code = world.code(authority);
    boolean mayBeSet = code.size() == 0 || code.delegate().isPresent();
    if (!mayBeSet || world.nonce(authority) != authorization.nonce()) {
      return;
    }
    if (world.account(authority).isPresent()) {
      world.addRefund(Gas.AUTHORIZATION_REFUND);
    }
    boolean clears = authorization.address().equals(Address.ZERO);
    world.setCode(authority, clears ? Code.EMPTY : Code.delegation(authorization.address()));
    world.setNonce(authority, authorization.nonce() + 1);
  }
}
