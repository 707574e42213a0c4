// SPDX-License-Identifier: MIT
// A view survives the way through the address, and the server is not asked nonsense.

import { describe, expect, it } from 'vitest';
import { isFiltering, type ListView, listViewFrom, questionOf, withListView } from './listView';

const WORDS = { filters: { source: /./, owner_id: /^[0-9a-f-]{36}$/ }, sort: ['name', 'id'] };
const OWNER = '018f8e9e-0000-7000-8000-00000000dead';
type View = ListView<'source' | 'owner_id'>;

describe('the view of a list', () => {
  const view: View = {
    q: 'ТОО',
    filters: { source: 'сайт', owner_id: OWNER },
    sort: ['-name'],
    page: 3,
  };

  it('goes into the address and comes back, and leaves other words alone', () => {
    const params = withListView(new URLSearchParams('tab=deals'), view, WORDS);
    expect(params.get('tab')).toBe('deals');
    expect(listViewFrom(params, WORDS)).toEqual(view);
    const bare = { q: '', filters: {}, sort: [], page: 1 };
    expect(withListView(params, bare, WORDS).toString()).toBe('tab=deals');
  });

  it('is empty where the address is wrong', () => {
    const params = new URLSearchParams('owner_id=me&sort=price,-name&page=-1');
    expect(listViewFrom(params, WORDS)).toEqual({ q: '', filters: {}, sort: ['-name'], page: 1 });
  });

  it('asks for what is complete', () => {
    expect(questionOf(view, 50)).toEqual({
      q: 'ТОО',
      source: 'сайт',
      owner_id: OWNER,
      sort: '-name',
      page: '3',
      page_size: '50',
    });
    expect(questionOf({ ...view, q: 'ТО', filters: {}, sort: [], page: 1 }, 20)).toEqual({
      page: '1',
      page_size: '20',
    });
    expect(isFiltering(view)).toBe(true);
    expect(isFiltering({ q: ' ', filters: {}, sort: ['name'], page: 2 })).toBe(false);
  });
});
