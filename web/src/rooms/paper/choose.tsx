import type { Equipment } from '../../core/tablet';
import { Icon } from '../../kit/Icon';
import { t } from '../../words';

/** Something that may be printed. */
export interface Printable {
  key: string;
  words: string;
}

export const inPlace = (all: ReadonlyMap<string, Equipment>, area: string): Equipment[] =>
  [...all.values()].filter((q) => q.status !== 'decommissioned' && (area === '' || q.area === area)).sort((a, b) => a.name.localeCompare(b.name, 'en-GB', { numeric: true }));

/** Asks the browser to print what is chosen; while nothing is, it says so and does nothing. */
export const Press = ({ words, ready }: { words: string; ready: boolean }) => (
  <p>
    <button type="button" class="nhsuk-button paper__press" aria-disabled={!ready} onClick={() => ready && print()}>
      <Icon name="print" /> {words}
    </button>
  </p>
);

interface Choosing {
  /** What the button says that chooses `first` again. */
  all: string;
  first: readonly string[];
  groups: readonly { title: string; forms: readonly Printable[] }[];
  chosen: ReadonlySet<string>;
  choose: (keys: ReadonlySet<string>) => void;
}

export function Choice({ all, first, groups, chosen, choose }: Choosing) {
  const toggle = (key: string): void => {
    const keys = new Set(chosen);
    if (!keys.delete(key)) {
      keys.add(key);
    }
    choose(keys);
  };
  return (
    <>
      <div class="row">
        <button type="button" class="nhsuk-button nhsuk-button--secondary paper__some" onClick={() => choose(new Set(first))}>
          {all}
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary paper__some" onClick={() => choose(new Set())}>
          {t('paper.none')}
        </button>
      </div>
      {groups.map(
        ({ title, forms }) =>
          forms.length > 0 && (
            <fieldset class="nhsuk-fieldset" key={title}>
              <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{title}</legend>
              {forms.map((f) => (
                <label key={f.key} class="paper__one">
                  <input type="checkbox" checked={chosen.has(f.key)} onChange={() => toggle(f.key)} />
                  <span>{f.words}</span>
                </label>
              ))}
            </fieldset>
          ),
      )}
    </>
  );
}
