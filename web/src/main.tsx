import { render } from 'preact';
import { startLanguage } from './app/language';
import { keepApp } from './app/update';
import { t } from './words';
import './styles/app.scss';

const root = document.getElementById('app');
if (root !== null) {
  startLanguage();
  void keepApp();
  render(<main id="main" class="page">{t('common.loading')}</main>, root);
}
