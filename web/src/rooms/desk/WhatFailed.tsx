import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import type { Reading } from '../../judge';
import type { Item } from '../../judge/definition';
import { dayWords } from '../check/days';
import { valueWords } from '../check/readings';
import { useDesk } from './context';
import type { Check, Escalation, Names } from './desk';
import { itemAsked, nameOf } from './say';

/** The reading that failed, beside what it was held against, and who took it. */
export function WhatFailed({ e, names }: { e: Escalation; names: Names }) {
  const desk = useDesk();
  const check = useSignal<Check | undefined>(undefined);
  const id = e.checks.at(-1);
  useEffect(() => {
    if (id !== undefined) {
      void desk.check(id).then((found) => (check.value = found), () => undefined);
    }
  }, [id]);
  const found = check.value;
  const item = found?.items.find((one) => one.id === e.item);
  if (found === undefined || item === undefined) {
    return null;
  }
  const reading = readingOf(found.readings[item.id]);
  const by = found.performedBy === null ? (found.performedByName ?? '') : nameOf(found.performedBy, names);
  return (
    <section class="card" aria-labelledby="desk-failed">
      <h2 class="nhsuk-heading-s" id="desk-failed">
        {t('desk.failed.title')}
      </h2>
      <dl class="desk-facts">
        <dt>{t('desk.failed.reading')}</dt>
        <dd>
          {shown(itemAsked(item.id, found, names), reading, item.computed)} <Verdict of={item.verdict} />
        </dd>
        {limits(item.limits) !== '' && (
          <>
            <dt>{t('desk.failed.limits')}</dt>
            <dd>{limits(item.limits)}</dd>
          </>
        )}
        <dt>{t('desk.failed.by')}</dt>
        <dd>
          {by}, {momentOf(Date.parse(found.finishedAt ?? found.receivedAt), Date.now())}
        </dd>
        {noteOf(reading) !== '' && (
          <>
            <dt>{t('desk.failed.note')}</dt>
            <dd>{noteOf(reading)}</dd>
          </>
        )}
        {found.note !== '' && (
          <>
            <dt>{t('desk.failed.note')}</dt>
            <dd>{found.note}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** What was read, with its unit; an answer that was chosen in its own words. */
export function shown(item: Item | undefined, reading: Reading | undefined, computed: number | undefined): string {
  const value = computed === undefined ? reading?.value : Number(tidy(computed));
  if (item?.kind === 'date' && typeof value === 'string') {
    return dayWords(value);
  }
  const words = valueWords(item, value, t('desk.yes'), t('desk.no'));
  return item?.unit === undefined || words === '' ? words : `${words} ${item.unit}`;
}

/** A tablet may have sent anything. */
const readingOf = (sent: unknown): Reading | undefined => (typeof sent === 'object' && sent !== null ? sent : undefined);

const noteOf = (reading: Reading | undefined): string => (typeof reading?.note === 'string' ? reading.note : '');

interface Edges {
  toleranceLow?: number;
  toleranceHigh?: number;
  suspensionLow?: number;
  suspensionHigh?: number;
}

function limits(of: unknown): string {
  const edges = (of ?? {}) as Edges;
  const parts = [range('tolerance', edges.toleranceLow, edges.toleranceHigh), range('suspension', edges.suspensionLow, edges.suspensionHigh)];
  return parts.filter((part) => part !== '').join(' · ');
}

function range(of: 'tolerance' | 'suspension', low: number | undefined, high: number | undefined): string {
  if (low !== undefined && high !== undefined) {
    return t(`desk.failed.${of}`, { low: tidy(low), high: tidy(high) });
  }
  if (low !== undefined) {
    return t(`desk.failed.${of}.low`, { low: tidy(low) });
  }
  return high === undefined ? '' : t(`desk.failed.${of}.high`, { high: tidy(high) });
}

const tidy = (n: number): string => String(Number(n.toPrecision(6)));
