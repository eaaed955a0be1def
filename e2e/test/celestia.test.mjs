// The embedded DA layer against an independent implementation of Celestia: lumina's celestia-types
// (Rust, as WebAssembly). Random blobs of 1 B to 8 MiB go in; lumina computes their commitments and
// reads the headers; both must agree with what the layer says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commitment, extendedHeader } from '../lib/lumina.mjs';
import { rpc, until } from '../lib/world.mjs';

const METRO = fileURLToPath(new URL('../../scripts/metro', import.meta.url));
const SEED = Number(process.env.METRO_SEED ?? 20260101);
const RANDOM_BLOBS = 40;
const MAX_TX = 8 * 1024 * 1024;
const EDGES = [1, 477, 478, 479, 960, 961, 64 * 482, 64 * 482 + 1, 1 << 20, MAX_TX - 1024];
const PORTS = 3;
const LUMINAS_APP_VERSION = 6; // the newest one lumina 0.12 knows

/** Bytes that follow from the seed and a number: AES in counter mode over zeros. */
function bytes(size, number) {
  const key = createHash('sha256').update(`${SEED}/${number}`).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** Sizes spread evenly over powers of two. */
function sizes() {
  const random = Array.from({ length: RANDOM_BLOBS }, (_, i) => {
    const fraction = bytes(4, `size ${i}`).readUInt32BE() / 2 ** 32;
    return Math.floor(2 ** (fraction * Math.log2(MAX_TX - 1024)));
  });
  return [...EDGES, ...random];
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    })),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

describe('the embedded DA layer and lumina', () => {
  let dir;
  let child;
  let node;
  let admin;
  let heights = [];

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'metro-da-'));
    const [port, grpc, adminPort] = await freePorts(PORTS);
    node = `http://127.0.0.1:${port}`;
    admin = `http://127.0.0.1:${adminPort}`;
    child = spawn(METRO, ['da', '--dir', join(dir, 'da'), '--listen', `127.0.0.1:${port}`, '--grpc-port', grpc,
      '--admin-port', adminPort, '--app-version', LUMINAS_APP_VERSION, '--block-time-ms', '0', '--square-width', '256'].map(String), { stdio: 'inherit' });
    await until('the DA layer', async () => (await fetch(`${admin}/status`)).ok, 180_000);
  });

  after(() => {
    child?.kill();
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  async function submit(blob) {
    const sent = rpc(node, 'state.SubmitPayForBlob', [blob], {});
    let answered = false;
    sent.finally(() => { answered = true; }).catch(() => {});
    while (!answered) {
      await fetch(`${admin}/blocks`, { method: 'POST' });
    }
    return (await sent).height;
  }

  it('agree on the commitments of random blobs of 1 B to 8 MiB', async (t) => {
    t.diagnostic(`seed ${SEED} (METRO_SEED sets it)`);
    for (const [number, size] of sizes().entries()) {
      const user = bytes(10, `namespace ${number}`);
      const data = bytes(size, number);
      const theirs = commitment(user, data).toString('base64');
      const id = Buffer.concat([Buffer.alloc(18), user]);
      const height = await submit({ namespace_id: id.toString('base64'), data: data.toString('base64') });
      const namespace = Buffer.concat([Buffer.alloc(19), user]).toString('base64');
      const found = await rpc(node, 'blob.Get', height, namespace, theirs);
      assert.equal(found.commitment, theirs, `size ${size}`);
      assert.ok(Buffer.from(found.data, 'base64').equals(data), `size ${size}`);
      heights.push(height);
    }
  });

  it('agree on hashes, commits, roots and data hashes of the headers', async () => {
    const widths = new Set();
    for (const height of [1, ...heights]) {
      const json = await rpc(node, 'header.GetByHeight', height);
      const header = await extendedHeader(json);
      header.validate(); // hashes, the commit's signature, the roots against the data hash
      assert.equal(header.dah.hash(), json.header.data_hash, `height ${height}`);
      assert.equal(header.dah.squareWidth(), json.dah.row_roots.length);
      assert.equal(header.height(), BigInt(height));
      widths.add(header.dah.squareWidth());
    }
    assert.ok(widths.size >= 7, `extended widths seen: ${[...widths]}`);
  });
});
