import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Read } from './reader';

// Its own default is an address on the public network, where a tablet must never go.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** How long the file is waited for, in ms: a network that holds it back must not hold up what asks. */
const patience = 20_000;

/** Fetches the reader's WebAssembly so that the service worker keeps it, for where there is no signal; answers whether it is kept. */
export async function keep(): Promise<boolean> {
  const kept = async (): Promise<boolean> => (await caches.match(wasm)) !== undefined;
  if (await kept()) {
    return true;
  }
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  await fetch(wasm, { signal: stop.signal }).finally(() => clearTimeout(late));
  return kept();
}

export const read: Read = async (picture) => {
  const pixels = picture.getContext('2d')?.getImageData(0, 0, picture.width, picture.height);
  if (pixels === undefined) {
    return undefined;
  }
  const found = await readBarcodes(pixels, { formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN13'], maxNumberOfSymbols: 1 });
  return found[0]?.text;
};
