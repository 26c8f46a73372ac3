import type { ComponentChildren } from 'preact';

export interface Choice {
  value: string;
  label: ComponentChildren;
  soft?: ComponentChildren;
}

/** Big answers, one of which is chosen. Real radio buttons: a screen reader and the arrow keys know them. */
export function Choose({ name, choices, chosen, wide, onChoose }: { name: string; choices: readonly Choice[]; chosen: string | undefined; wide?: boolean; onChoose: (value: string) => void }) {
  return (
    <div class={`choose${wide === true ? ' choose--wide' : ''}`}>
      {choices.map((c) => (
        <label key={c.value} class={`choose__one${chosen === c.value ? ' is-chosen' : ''}`}>
          <input type="radio" class="choose__dot" name={name} value={c.value} checked={chosen === c.value} onChange={() => onChoose(c.value)} />
          <span class="choose__words">
            {c.label}
            {c.soft !== undefined && <span class="choose__soft">{c.soft}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
