import { useEffect, useState } from 'preact/hooks';
import type { Draft, Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { dayOf, momentOf } from '../../kit/when';
import { t } from '../../words';
import { progressOf } from './progress';

/** Who began a draft, who had it last, and how far it is. Its own version is read for that: it may be an older one. */
export function Started({ draft, tablet, now }: { draft: Draft; tablet: Tablet; now: number }) {
  const progress = useProgress(draft, tablet);
  const first = draft.hands[0];
  const last = draft.hands[draft.hands.length - 1];
  const handed = last !== undefined && first !== undefined && last.name !== first.name;
  return (
    <p class="due__claim">
      <Icon name="person" />
      <span>
        {t(handed ? 'today.started.handed' : 'today.started', {
          name: first?.name ?? '', last: last?.name ?? '', time: momentOf(draft.startedAt + (tablet.clock.offset.value ?? 0), now), done: progress?.done ?? '…', of: progress?.of ?? '…',
        })}
      </span>
    </p>
  );
}

function useProgress(draft: Draft, tablet: Tablet): { done: number; of: number } | undefined {
  const [progress, set] = useState<{ done: number; of: number }>();
  const equipment = tablet.view.equipment.value.get(draft.equipment);
  useEffect(() => {
    let gone = false;
    void tablet.view.definition(draft.checklist.id, draft.checklist.hash).then((definition) => {
      if (!gone && definition !== undefined) {
        set(progressOf(draft, definition, equipment, dayOf(draft.startedAt)));
      }
    });
    return () => {
      gone = true;
    };
  }, [draft, equipment, tablet]);
  return progress;
}
