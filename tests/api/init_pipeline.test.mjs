// SPDX-License-Identifier: MIT
// sauda init-pipeline: the standard pipeline, once, in the organisation that is meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIGN_IN, makeTeam } from '../support/people.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { runSauda } from '../support/sauda.mjs';

/** As it is run in production. */
const initPipeline = (database, ...args) =>
  runSauda(['init-pipeline', ...args], { env: { ...SIGN_IN, DATABASE_URL: database.url, APP_ENV: 'prod' } });

const pipelinesOf = (database, team) =>
  database.rows(`
    select p.name, p.is_default,
           (select json_agg(s.name || ' ' || s.kind || ' ' || s.probability order by s.place)
            from deal_stages s where s.org_id = p.org_id and s.pipeline_id = p.id) as stages
    from pipelines p where p.org_id = '${team.id}' order by p.id`);

test('makes the standard pipeline, and nothing more when it runs again', async () => {
  const database = await createDatabase();
  const team = makeTeam(database, 'ТОО «Бірлік»');
  const { code, out, err } = await initPipeline(database);
  assert.equal(code, 0, err);
  assert.equal(out, 'made the standard pipeline of ТОО «Бірлік»\n');
  const made = pipelinesOf(database, team);
  assert.deepEqual(made, [
    {
      name: 'Продажи',
      is_default: true,
      stages: [
        'Новый лид open 10',
        'Квалификация open 20',
        'Коммерческое предложение open 40',
        'Переговоры open 60',
        'Договор open 80',
        'Успешно закрыто won 100',
        'Проиграно lost 0',
      ],
    },
  ]);
  const again = await initPipeline(database, '--organization', team.id);
  assert.deepEqual([again.code, again.out], [0, 'nothing to do: ТОО «Бірлік» has a pipeline already\n']);
  assert.deepEqual(pipelinesOf(database, team), made);
});

test('two at once make one', async () => {
  const database = await createDatabase();
  const team = makeTeam(database);
  const codes = (await Promise.all([initPipeline(database), initPipeline(database)])).map((run) => run.code);
  assert.deepEqual(codes, [0, 0]);
  assert.equal(pipelinesOf(database, team).length, 1);
});

test('asks whose it is where there are several organisations', async () => {
  const database = await createDatabase();
  const [one, two] = [makeTeam(database, 'Первая'), makeTeam(database, 'Вторая')];
  for (const [args, code, words] of [
    [[], 2, /there are several organizations.*--organization/],
    [['--organization', 'Третья'], 1, /there is no organization Третья/],
    [['--organization'], 2, /--organization needs a value/],
  ]) {
    const result = await initPipeline(database, ...args);
    assert.deepEqual([result.code, result.out], [code, ''], `${args}: ${result.err}`);
    assert.match(result.err, words);
  }
  assert.equal((await initPipeline(database, '--organization', 'Вторая')).code, 0);
  assert.deepEqual([pipelinesOf(database, one).length, pipelinesOf(database, two).length], [0, 1]);
});

test('needs an organisation', async () => {
  const database = await createDatabase();
  const { code, err } = await initPipeline(database);
  assert.equal(code, 1);
  assert.match(err, /there is no organization yet: sauda create-admin makes the first/);
});
