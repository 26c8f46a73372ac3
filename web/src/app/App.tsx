import { t } from '../words';

export function App() {
  return <main id="main">{t('app.name')}</main>;
}
