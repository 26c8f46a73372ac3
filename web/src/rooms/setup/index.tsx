import { t } from '../../words';

export default function Room() {
  return <h1>{t('setup.title')}</h1>;
}
