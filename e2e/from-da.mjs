// A rollup node that starts from nothing and can reach no member derives the chain from the DA layer
// alone, and arrives at the state root of the node that followed softly.
//
//   node from-da.mjs --blocks 10000
import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ethers } from 'ethers';
import { openWorld, rpc, until } from './lib/world.mjs';

const METRO = fileURLToPath(new URL('../scripts/metro', import.meta.url));
const PROGRESS_MS = 20_000;
const FRESH_NODE_PORT = 30;
const { values } = parseArgs({ options: { blocks: { type: 'string', default: '10000' } } });
const BLOCKS = Number(values.blocks);
const HOUR_MS = 3_600_000;

const world = await openWorld();
const rollup = world.rollups[0];
const freshPort = Number(new URL(rollup.rpc).port) + FRESH_NODE_PORT;
const head = async () => Number((await rpc(rollup.rpc, 'metro_status')).soft.number);

try {
  await load();
  const before = performance.now();
  const { number, stateRoot } = await compare();
  const seconds = (performance.now() - before) / 1000;
  console.log(`1 passed, 0 failed: ${BLOCKS} sequencer blocks, EVM block ${number}, state root ${stateRoot}, derived from the DA layer in ${seconds.toFixed(1)} s`);
} finally {
  await world.close();
}

/**
 * Every account sends one transaction at a time, over all members. A block is cut as soon as the log
 * has room, so there are about as many blocks as transactions while few wait for an answer.
 */
async function load() {
  const start = performance.now();
  let blocks = 0;
  let sent = 0;
  const send = async (account, i) => {
    const wallet = new ethers.Wallet(account.privateKey);
    const url = rollup.sequencerRpc[i % rollup.sequencerRpc.length];
    for (let nonce = 0; blocks < BLOCKS; nonce++) {
      const raw = await wallet.signTransaction({
        to: wallet.address, value: BigInt(nonce), nonce, gasLimit: 21_000n, chainId: BigInt(rollup.chainId), type: 2,
        maxFeePerGas: 100n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n,
      });
      await rpc(url, 'eth_sendRawTransaction', raw);
      sent++;
    }
  };
  const watch = async () => {
    let told = start;
    for (; blocks < BLOCKS; blocks = await head()) {
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        console.log(`${blocks} rollup blocks, ${perSecond(blocks)} in a second`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const perSecond = (count) => (1000 * count / (performance.now() - start)).toFixed(1);
  await Promise.all([watch(), ...world.accounts.map(send)]);
  console.log(`${blocks} rollup blocks of ${sent} transactions in ${((performance.now() - start) / 1000).toFixed(0)} s, ${perSecond(blocks)} in a second`);
}

async function compare() {
  const target = await until('the last second to be sealed', async () => {
    const block = await rpc(rollup.rpc, 'eth_getBlockByNumber', 'latest', false);
    const final = await rpc(rollup.rpc, 'eth_getBlockByNumber', 'finalized', false);
    return final.hash === block.hash ? block : null;
  }, HOUR_MS);
  const dir = freshNode();
  const node = spawn(METRO, ['rollup', '--config', join(dir, 'rollup.toml')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(dir, 'log'));
  node.stdout.pipe(log);
  node.stderr.pipe(log);
  try {
    const url = `http://127.0.0.1:${freshPort}`;
    const derived = await until('the derived chain', async () => {
      const block = await rpc(url, 'eth_getBlockByNumber', 'finalized', false);
      return Number(block.number) >= Number(target.number)
        ? rpc(url, 'eth_getBlockByNumber', target.number, false) : null;
    }, HOUR_MS);
    if (derived.hash !== target.hash || derived.stateRoot !== target.stateRoot) {
      throw new Error(`block ${target.number} derived from the DA layer is ${derived.hash}, followed softly it is ${target.hash}`);
    }
    return { number: Number(target.number), stateRoot: derived.stateRoot };
  } finally {
    const exited = new Promise((resolve) => node.once('exit', resolve));
    node.kill('SIGTERM');
    await exited;
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A copy of the rollup node's configuration with an empty store, another port and no member. */
function freshNode() {
  const from = dirname(world.rollupNodes[0].log);
  const dir = `${from}-fresh`;
  rmSync(dir, { recursive: true, force: true });
  cpSync(from, dir, { recursive: true, filter: (path) => !path.startsWith(join(from, 'data')) && !path.endsWith('log') });
  const file = join(dir, 'rollup.toml');
  const text = readFileSync(file, 'utf8')
    .replace(/^members\s*=.*$/m, 'members = ["127.0.0.1:1"]')
    .replace(/^listen\s*=.*$/m, `listen = "127.0.0.1:${freshPort}"`);
  writeFileSync(file, text);
  return dir;
}
