import type { Signal } from '@preact/signals-core';
import { minute } from './base';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import { isGroup } from './talk';
import type { Claim, Draft } from './tablet';

/** How often a claim is said again while somebody is at it: the server believes it for two hours. */
const again = 20 * minute;

/** A draft that nobody has touched for so long claims nothing. */
const idle = 30 * minute;

/**
 * "Being done by Sam since 07:02": what other tablets said, and what this one says. It advises and never locks, so nothing
 * waits for it and nothing is made of it going wrong.
 */
export class TabletClaims {
  /** What this tablet said of its drafts, since the app was started. */
  private readonly said = new Map<string, { claim: string; at: number }>();

  constructor(
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly all: Signal<readonly Claim[]>,
    private readonly drafts: () => readonly Draft[],
  ) {}

  /** Every page of a pull holds all of them. */
  heard(list: unknown): void {
    if (Array.isArray(list)) {
      this.all.value = list.filter((c): c is Claim => isGroup(c) && typeof c['equipment'] === 'string' && typeof c['until'] === 'string');
    }
  }

  async say(draft: Draft): Promise<void> {
    const hand = draft.hands[draft.hands.length - 1];
    const who = hand === undefined || hand.staff === null || hand.how === 'unverified' ? { name: hand?.name ?? '' } : { staff: hand.staff };
    const answer = await this.device.ask('/v1/claims', {
      body: {
        equipment: draft.equipment, checklist: draft.checklist.id, ...(draft.occurrence === null ? {} : { occurrence: draft.occurrence }), ...who,
        since: new Date(draft.startedAt + (this.clock.offset.peek() ?? 0)).toISOString(),
      },
    });
    const { claim, others } = answer.ok && isGroup(answer.body) ? answer.body : {};
    if (isGroup(claim) && typeof claim['id'] === 'string') {
      this.said.set(draft.id, { claim: claim['id'], at: this.clock.monotonic() });
      const rest = this.all.peek().filter((c) => c.equipment !== draft.equipment || c.checklist !== draft.checklist.id);
      this.heard([...rest, claim, ...(Array.isArray(others) ? others : [])]);
    }
  }

  /** Says what could not be said before, says again what goes on, and takes back what was given up. */
  async renew(): Promise<void> {
    const now = this.clock.now();
    const drafts = this.drafts().filter((d) => d.seconds === null);
    for (const d of drafts) {
      const said = this.said.get(d.id);
      if (now - d.savedAt < idle && (said === undefined || this.clock.monotonic() - said.at > again)) {
        await this.say(d);
      }
    }
    for (const [draft, { claim }] of this.said) {
      if (!this.drafts().some((d) => d.id === draft)) {
        this.said.delete(draft);
        await this.device.ask(`/v1/claims/${encodeURIComponent(claim)}`, { method: 'DELETE' });
      }
    }
  }
}
