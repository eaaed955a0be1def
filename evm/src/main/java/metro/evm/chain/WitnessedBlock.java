package metro.evm.chain;

/** An executed block and what others need to execute it without the state. */
public record WitnessedBlock(SealedBlock sealed, Witness witness) {}
