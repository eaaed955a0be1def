// lumina-node-wasm in Node: Celestia's data types as Rust has them. The package is made for bundlers
// and browsers, so its module is instantiated by hand and what it asks of a browser is stood in for.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as lumina from 'lumina-node-wasm/lumina_node_wasm_bg.js';

const path = createRequire(import.meta.url).resolve('lumina-node-wasm/lumina_node_wasm_bg.wasm');
const module = new WebAssembly.Module(readFileSync(path));
const instance = new WebAssembly.Instance(module, { './lumina_node_wasm_bg.js': lumina });
lumina.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

/** The commitment lumina computes for a blob of share version 0. */
export function commitment(namespaceUserPart, data) {
  const namespace = lumina.Namespace.newV0(namespaceUserPart);
  const blob = new lumina.Blob(namespace, data, lumina.AppVersion.latest());
  try {
    return Buffer.from(blob.commitment.hash());
  } finally {
    blob.free();
  }
}

/**
 * Reads a celestia-node's JSON header with lumina. Headers have no constructor; lumina's client takes
 * them from its worker, so a worker that only knows this one header answers it.
 */
export async function extendedHeader(json) {
  standInForBrowser();
  const worker = {
    onmessage: null,
    postMessage({ id, payload }) {
      const answer = payload === 'InternalPing' ? 'InternalPong' : { Header: { Ok: json } };
      setTimeout(() => worker.onmessage({ data: { id, payload: answer } }), 0);
    },
  };
  const client = await new lumina.NodeClient(worker);
  return client.requestHeadHeader();
}

function standInForBrowser() {
  globalThis.Window ??= class {
    static [Symbol.hasInstance]() {
      return true;
    }
  };
  const navigator = { userAgent: 'node', onLine: true, storage: { persist: async () => true } };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}
