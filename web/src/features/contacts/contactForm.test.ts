// SPDX-License-Identifier: MIT
// What a form of a contact sends.

import { expect, it } from 'vitest';
import type { Contact } from '../../api/types';
import {
  emptyContact,
  readClient,
  toCreate,
  toPatch,
  valuesFrom,
  writeClient,
} from './contactForm';

const row = {
  full_name: 'Айгүл Серік',
  position: 'Бухгалтер',
  phone: '+77071234567',
  email: null,
  client_id: 7,
  client_name: 'ТОО «Береке»',
} as Contact;

it('a client goes through the form with its name', () => {
  const client = { value: '7', label: 'ТОО 7 «Береке»' };
  expect(readClient(writeClient(client))).toEqual(client);
  expect(readClient(writeClient(null))).toBeNull();
});

it('what is new is sent, and nothing for another notation of the same', () => {
  const base = valuesFrom(row);
  expect(toPatch({ ...base, position: ' Бухгалтер ' }, base)).toEqual({});
  expect(toPatch({ ...base, position: '', client: '' }, base)).toEqual({
    position: null,
    client_id: null,
  });
  expect(toPatch({ ...base, phone: '8 701 111 22 33' }, base)).toEqual({ phone: '+77011112233' });
});

it('a new one sends what was filled in', () => {
  const values = { ...emptyContact({ value: '7', label: 'Береке' }), full_name: ' Айгүл ' };
  expect(toCreate(values)).toEqual({ full_name: 'Айгүл', client_id: 7 });
});
