import { useState } from 'preact/hooks';
import type { Tablet } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { supervised, unread, type Word } from './feedback';
import { remembered } from './remembered';
import { useOwnChecks, useWords } from './useFeedback';

/** What registered operators said of one's own checks, and whether a no is among it: that comes before the work of today. */
export function useFeedback(tablet: Tablet, person: string | null) {
  const checks = useOwnChecks(tablet, person);
  const words = useWords(tablet, person, checks);
  const [read, markRead] = useRead(person);
  const open = unread(words, read);
  const under = person === null ? [] : supervised(checks, person);
  return { open, under, markRead, refused: open.some((w) => w.decision === 'reject') };
}

/** It comes to the person; nobody has to look for it. */
export function Feedback({ of, tablet, now }: { of: ReturnType<typeof useFeedback>; tablet: Tablet; now: number }) {
  const { open, under, markRead } = of;
  if (open.length === 0 && under.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="feedback">
      <h2 id="feedback" class="today__group">
        {t('today.feedback')}
      </h2>
      {open.map((w) => (
        <Said key={w.position} word={w} tablet={tablet} now={now} />
      ))}
      {open.length > 0 && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => markRead(Math.max(...open.map((w) => w.position)))}>
          {t('today.feedback.read')}
        </button>
      )}
      {under.length > 0 && (
        <ul role="list" class="rows supervised" aria-label={t('today.supervised.title')}>
          {under.map((s) => (
            <li key={s.checklist}>
              {t('today.supervised', { checklist: tablet.view.checklists.value.get(s.checklist)?.title ?? s.checklist })}:{' '}
              <strong>{t('today.supervised.count', { confirmed: s.confirmed, done: s.done })}</strong>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Said({ word, tablet, now }: { word: Word; tablet: Tablet; now: number }) {
  const { staff, checklists, equipment } = tablet.view;
  const machine = equipment.value.get(word.equipment)?.name ?? word.equipment;
  return (
    <Notice kind={word.decision === 'reject' ? 'warn' : 'good'}>
      <p class="hold__words">
        <Icon name={word.decision === 'reject' ? 'not-evaluated' : 'pass'} />{' '}
        {t(`today.feedback.${word.decision}`, {
          by: staff.value.get(word.by)?.name ?? word.by, checklist: checklists.value.get(word.checklist)?.title ?? word.checklist, equipment: machine, time: momentOf(word.doneAt, now),
        })}
      </p>
      {word.note !== '' && <p>{t('today.feedback.note', { note: word.note })}</p>}
      {word.decision === 'reject' && (
        <p>
          <a href={`#/start/${word.equipment}`}>{t('today.feedback.again', { equipment: machine })}</a>
        </p>
      )}
    </Notice>
  );
}

function useRead(person: string | null): [number, (position: number) => void] {
  const [kept] = useState(() => new Map<string, ReturnType<typeof remembered>>());
  const name = `today.read.${person ?? ''}`;
  const signal = kept.get(name) ?? remembered(name);
  kept.set(name, signal);
  return [Number(signal.value) || 0, (position) => (signal.value = String(position))];
}
