import encodeQR from 'qr';

/** What Runup's own label says. Not an address: a tablet's camera would open that in another app, which has another store. */
export const labelText = (equipment: string): string => `RUNUP:${equipment.toUpperCase()}`;

/** The code of a label as rows of dark and light, with the quiet edge of four that readers need. A quarter of it may be scratched. */
export const codeOf = (text: string): readonly (readonly boolean[])[] => encodeQR(text, 'raw', { ecc: 'quartile', border: 4 });

/** The same as the path of an SVG, one unit a square. */
export function pathOf(code: readonly (readonly boolean[])[]): string {
  return code.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
}
