import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Verdict } from '../../kit/Verdict';
import { momentOf } from '../../kit/when';
import { t } from '../../words';
import { useDesk } from './context';
import type { Check, Escalation, Names } from './desk';
import { nameOf } from './say';

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
  const by = found.performedBy === null ? (found.performedByName ?? '') : nameOf(found.performedBy, names);
  return (
    <section class="card" aria-labelledby="desk-failed">
      <h2 class="nhsuk-heading-s" id="desk-failed">
        {t('desk.failed.title')}
      </h2>
      <dl class="desk-facts">
        <dt>{t('desk.failed.reading')}</dt>
        <dd>
          {shown(found.readings[item.id], item.computed)} <Verdict of={item.verdict} />
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
        {noteOf(found.readings[item.id]) !== '' && (
          <>
            <dt>{t('desk.failed.note')}</dt>
            <dd>{noteOf(found.readings[item.id])}</dd>
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

function shown(reading: unknown, computed: number | undefined): string {
  if (computed !== undefined) {
    return String(Number(computed.toPrecision(6)));
  }
  const value = typeof reading === 'object' && reading !== null && 'value' in reading ? reading.value : undefined;
  if (typeof value === 'boolean') {
    return t(value ? 'desk.yes' : 'desk.no');
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const noteOf = (reading: unknown): string =>
  typeof reading === 'object' && reading !== null && 'note' in reading && typeof reading.note === 'string' ? reading.note : '';

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
