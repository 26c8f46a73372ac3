import type { Base } from './base';
import type { ThisDevice } from './device';
import type { Locks } from './locks';

/** How long a silent stream is believed: the server says something every 15 s. */
const silence = 45_000;

/** Hears that the logbook moved, or that somebody began a check. It carries no record: whoever hears it pulls. One tab listens for all. */
export class Stream {
  private stop: AbortController | undefined;
  private listening = false;

  constructor(
    private readonly base: Base,
    private readonly device: ThisDevice,
    private readonly locks: Locks,
    private readonly moved: () => void,
  ) {}

  /** Listens, unless somebody does already. A stream that ends is begun again by the next beat. */
  async listen(): Promise<void> {
    if (this.listening || this.device.enrolled.peek() === null || this.device.enrolled.peek()?.revoked === true) {
      return;
    }
    this.listening = true;
    const held = await this.locks.take('stream').catch(() => undefined);
    try {
      if (held !== undefined) {
        await this.read();
      }
    } catch {
      // No signal, or the stream broke off.
    } finally {
      this.listening = false;
      await held?.release().catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    const token = await this.device.token();
    if (token === null) {
      return;
    }
    const stop = (this.stop = new AbortController());
    let patience = setTimeout(() => stop.abort(), silence);
    try {
      const response = await this.base.fetch(`${this.base.origin}/v1/sync/events`, { headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' }, signal: stop.signal, cache: 'no-store', credentials: 'omit' });
      if (response.status !== 200 || response.body === null || !(response.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) {
        return;
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          return;
        }
        clearTimeout(patience);
        patience = setTimeout(() => stop.abort(), silence);
        // The first head is news too: it may have moved between the last pull and this stream.
        if (value.includes('event: head') || value.includes('event: claims')) {
          this.moved();
        }
      }
    } finally {
      clearTimeout(patience);
    }
  }

  close(): void {
    this.stop?.abort();
  }
}
