// SPDX-License-Identifier: MIT
// Clients that may be the same: what they share, in which order, and how long it takes to find them among many.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const send = (who, method, path, json) => request(sauda.url, method, `/api/clients${path}`, { json, headers: as(who) });

/** A team with these clients: { team, ids, groups(query), of(place) }; groups as [reason, value, [places]]. */
async function withClients(clients) {
  const team = makeTeam(sauda.database);
  const ids = [];
  for (const json of clients) {
    ids.push((await ok(send(team.admin, 'POST', '', json), 201)).id);
  }
  const groups = async (query = '') =>
    (await ok(send(team.employee, 'GET', `/duplicates?${query}`))).items.map(({ reason, value, clients: found }) => [
      reason,
      value,
      found.map((client) => ids.indexOf(client.id)),
    ]);
  return { team, ids, groups, of: (place) => groups(`client_id=${ids[place]}`) };
}

describe('what is shared', () => {
  test('number, telephone, e-mail and name, the surest first', async () => {
    const { groups } = await withClients([
      { name: 'Алатау', email: 'Info@Mail.kz' },
      { name: 'Байтерек', email: 'info@mail.kz' },
      { name: 'ТОО «Жібек Жолы»' },
      { name: 'Жибек жолы, ТОО' },
      { name: 'Самал', phone: '8 707 123 45 67' },
      { name: 'Тұлпар', phone: '+7 (707) 123-45-67' },
      { name: 'Береке', bin_iin: '971240001315' },
      { name: 'Дала', bin_iin: '971240001315' },
      { name: 'Отан' },
    ]);
    assert.deepEqual(await groups(), [
      ['bin_iin', '971240001315', [6, 7]],
      ['phone', '+77071234567', [4, 5]],
      ['email', 'info@mail.kz', [0, 1]],
      ['name', 'ТОО «Жібек Жолы»', [2, 3]],
    ]);
    assert.deepEqual((await groups('limit=2')).map(([reason]) => reason), ['bin_iin', 'phone']);
  });

  test('is said once, by the surest', async () => {
    const same = { phone: '8 707 123 45 67', email: 'a@b.kz', bin_iin: '971240001315' };
    const { groups, of } = await withClients([
      { name: 'ТОО «Алатау»', ...same },
      { name: 'Алатау', ...same },
      { name: 'Алатау', phone: same.phone, email: same.email },
    ]);
    assert.deepEqual(await groups(), [
      ['bin_iin', same.bin_iin, [0, 1]],
      ['phone', '+77071234567', [0, 1, 2]],
    ]);
    assert.deepEqual(await of(0), [
      ['bin_iin', same.bin_iin, [0, 1]],
      ['phone', '+77071234567', [0, 2]],
    ]);
  });

  test('is nothing among strangers', async () => {
    const { groups, of } = await withClients([{ name: 'Алатау' }, { name: 'Самал', phone: '8 707 123 45 67' }, { name: 'ТОО' }, { name: '№' }]);
    assert.deepEqual(await groups(), []);
    assert.deepEqual(await of(1), []);
    assert.deepEqual(await of(2), []);
  });
});

describe('names', () => {
  const near = [
    ['ТОО «Алатау Строй»', 'Алатау строй'],
    ['Алатау-Строй', 'ЖШС "Строй Алатау"'],
    ['ИП Сейтқали Асан', 'Асан Сейткали'],
    ['Товарищество с ограниченной ответственностью «Самұрық»', 'LLP Samuryk'],
    ['Чайхана Навруз', 'Чайхана Наруз'], // a slip at the end
    ['Алматинский завод', 'Олматинский завод'], // and at the beginning
    ['Акционерлік қоғам Қазына', 'АО «Казына»'],
  ];
  const far = [
    ['Филиал Сервис 1', 'Филиал Сервис 2'],
    ['Магазин Арман', 'Магазин Думан'],
    ['ТОО', 'ИП'],
    ['Алатау', 'Алатау Строй Сервис Логистик'],
  ];
  for (const [a, b] of near) {
    test(`${a} is ${b}`, async () => {
      const { groups, of } = await withClients([{ name: a }, { name: 'Бөтен біреу' }, { name: b }]);
      assert.deepEqual(await groups(), [['name', a, [0, 2]]]);
      assert.deepEqual(await of(2), [['name', b, [2, 0]]]);
    });
  }
  for (const [a, b] of far) {
    test(`${a} is not ${b}`, async () => {
      const { groups, of } = await withClients([{ name: a }, { name: b }]);
      assert.deepEqual(await groups(), []);
      assert.deepEqual(await of(0), []);
    });
  }

  test('the nearest first, those that their numbers tell apart last', async () => {
    const { groups } = await withClients([
      { name: 'Береке', bin_iin: '971240001315' },
      { name: 'Береке', bin_iin: '940140000385' },
      { name: 'Чайхана Навруз' },
      { name: 'Чайхана Наруз' },
      { name: 'Самал' },
      { name: 'Самал' },
      { name: 'самал' },
    ]);
    assert.deepEqual(await groups(), [
      ['name', 'Самал', [4, 5, 6]],
      ['name', 'Чайхана Навруз', [2, 3]],
      ['name', 'Береке', [0, 1]],
    ]);
  });
});

test('a group shows twenty', async () => {
  const { groups, of } = await withClients(Array.from({ length: 25 }, () => ({ name: 'Самал', phone: '87071234567' })));
  assert.deepEqual((await groups()).map(([reason, , found]) => [reason, found.length]), [['phone', 20]]);
  assert.deepEqual((await of(24)).map(([reason, , found]) => [reason, found.length, found[0]]), [['phone', 20, 24]]);
});

test('nobody sees those of another organisation', async () => {
  const { ids } = await withClients([{ name: 'Самал', phone: '87071234567' }]);
  const { groups, team } = await withClients([{ name: 'Самал', phone: '87071234567' }]);
  assert.deepEqual(await groups(), []);
  assertError(await send(team.admin, 'GET', `/duplicates?client_id=${ids[0]}`), 404, 'not_found');
  assertError(await send(team.promoter, 'GET', '/duplicates'), 403, 'forbidden');
});
