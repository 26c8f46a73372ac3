import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Read } from './reader';

// Its own default is an address on the public network, where a tablet must never go.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** Fetches the reader's WebAssembly so that the service worker keeps it: later it is wanted where there is no signal. */
export async function keep(): Promise<void> {
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
}

export const read: Read = async (picture) => {
  const pixels = picture.getContext('2d')?.getImageData(0, 0, picture.width, picture.height);
  if (pixels === undefined) {
    return undefined;
  }
  const found = await readBarcodes(pixels, { formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN13'], maxNumberOfSymbols: 1 });
  return found[0]?.text;
};
