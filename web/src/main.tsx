import { render } from 'preact';
import { App } from './app/App';
import { listenForInstall } from './app/install';
import { startLanguage } from './app/language';
import { keepApp } from './app/update';
import { browser, openTablet } from './core';
import { t } from './words';
import './styles/app.scss';

/** What this app tells the server that it is. */
const app = '1';

async function start(root: HTMLElement): Promise<void> {
  startLanguage();
  listenForInstall();
  render(<main id="main" class="page">{t('common.loading')}</main>, root);
  void keepApp().catch(() => undefined); // set-up says that nothing is kept for offline use
  render(<App tablet={await openTablet({ ...browser(app), reader: async () => (await import('./kit/reader')).keep() })} />, root);
}

const root = document.getElementById('app');
if (root !== null) {
  void start(root);
}
