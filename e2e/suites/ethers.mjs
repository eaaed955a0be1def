// ethers v6, unmodified, over JSON-RPC by HTTP and WebSocket.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ethers } from 'ethers';
import { abi, bytecode } from '../lib/token.mjs';
import { rpc, until } from '../lib/world.mjs';

export function ethersSuite(context) {
  let rollup;
  let sequencer;
  let provider;
  let socket;
  let wallet;
  let token;

  before(() => {
    rollup = context.world.rollups[0];
    sequencer = rollup.sequencerRpc[0];
    provider = new ethers.JsonRpcProvider(rollup.rpc, undefined, { pollingInterval: 100, cacheTimeout: -1 });
    socket = new ethers.WebSocketProvider(rollup.ws);
    wallet = new ethers.Wallet(context.world.accounts[0].privateKey, provider);
  });

  after(async () => {
    provider.destroy();
    await socket.destroy();
  });

  const block = (tag) => provider.getBlock(tag).catch(() => null);
  const status = (hash) => rpc(sequencer, 'metro_getTransactionStatus', hash);

  it('knows the network', async () => {
    assert.equal((await provider.getNetwork()).chainId, BigInt(rollup.chainId));
    assert.equal(await rpc(rollup.rpc, 'net_version'), String(rollup.chainId));
    assert.match(await rpc(rollup.rpc, 'web3_clientVersion'), /^metro/i);
  });

  it('deploys an ERC-20', async () => {
    token = await new ethers.ContractFactory(abi, bytecode, wallet).deploy(1_000_000n);
    await token.waitForDeployment();
    assert.equal(await token.balanceOf(wallet.address), 1_000_000n);
    assert.equal(await token.symbol(), 'MTR');
  });

  it('transfers, and sees the transaction go from pending to finalized', async () => {
    const to = ethers.Wallet.createRandom().address;
    const sent = await wallet.sendTransaction({ to, value: 12_345n });
    const receipt = await sent.wait();
    assert.equal(receipt.status, 1);
    assert.equal(await provider.getBalance(to, 'pending'), 12_345n);
    await until('latest', async () => (await block('latest')).number >= receipt.blockNumber);
    await until('safe', async () => (await block('safe'))?.number >= receipt.blockNumber);
    await until('finalized', async () => (await block('finalized'))?.number >= receipt.blockNumber, 120_000);
    const final = await provider.getBlock(receipt.blockNumber);
    assert.equal(final.hash, (await provider.getTransactionReceipt(sent.hash)).blockHash);
    assert.equal(await provider.getBalance(to, 'finalized'), 12_345n);
    // The rollup looks at the DA layer by itself; the committee may record the batch a little later.
    await until('posted', async () => ['posted', 'final'].includes((await status(sent.hash)).stage));
  });

  it('finds events by filter', async () => {
    const to = ethers.Wallet.createRandom().address;
    const receipt = await (await token.transfer(to, 7n)).wait();
    const events = await token.queryFilter(token.filters.Transfer(null, to), receipt.blockNumber, 'latest');
    assert.equal(events.length, 1);
    assert.equal(events[0].args.value, 7n);
    assert.equal(events[0].transactionHash, receipt.hash);
  });

  it('hears events by subscription over WebSocket and by polling over HTTP', async () => {
    const to = ethers.Wallet.createRandom().address;
    const heard = { socket: [], http: [] };
    const bySocket = new ethers.Contract(await token.getAddress(), abi, socket);
    const heads = [];
    await socket.on('block', (n) => heads.push(n));
    await bySocket.on(bySocket.filters.Transfer(null, to), (e) => heard.socket.push(e.args.value));
    await token.on(token.filters.Transfer(null, to), (e) => heard.http.push(e.args.value));
    // One more round trip on each connection: the node then knows both filters.
    await socket.getBlockNumber();
    await provider.getBlockNumber();
    await (await token.transfer(to, 9n)).wait();
    await until('the event by subscription', () => heard.socket.length > 0);
    await until('the event by polling', () => heard.http.length > 0);
    await until('new heads', () => heads.length > 0);
    assert.deepEqual(heard, { socket: [9n], http: [9n] });
    await token.removeAllListeners();
    await bySocket.removeAllListeners();
    await socket.removeAllListeners();
  });

  it('reports a call that reverts, with its reason and its custom error', async () => {
    await assert.rejects(token.alwaysFails(), (e) => e.code === 'CALL_EXCEPTION' && e.reason === 'it always fails');
    const poor = new ethers.Wallet(ethers.Wallet.createRandom().privateKey, provider);
    await assert.rejects(token.connect(poor).transfer.staticCall(wallet.address, 5n), (e) => e.revert?.name === 'Broke' && e.revert.args[1] === 5n);
  });

  it('includes a failing transaction with status 0', async () => {
    const data = token.interface.encodeFunctionData('alwaysFails');
    const sent = await wallet.sendTransaction({ to: await token.getAddress(), data, gasLimit: 100_000n });
    await assert.rejects(sent.wait(), (e) => e.code === 'CALL_EXCEPTION' && e.receipt.status === 0);
  });

  it('refuses a nonce that is too low and one that is too high', async () => {
    const nonce = await provider.getTransactionCount(wallet.address, 'pending');
    const request = { to: wallet.address, value: 1n, gasLimit: 21_000n };
    await assert.rejects(wallet.sendTransaction({ ...request, nonce: 0 }), (e) => e.code === 'NONCE_EXPIRED');
    await assert.rejects(wallet.sendTransaction({ ...request, nonce: nonce + 1_000 }), /nonce too high/);
    assert.equal(await provider.getTransactionCount(wallet.address, 'pending'), nonce);
  });

  it('refuses a sender without funds', async () => {
    const poor = new ethers.Wallet(ethers.Wallet.createRandom().privateKey, provider);
    await assert.rejects(
      poor.sendTransaction({ to: wallet.address, value: 1n, gasLimit: 21_000n, nonce: 0 }),
      (e) => e.code === 'INSUFFICIENT_FUNDS',
    );
  });

  it('refuses a transaction signed for another chain', async () => {
    const raw = await wallet.signTransaction({
      to: wallet.address, value: 1n, gasLimit: 21_000n, nonce: 0, chainId: 999_999_999n, type: 2,
      maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n,
    });
    await assert.rejects(rpc(rollup.rpc, 'eth_sendRawTransaction', raw), /invalid chain id/);
    await assert.rejects(rpc(sequencer, 'eth_sendRawTransaction', raw), /invalid chain id/);
  });

  // A nonce waits two seconds for the ones before it and may then go first. A slow machine can miss
  // those two seconds: such an attempt shows nothing and another begins with a new account.
  const TRIES = 20;

  async function withNewAccount(attempt) {
    for (let i = 0; i < TRIES; i++) {
      const from = ethers.Wallet.createRandom().connect(provider);
      await (await wallet.sendTransaction({ to: from.address, value: 10n ** 18n })).wait();
      if (await attempt(from)) return;
    }
    assert.fail(`${TRIES} attempts were too slow`);
  }

  const fees = { maxFeePerGas: 20n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n };
  const more = { maxFeePerGas: 40n * 10n ** 9n, maxPriorityFeePerGas: 2n * 10n ** 9n };

  /** Hands in a transaction of `from`; `end` becomes 'ordered' or what it was refused with. */
  async function submitted(from, tx) {
    const base = { to: wallet.address, gasLimit: 21_000n, chainId: BigInt(rollup.chainId), type: 2 };
    const raw = await from.signTransaction({ ...base, ...tx });
    const one = { hash: ethers.keccak256(raw), raw };
    one.end = rpc(sequencer, 'eth_sendRawTransaction', raw).then(() => 'ordered', (e) => e.message);
    one.end.then((end) => { one.ended = end; });
    return one;
  }

  /** Whether the transaction waits, or how it ended. */
  const waits = (one) =>
    until('a transaction to wait', async () => one.ended || ((await status(one.hash)).stage === 'accepted' && 'waits'));

  it('replaces a waiting transaction', () => withNewAccount(async (from) => {
    // Nonce 1 waits for nonce 0; while it waits it can be replaced.
    const first = await submitted(from, { nonce: 1, value: 1n, ...fees });
    if ((await waits(first)) === 'ordered') return false;
    const weak = await (await submitted(from, { nonce: 1, value: 2n, ...fees })).end;
    if (first.ended === 'ordered') return false;
    assert.match(weak, /replacement transaction underpriced/);
    const strong = await submitted(from, { nonce: 1, value: 3n, ...more });
    await waits(strong);
    if (first.ended === 'ordered') return false;
    const opener = await submitted(from, { nonce: 0, value: 1n, ...fees });
    assert.equal(await opener.end, 'ordered');
    assert.equal(await strong.end, 'ordered');
    const seq = async (one) => Number((await status(one.hash)).position.seq);
    if ((await seq(strong)) < (await seq(opener))) return false;
    assert.match(await first.end, /replaced/);
    const receipt = await until('the replacement', () => provider.getTransactionReceipt(strong.hash));
    assert.equal(receipt.status, 1);
    assert.equal(await provider.getTransactionReceipt(first.hash), null);
    return true;
  }));

  it('cancels a waiting transaction', () => withNewAccount(async (from) => {
    const doomed = await submitted(from, { nonce: 1, value: 5n, ...fees });
    if ((await waits(doomed)) === 'ordered') return false;
    // The wallet's way: same nonce, to itself, no data, a higher fee.
    const cancel = await submitted(from, { to: from.address, nonce: 1, value: 0n, ...more });
    if ((await doomed.end) === 'ordered') return false;
    assert.match(await doomed.end, /cancelled|replaced/);
    assert.match(await cancel.end, /ordered|cancelled/);
    return true;
  }));

  it('tells why a transaction was skipped', async () => {
    // The committee does not execute: it orders what the rollup cannot pay for, and the rollup skips it.
    const poor = new ethers.Wallet(ethers.Wallet.createRandom().privateKey);
    const raw = await poor.signTransaction({
      to: wallet.address, value: 10n ** 18n, gasLimit: 21_000n, nonce: 0, chainId: BigInt(rollup.chainId), type: 2,
      maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n,
    });
    const hash = await rpc(sequencer, 'eth_sendRawTransaction', raw);
    assert.equal(hash, ethers.keccak256(raw));
    const status = await until('the skip', async () => {
      const s = await rpc(rollup.rpc, 'metro_getTransactionStatus', hash);
      return s?.stage === 'skipped' ? s : null;
    });
    assert.match(JSON.stringify(status), /insufficient funds/i);
    assert.equal(await provider.getTransactionReceipt(hash), null);
  });

  it('serves a batch of calls and an unknown method', async () => {
    const response = await fetch(rollup.rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] },
        { jsonrpc: '2.0', id: 2, method: 'eth_nothing', params: [] },
      ]),
    });
    const answers = await response.json();
    assert.equal(BigInt(answers.find((a) => a.id === 1).result), BigInt(rollup.chainId));
    assert.equal(answers.find((a) => a.id === 2).error.code, -32601);
  });
}

