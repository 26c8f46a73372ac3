import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { expect, test } from 'vitest';
import { codeOf, labelText, pathOf } from '../../src/rooms/paper/code';
import { readLabel } from '../../src/rooms/start/label';
import { equipment } from './department';

prepareZXingModule({ overrides: { wasmBinary: readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer as ArrayBuffer } });

/** The squares as a camera sees them, four dots each. */
function seen(code: readonly (readonly boolean[])[]): ImageData {
  const scale = 4;
  const size = code.length * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  code.forEach((row, y) =>
    row.forEach((dark, x) => {
      for (let i = 0; dark && i < scale * scale; i++) {
        data.fill(0, ((y * scale + Math.floor(i / scale)) * size + x * scale + (i % scale)) * 4, ((y * scale + Math.floor(i / scale)) * size + x * scale + (i % scale)) * 4 + 3);
      }
    }),
  );
  return { data, width: size, height: size, colorSpace: 'srgb' } as ImageData;
}

test.each(['linac-1', 'crash-trolley-1', 'a-very-long-name-of-a-piece-of-equipment-in-the-basement-12'])('the label of %s is read by another reader, and leads to it', async (id) => {
  const [found] = await readBarcodes(seen(codeOf(labelText(id))), { formats: ['QRCode'] });
  expect(readLabel(found?.text ?? '', [equipment('other'), equipment(id)])).toMatchObject({ kind: 'found', equipment: { id } });
});

test('the path draws each dark square once', () => {
  expect(pathOf([[true, false], [false, true]])).toBe('M0 0h1v1h-1zM1 1h1v1h-1z');
});
