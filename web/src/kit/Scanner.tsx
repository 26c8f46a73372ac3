import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type Key } from '../words';
import { Icon } from './Icon';
import { Notice } from './Notice';
import { reader, type Read } from './reader';

/** How long between two looks, in ms: a label is held for about a second. */
const pause = 150;
/** As many pixels across are enough for a code that fills a third of the picture. */
const across = 960;

/**
 * Looks through the camera until a code is read. The browser's own camera app cannot be used: on an iPad it opens the link in
 * Safari, whose storage is another one. Typing is always possible beside it.
 */
export function Scanner({ onRead, onClose }: { onRead: (text: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [wrong, say] = useState<Key | null>(null);
  useEffect(() => look(video.current, onRead, say), []);
  return (
    <div class="card stack">
      {wrong === null ? (
        <>
          <p aria-live="polite">{t('scan.hold')}</p>
          <video ref={video} class="scanner" playsInline muted aria-hidden="true" />
        </>
      ) : (
        <Notice kind="warn" alert>{t(wrong)}</Notice>
      )}
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>{t('scan.stop')}</button>
    </div>
  );
}

/** The button that opens it, for beside a field. */
export const ScanButton = ({ onPress, words }: { onPress: () => void; words: string }) => (
  <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onPress}>
    <span class="row"><Icon name="camera" />{words}</span>
  </button>
);

function look(video: HTMLVideoElement | null, onRead: (text: string) => void, say: (wrong: Key) => void): () => void {
  let stopped = false;
  let stream: MediaStream | undefined;
  const stop = (): void => {
    stopped = true;
    stream?.getTracks().forEach((track) => track.stop());
  };
  const begin = async (): Promise<void> => {
    stream = await camera();
    if (stopped || video === null) {
      return stop();
    }
    video.srcObject = stream;
    await video.play();
    const text = await until(video, await reader(), () => stopped);
    stop();
    if (text !== undefined) {
      onRead(text);
    }
  };
  begin().catch((why: unknown) => {
    if (!stopped) {
      stop();
      say(why instanceof DOMException && why.name === 'NotAllowedError' ? 'scan.not-allowed' : 'scan.no-camera');
    }
  });
  return stop;
}

function camera(): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined; // none where the page is not secure
  return devices === undefined ? Promise.reject(new Error('no camera')) : devices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
}

async function until(video: HTMLVideoElement, read: Read, stopped: () => boolean): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  while (!stopped()) {
    const text = video.videoWidth > 0 ? await read(drawn(video, canvas)) : undefined;
    if (text !== undefined && text !== '') {
      return text;
    }
    await new Promise((again) => setTimeout(again, pause));
  }
  return undefined;
}

function drawn(video: HTMLVideoElement, canvas: HTMLCanvasElement): HTMLCanvasElement {
  const scale = Math.min(1, across / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
