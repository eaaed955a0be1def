package metro.da.batch;

import metro.da.DaHeight;
import metro.ethereum.Hash;

/**
 * The prepared batch, proven whole on the DA layer.
 *
 * @param height where
 * @param dataRoot the square it was proven in
 */
public record Sighting(DaHeight height, Hash dataRoot) {}
