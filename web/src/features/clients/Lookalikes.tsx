// SPDX-License-Identifier: MIT
// Clients that what is being typed may mean already, told before it is saved.

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../api/client';
import type { Client } from '../../api/types';
import { asWords } from '../../api/words';
import { FormAlert } from '../../ui/FormAlert';
import { clientPath } from '../../ui/paths';
import { useDebounced } from '../../ui/useDebounced';
import { type ClientValues, type LikenessQuestion, likenessQuestions } from './clientForm';
import classes from './Lookalikes.module.css';

const PAUSE_MS = 400;
const MOST_OF_ONE = 3;

interface Lookalike {
  id: number;
  name: string;
  by: LikenessQuestion['by'];
}

export function Lookalikes({ values }: { values: ClientValues }) {
  const { t } = useTranslation();
  const found = useLookalikes(values);
  if (found.length === 0) return null;
  return (
    <FormAlert kind="note">
      {t('client.alike.title')}
      <ul className={classes.list}>
        {found.map(({ id, name, by }) => (
          <li key={id}>
            <Link to={clientPath(id)} target="_blank">
              {name}
            </Link>{' '}
            – {t(`client.alike.${by}`)}
          </li>
        ))}
      </ul>
    </FormAlert>
  );
}

function useLookalikes(values: ClientValues): Lookalike[] {
  const asked = useDebounced(JSON.stringify(likenessQuestions(values)), PAUSE_MS);
  const query = useQuery({
    queryKey: ['clients', 'alike', asked],
    enabled: asked !== '[]',
    queryFn: async ({ signal }) => {
      const questions = JSON.parse(asked) as LikenessQuestion[];
      const answers = await Promise.all(questions.map((question) => look(question, signal)));
      return answers.flat();
    },
  });
  // Of the surest reasons first, each client once.
  return (query.data ?? []).filter(
    ({ id }, place, all) => all.findIndex((each) => each.id === id) === place,
  );
}

async function look({ by, words }: LikenessQuestion, signal: AbortSignal): Promise<Lookalike[]> {
  const asked = { ...words, fields: 'id,name', page_size: String(MOST_OF_ONE), count: 'none' };
  const { data } = await answerOf(api.GET('/clients', { ...asWords(asked), signal }));
  return (data.items as Pick<Client, 'id' | 'name'>[]).map(({ id, name }) => ({ id, name, by }));
}
