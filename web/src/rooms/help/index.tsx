import { t } from '../../words';
import { Help } from './Help';

export default function HelpRoom() {
  return (
    <>
      <h1>{t('help.title')}</h1>
      <Help />
    </>
  );
}
