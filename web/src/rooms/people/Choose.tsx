import { useState } from 'preact/hooks';
import { switching } from '../../app/switching';
import { useTablet } from '../../app/tablet';
import type { Staff } from '../../core/tablet';
import { Heading } from '../../kit/Heading';
import { Icon } from '../../kit/Icon';
import { t } from '../../words';

/** Few enough to be seen at once need no search. */
const few = 8;

export function Choose({ onChoose, onUnlisted }: { onChoose: (who: Staff) => void; onUnlisted: () => void }) {
  const { people } = useTablet();
  const [text, search] = useState('');
  const known = people.known.value;
  const shown = known.filter((s) => has(s.name, text));
  return (
    <>
      <Heading>{t('people.title')}</Heading>
      <Held />
      {known.length > few && (
        <div class="people__search">
          <label class="nhsuk-label" for="people-search">{t('people.search')}</label>
          <input id="people-search" class="nhsuk-input" autocomplete="off" value={text} onInput={(e) => search(e.currentTarget.value)} />
        </div>
      )}
      <p class="nhsuk-u-visually-hidden" aria-live="polite">{text !== '' && t('people.found', { count: shown.length })}</p>
      <ul class="people">
        {shown.map((s) => <li key={s.id}><One who={s} pin={people.hasPin(s.id)} onChoose={onChoose} /></li>)}
        <li>
          <button type="button" class="person person--other" onClick={onUnlisted}>
            <span class="person__mark"><Icon name="person" /></span>
            <span class="person__words"><strong>{t('people.unlisted')}</strong><span>{t('people.unlisted.hint')}</span></span>
          </button>
        </li>
      </ul>
    </>
  );
}

/** Somebody holds it now, and may go on: nothing was changed by looking at this list. */
export function Held() {
  const { people } = useTablet();
  const holder = people.holder.value;
  if (holder === null) {
    return null;
  }
  return (
    <div class="row people__held">
      <button type="button" class="nhsuk-button" onClick={() => (switching.value = false)}>{t('people.go-on', { name: holder.name })}</button>
      <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => void leave(people)}>{t('people.sign-out', { name: holder.name })}</button>
    </div>
  );
}

async function leave(people: { signOut: () => Promise<void> }): Promise<void> {
  switching.value = false;
  await people.signOut();
}

const One = ({ who, pin, onChoose }: { who: Staff; pin: boolean; onChoose: (who: Staff) => void }) => (
  <button type="button" class="person" onClick={() => onChoose(who)}>
    <span class="person__mark" aria-hidden="true">{initials(who.name)}</span>
    <span class="person__words"><strong>{who.name}</strong><span>{t(`role.${who.role}`)}{pin ? '' : ` · ${t('people.no-pin')}`}</span></span>
  </button>
);

const initials = (name: string): string => name.split(/\s+/).map((part) => part[0] ?? '').slice(0, 2).join('').toUpperCase();

/** Found by the beginning of any part of the name. */
const has = (name: string, text: string): boolean => text.trim() === '' || ` ${name}`.toLowerCase().includes(` ${text.trim().toLowerCase()}`);
