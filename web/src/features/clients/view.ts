// SPDX-License-Identifier: MIT
// By what the list of clients is narrowed down and ordered.

import type { ListWords } from '../../ui/listView';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const CLIENT_WORDS: ListWords<'owner_id' | 'owner_id__isnull' | 'source__in' | 'tags__in'> =
  {
    filters: {
      owner_id: UUID,
      owner_id__isnull: /^true$/,
      source__in: /./,
      tags__in: /./,
    },
    sort: ['name', 'source', 'created_at', 'updated_at'],
  };

export type ClientWord = keyof (typeof CLIENT_WORDS)['filters'];
