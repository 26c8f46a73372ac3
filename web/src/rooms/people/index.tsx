import { t } from '../../words';

export default function Room() {
  return <h1>{t('people.title')}</h1>;
}
