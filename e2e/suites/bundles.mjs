// Bundles across two rollups: side by side, or not at all.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ethers } from 'ethers';
import { rpc, until } from '../lib/world.mjs';

export function bundleSuite(context) {
  let a;
  let b;
  let wallets;
  let providers;

  before(() => {
    [a, b] = context.world.rollups;
    providers = [a, b].map((r) => new ethers.JsonRpcProvider(r.rpc, undefined, { pollingInterval: 100, cacheTimeout: -1 }));
    wallets = context.world.accounts.slice(3, 5).map((x) => new ethers.Wallet(x.privateKey));
  });

  after(() => providers.forEach((p) => p.destroy()));

  const leg = async (rollup, provider, wallet, ahead = 0) => {
    const nonce = (await provider.getTransactionCount(wallet.address, 'pending')) + ahead;
    return wallet.signTransaction({
      to: ethers.ZeroAddress, value: 1n, nonce, gasLimit: 21_000n, chainId: BigInt(rollup.chainId), type: 2,
      maxFeePerGas: 20n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n,
    });
  };
  const status = (rollup, raw) => rpc(rollup.sequencerRpc[0], 'metro_getTransactionStatus', ethers.keccak256(raw));

  it('orders A, B, A side by side', async () => {
    const txs = [
      await leg(a, providers[0], wallets[0]),
      await leg(b, providers[1], wallets[0]),
      await leg(a, providers[0], wallets[0], 1),
    ];
    const { bundleHash } = await rpc(a.sequencerRpc[0], 'eth_sendBundle', { txs });
    assert.match(bundleHash, /^0x[0-9a-f]{64}$/);
    const rollups = [a, b, a];
    const seen = await until('the legs to be ordered', async () => {
      const all = await Promise.all(txs.map((raw, i) => status(rollups[i], raw)));
      return all.every((s) => s.position) ? all : null;
    });
    const seqs = seen.map((s) => Number(s.position.seq));
    assert.deepEqual(seqs, [seqs[0], seqs[0] + 1, seqs[0] + 2]);
    assert.equal(new Set(seen.map((s) => s.position.height)).size, 1);
    for (const [i, raw] of txs.entries()) {
      const receipt = await until('a receipt', () => providers[i === 1 ? 1 : 0].getTransactionReceipt(ethers.keccak256(raw)));
      assert.equal(receipt.status, 1);
    }
  });

  it('orders nothing and debits nothing when one leg cannot stand', async () => {
    const balance = () => rpc(context.world.committee.rpc[0], 'eth_getBalance', wallets[1].address, 'latest');
    const before = await balance();
    const good = await leg(a, providers[0], wallets[1]);
    const bad = await leg(b, providers[1], wallets[1], 5_000);
    await assert.rejects(rpc(a.sequencerRpc[0], 'eth_sendBundle', { txs: [good, bad] }), /nonce too high/);
    assert.equal(await balance(), before);
    assert.equal(await providers[0].getTransactionReceipt(ethers.keccak256(good)), null);
    // The good leg is still fresh: alone it is taken.
    assert.equal(await rpc(a.sequencerRpc[0], 'eth_sendRawTransaction', good), ethers.keccak256(good));
  });

  it('says no to what a sequencer that does not execute cannot promise', async () => {
    const txs = [await leg(a, providers[0], wallets[0])];
    await assert.rejects(
      rpc(a.sequencerRpc[0], 'eth_sendBundle', { txs, revertingTxHashes: [ethers.keccak256(txs[0])] }),
      (e) => e.code === -32602 && /does not execute/.test(e.message),
    );
  });
}
