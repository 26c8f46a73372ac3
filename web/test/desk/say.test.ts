import { expect, test } from 'vitest';
import type { Item } from '../../src/judge/definition';
import type { Names } from '../../src/rooms/desk/desk';
import { itemAsked, question } from '../../src/rooms/desk/say';
import { shown } from '../../src/rooms/desk/WhatFailed';

const item = (more: object): Item => ({ id: 'x', ...more }) as Item;

test('a reading stands at the desk with its unit, and an answer in the words that were tapped', () => {
  expect(shown(item({ kind: 'number', unit: '°C' }), { value: 9.5 }, undefined)).toBe('9.5 °C');
  expect(shown(item({ kind: 'computed', unit: 'nC' }), undefined, 30.123456789)).toBe('30.1235 nC');
  expect(shown(item({ kind: 'confirm' }), { value: false }, undefined)).toBe('No');
  expect(shown(item({ kind: 'choice', options: [{ value: 'r', label: 'Red' }] }), { value: 'r' }, undefined)).toBe('Red');
  expect(shown(item({ kind: 'date' }), { value: '2026-11-20' }, undefined)).toBe('20 November 2026');
  expect(shown(item({ kind: 'number', unit: '°C' }), { notApplicable: 'not fitted' }, undefined)).toBe('');
  expect(shown(undefined, { value: 'of a checklist that is gone' }, undefined)).toBe('of a checklist that is gone');
});

test('a question is named in its own words, and by its point where the check goes round points', () => {
  const names = {
    checklists: new Map([['bells', { sections: [{ items: [{ id: 'sounds', prompt: 'It sounds.' }] }] }]]),
    equipment: new Map([['call-1', { points: [{ id: 'p2', name: 'Waiting room' }] }]]),
  } as unknown as Names;
  const of = { checklist: 'bells', equipment: 'call-1' };
  expect(question('p2/sounds', of, names)).toBe('Waiting room: It sounds.');
  expect(question('sounds', of, names)).toBe('It sounds.');
  expect(question('gone', of, names)).toBe('gone');
});

test('a unit is that of the version which was done: beside a reading of another one there is none', () => {
  const names = { checklists: new Map([['output', { hash: 'new', sections: [{ items: [{ id: 'dose', kind: 'number', unit: 'cGy' }] }] }]]) } as unknown as Names;
  const read = (hash: string): string => shown(itemAsked('dose', { checklist: 'output', hash }, names), { value: 30.1 }, undefined);
  expect(read('new')).toBe('30.1 cGy');
  expect(read('old')).toBe('30.1');
});
