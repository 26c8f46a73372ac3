import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const web = join(import.meta.dirname, '..');
const json = (path: string): any => JSON.parse(readFileSync(join(web, path), 'utf8'));

test('the licences name what ships, in the version that ships', () => {
  const notice = readFileSync(join(web, 'public', 'licences.txt'), 'utf8');
  const shipped = [...Object.keys(json('package.json').dependencies), 'nhsuk-frontend'];
  expect(shipped.filter((name) => !notice.includes(`${name} ${json(`node_modules/${name}/package.json`).version}`))).toEqual([]);
});
