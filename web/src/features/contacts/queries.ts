// SPDX-License-Identifier: MIT
// What the panel asks of the people at the clients.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { feed, queryClient } from '../../api/live';
import { useListReading, useLiveRow, useNewsOf } from '../../api/liveRow';
import type { Contact, ContactCreate, ContactUpdate } from '../../api/types';
import { asWords } from '../../api/words';

const CONTACTS_KEY = ['contacts'];
const LIST_KEY = [...CONTACTS_KEY, 'list'];
const contactKey = (id: number) => [...CONTACTS_KEY, 'one', id];

/** A client that was renamed or merged is named by its contacts, too. */
const TELLING = /^(contacts?|clients?)\./;

const readContactsAnew = () => void queryClient.invalidateQueries({ queryKey: LIST_KEY });

/** Reads lists of contacts anew when the feed tells of a change. */
export const useContactsLive = () => useNewsOf(TELLING, readContactsAnew);

/** `words` are the question, in words of the API. */
export function useContacts(words: Record<string, string>) {
  return useQuery({
    queryKey: [...LIST_KEY, words],
    queryFn: async ({ signal }) => {
      const { data, cursor } = await answerOf(api.GET('/contacts', { ...asWords(words), signal }));
      feed.start(cursor);
      return { ...data, items: data.items as Contact[] };
    },
    placeholderData: keepPreviousData,
    ...useListReading(),
  });
}

export function useContact(id: number | undefined) {
  return useLiveRow({
    entity: 'contact',
    id,
    queryKey: contactKey(id ?? 0),
    read: (known, signal) =>
      answerOf(api.GET('/contacts/{id}', { params: { path: { id: known } }, signal })),
  });
}

export async function createContact(body: ContactCreate, key: string): Promise<Contact> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/contacts', { body, params }));
  readContactsAnew();
  return data;
}

export async function updateContact(
  id: number,
  body: ContactUpdate,
  revision: number,
): Promise<Contact> {
  const headers = { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  const { data } = await answerOf(api.PATCH('/contacts/{id}', { body, params, headers }));
  queryClient.setQueryData(contactKey(id), data);
  readContactsAnew();
  return data;
}

export function useDeleteContact() {
  return useMutation({
    mutationFn: async ({ id, revision }: Contact) => {
      const headers = { 'If-Match': `"${revision}"` };
      await answerOf(api.DELETE('/contacts/{id}', { params: { path: { id } }, headers }));
    },
    onSuccess: (_, { id }) => {
      queryClient.removeQueries({ queryKey: contactKey(id) });
      readContactsAnew();
    },
  });
}
