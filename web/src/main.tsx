import { render } from 'preact';
import { App } from './app/App';
import './styles/app.scss';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
}
