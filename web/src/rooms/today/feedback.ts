import type { Check } from '../../core/tablet';

/** What a registered operator said of somebody's own check. */
export interface Word {
  check: string;
  position: number;
  checklist: string;
  equipment: string;
  doneAt: number;
  decision: 'confirm' | 'reject';
  note: string;
  by: string;
  at: number;
}

/** Out of the pulled checks of one person: every countersignature that counts, the newest first. */
export function wordsOn(checks: readonly Check[], person: string): Word[] {
  const words: Word[] = [];
  for (const c of checks.filter((each) => each.performedBy === person)) {
    for (const r of c.revisions) {
      if (r.kind === 'countersigned' && r.counts && r.by !== null && r.by !== person && (r.decision === 'confirm' || r.decision === 'reject')) {
        words.push({
          check: c.id, position: r.position, checklist: c.checklist, equipment: c.equipment, doneAt: Date.parse(c.finishedAt ?? c.receivedAt), decision: r.decision,
          note: r.note ?? '', by: r.by, at: Date.parse(r.at),
        });
      }
    }
  }
  return words.sort((a, b) => b.position - a.position);
}

/** What still has to reach them: a no, always; a yes only with something said. Both once, until they say that they read it. */
export const unread = (words: readonly Word[], read: number): Word[] =>
  words.filter((w) => w.position > read && (w.decision === 'reject' || w.note.trim() !== ''));

/** How often somebody did it under supervision, and how often that was confirmed. */
export interface Supervised {
  checklist: string;
  done: number;
  confirmed: number;
}

export function supervised(checks: readonly Check[], person: string): Supervised[] {
  const by = new Map<string, Supervised>();
  for (const c of checks) {
    if (c.performedBy !== person || c.capacity !== 'trainee' || c.flags.includes('voided')) {
      continue;
    }
    const so = by.get(c.checklist) ?? { checklist: c.checklist, done: 0, confirmed: 0 };
    const confirmed = c.responsibleOperator !== null && !c.flags.includes('awaiting-countersignature') && !c.flags.includes('countersignature-rejected');
    by.set(c.checklist, { ...so, done: so.done + 1, confirmed: so.confirmed + (confirmed ? 1 : 0) });
  }
  return [...by.values()].sort((a, b) => a.checklist.localeCompare(b.checklist));
}
