/** What is drawn from a camera, and the text of the code in it. */
export type Read = (picture: HTMLCanvasElement) => Promise<string | undefined>;

interface Detector {
  detect(picture: HTMLCanvasElement): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** QR for our own labels, DataMatrix and linear codes for a manufacturer's (GS1). */
const formats = ['qr_code', 'data_matrix', 'code_128', 'ean_13'];

/** The browser's own reader where it knows every kind we need; else one of WebAssembly, fetched then and kept. */
export async function reader(): Promise<Read> {
  const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Own !== undefined && (await knows(Own))) {
    const detector = new Own({ formats });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue;
  }
  return (await import('./zxing')).read;
}

/**
 * Sees to it that labels can be read here without a network. Null is a tablet that never reads any: it has no camera, or nothing
 * to read with. There they are typed, as they can be everywhere.
 */
export async function keep(): Promise<boolean | null> {
  const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!(await hasCamera())) {
    return null;
  }
  if (Own !== undefined && (await knows(Own))) {
    return true;
  }
  return typeof WebAssembly === 'undefined' ? null : (await import('./zxing')).keep().catch(() => false);
}

/** Which devices there are is told without asking for leave. */
async function hasCamera(): Promise<boolean> {
  const media = navigator.mediaDevices as MediaDevices | undefined; // none where the page is not secure
  const devices = (await media?.enumerateDevices().catch((): MediaDeviceInfo[] => [])) ?? [];
  return devices.some((device) => device.kind === 'videoinput');
}

async function knows(Own: DetectorClass): Promise<boolean> {
  const known = await Own.getSupportedFormats().catch((): string[] => []);
  return formats.every((format) => known.includes(format));
}
