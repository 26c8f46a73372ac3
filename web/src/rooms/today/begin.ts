import { signal } from '@preact/signals';
import { go } from '../../app/route';
import type { Draft, Refusal, Tablet } from '../../core/tablet';

/** What is being opened, so that a second tap does nothing; and why the last one was refused. */
export const opening = signal<string | null>(null);
export const refused = signal<{ what: string; reason: Refusal } | null>(null);

/** Begins a check, or goes on with the one that was begun, and goes to it; the check's room has the same editor. */
export async function begin(tablet: Tablet, what: { checklist: string; equipment: string; occurrence: string | null; seconds?: string }): Promise<void> {
  await once(`${what.checklist} ${what.equipment}`, async () => {
    const editing = await tablet.drafts.begin(what);
    if (!editing.ok) {
      return editing.reason;
    }
    go(`/check/${editing.draft.value.id}`);
    return null;
  });
}

export const resume = (draft: Draft): void => go(`/check/${draft.id}`);

async function once(what: string, act: () => Promise<Refusal | null>): Promise<void> {
  if (opening.value !== null) {
    return;
  }
  opening.value = what;
  refused.value = null;
  try {
    const reason = await act();
    refused.value = reason === null ? null : { what, reason };
  } catch {
    refused.value = { what, reason: 'problem' };
  } finally {
    opening.value = null;
  }
}
