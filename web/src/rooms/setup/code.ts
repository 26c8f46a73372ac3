/** What is in an enrolment code's QR: the server's address, and the code where no proxy writes it down. */
const link = /^(https?:\/\/[^#]*)#enrol=(.+)$/i;

export type Coded = { ok: true; code: string } | { ok: false; host: string };

/** From what was scanned or typed to a code; a link to another server is not taken for this one. */
export function coded(text: string, origin: string): Coded {
  const found = link.exec(text.trim());
  if (found === null) {
    return { ok: true, code: text.trim().toUpperCase() };
  }
  const [, to = '', code = ''] = found;
  const there = new URL(to);
  return there.origin === origin ? { ok: true, code: decodeURIComponent(code).toUpperCase() } : { ok: false, host: there.host };
}

/** The code that the app was opened with. It is taken out of the address, so that it is not opened twice. */
export function openedWith(): string {
  const found = /^#enrol=(.+)$/.exec(location.hash);
  if (found === null) {
    return '';
  }
  history.replaceState(null, '', '#/');
  return decodeURIComponent(found[1] ?? '').toUpperCase();
}
