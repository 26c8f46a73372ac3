import { useTablet } from '../../app/tablet';
import type { Entry } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { Notice } from '../../kit/Notice';
import { useNow } from '../../kit/useNow';
import { momentOf } from '../../kit/when';
import { t } from '../../words';

/** Who is on and which numbers the tablet holds, in large type, and how old that is. They open without a network and with nobody signed in. */
export function Help() {
  const { alarms, clock, device } = useTablet();
  const book = alarms.book.value;
  const now = useNow(clock);
  const none = [book.on, book.places, book.anyHour, book.later, book.teams].every((list) => list.length === 0);
  return (
    <section class="stack">
      <h2>{t('help.phones')}</h2>
      {none && <p>{t(device.enrolled.value === null ? 'help.desk' : 'help.none')}</p>}
      {book.at !== null && <AsOf at={book.at} over={book.over} now={now} />}
      <List title={t('help.on')} of={book.on} />
      <List title={t('help.places')} of={book.places} />
      <List title={t('help.teams')} of={book.teams} />
      <List title={t('help.any-hour')} of={book.anyHour} />
      {book.later.length > 0 && (
        <details>
          <summary class="phones__more">{t('help.later')}</summary>
          <Lines of={book.later.map((e) => ({ ...e, what: t('help.from', { what: e.what, time: momentOf(e.from, now) }) }))} />
        </details>
      )}
    </section>
  );
}

function AsOf({ at, over, now }: { at: number; over: boolean; now: number }) {
  const time = momentOf(at, now);
  return over ? <Notice kind="warn"><p>{t('help.over', { time })}</p></Notice> : <p class="soft">{t('help.as-of', { time })}</p>;
}

function List({ title, of }: { title: string; of: readonly Entry[] }) {
  if (of.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{title}</h3>
      <Lines of={of} />
    </>
  );
}

const Lines = ({ of }: { of: readonly Entry[] }) => <ul class="phones">{of.map((e) => <Line key={`${e.id} ${e.what}`} entry={e} />)}</ul>;

const Line = ({ entry }: { entry: Entry }) => (
  <li>
    <span>{entry.name}{entry.what !== '' && <span class="phones__what">{entry.what}</span>}</span>
    {entry.numbers.map((number) => <a key={number} href={`tel:${number.replace(/[^\d+]/g, '')}`}><Icon name="phone" />{number}</a>)}
    {entry.numbers.length === 0 && <span class="phones__find"><Icon name="person" />{t('help.find')}</span>}
  </li>
);
