// SPDX-License-Identifier: MIT
// What a call carries, and when it is made a second time.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerOf, api, guardWith, publicApi } from './client';

vi.hoisted(() => {
  // Node's Request wants a whole address; a browser completes it from the page's.
  const { Request } = globalThis;
  globalThis.Request = class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'http://panel.test') : input, init);
    }
  };
});

const token = vi.fn<() => Promise<string | undefined>>();
const renew = vi.fn<(refused: string | undefined) => Promise<string | undefined>>();
const seen: { token: string | null; body: string }[] = [];
let answers: { status: number; body: object }[];

beforeEach(() => {
  seen.length = 0;
  answers = [{ status: 200, body: {} }];
  token.mockReset().mockResolvedValue('old');
  renew.mockReset().mockResolvedValue('new');
  guardWith({ token, renew });
  vi.stubGlobal('fetch', async (request: Request) => {
    seen.push({ token: request.headers.get('Authorization'), body: await request.text() });
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    return Response.json(body, { status });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const refused = { status: 401, body: { error_code: 'unauthorized', message: '', details: {} } };
const patch = () => answerOf(api.PATCH('/auth/me', { body: { full_name: 'Ann' } }));

describe('api', () => {
  it('carries the token', async () => {
    await patch();
    expect(seen).toEqual([{ token: 'Bearer old', body: '{"full_name":"Ann"}' }]);
  });

  it('makes a call once more, whole, with the token that came for a refused one', async () => {
    answers = [refused, { status: 200, body: { revision: 2 } }];
    expect((await patch()).data).toEqual({ revision: 2 });
    expect(renew).toHaveBeenCalledExactlyOnceWith('old');
    expect(seen).toEqual([
      { token: 'Bearer old', body: '{"full_name":"Ann"}' },
      { token: 'Bearer new', body: '{"full_name":"Ann"}' },
    ]);
  });

  it('does not make it a third time', async () => {
    answers = [refused, refused];
    await expect(patch()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(seen).toHaveLength(2);
  });

  it('leaves a refusal that no token can mend', async () => {
    renew.mockResolvedValue(undefined);
    answers = [refused];
    await expect(patch()).rejects.toMatchObject({ status: 401 });
    expect(seen).toHaveLength(1);
  });

  it('does not take a wrong password for a wrong token', async () => {
    answers = [{ status: 401, body: { error_code: 'invalid_credentials', message: '' } }];
    await expect(patch()).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(renew).not.toHaveBeenCalled();
  });

  it('stops waiting for a token when the call is aborted', async () => {
    token.mockReturnValue(new Promise(() => undefined));
    const abort = new AbortController();
    const call = answerOf(api.GET('/auth/me', { signal: abort.signal }));
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toHaveLength(0);
  });
});

describe('publicApi', () => {
  it('carries no token and asks for none', async () => {
    await answerOf(publicApi.GET('/auth/options'));
    expect(seen).toEqual([{ token: null, body: '' }]);
    expect(token).not.toHaveBeenCalled();
  });
});
