import { language, t, type Language } from '../words';
import { speak } from './language';
import { route } from './route';
import { standalone } from './standalone';
import { useTablet } from './tablet';

export function Footer() {
  const { device } = useTablet();
  const name = device.enrolled.value?.name;
  return (
    <footer class="foot">
      {route.value === '/' && !standalone() && <p>{t('shell.nag')}</p>}
      <div class="foot__row">
        <Languages />
        {name !== undefined && <a href="#/setup">{t('shell.tablet', { name })}</a>}
      </div>
    </footer>
  );
}

/** Each language is named in itself, and marked so for a reader. */
function Languages() {
  return (
    <span class="foot__row" role="group" aria-label={t('shell.language')}>
      <Speak of="en" lang="en-GB" name="English" />
      <Speak of="cy" lang="cy" name="Cymraeg" />
    </span>
  );
}

const Speak = ({ of, lang, name }: { of: Language; lang: string; name: string }) => (
  <button type="button" class="plainly" lang={lang} aria-pressed={language.value === of} onClick={() => speak(of)}>{name}</button>
);
