/** The longest side that is kept: enough to read a label by, small enough to send from a corridor. */
export const longest = 1600;

export function fitted(width: number, height: number): { width: number; height: number } {
  const by = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

/**
 * Draws a photo anew as a JPEG no longer than it need be. What a camera wrote beside the picture (place, serial number, name)
 * is not drawn and so is gone; the way it is turned is kept.
 */
export async function redrawn(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const { width, height } = fitted(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext('2d');
    if (pen === null) {
      throw new Error('this browser cannot draw');
    }
    pen.drawImage(picture, 0, 0, width, height);
    const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    if (jpeg === null || jpeg.size === 0) {
      throw new Error('the photo came out empty');
    }
    return await jpeg.arrayBuffer();
  } finally {
    picture.close();
  }
}
