// SPDX-License-Identifier: MIT
// Sends a file as the body of a request and tells how much of it has gone: fetch cannot, so this is the one place
// with an XMLHttpRequest. The token comes and is renewed as in client.ts, the answer is one of its answers.

import { API_BASE, answerOf, withToken } from './client';
import { errorFromThrown } from './errors';

interface Upload {
  /** Below the base of the API, with its query. */
  path: string;
  file: Blob;
  type: string;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/** What the server answers, as `api` would have it; an aborted upload stays aborted. */
export async function upload<T>(task: Upload): Promise<T> {
  const response = await withToken(task.signal, (token) => send(task, token));
  const body: unknown = await response.json().catch(() => undefined);
  const raw = response.ok ? { data: body as T, response } : { error: body, response };
  return (await answerOf<T>(Promise.resolve(raw))).data;
}

function send(task: Upload, token: string | undefined): Promise<Response> {
  const { path, file, type, signal, onProgress } = task;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', API_BASE + path);
    request.setRequestHeader('Content-Type', type);
    if (token !== undefined) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1);
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(errorFromThrown(new TypeError('The connection broke.')));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    request.send(file);
  });
}

/** With the one header that an error is read from. */
function responseOf(request: XMLHttpRequest): Response {
  const { status, statusText, responseText } = request;
  const retryAfter = request.getResponseHeader('Retry-After');
  return new Response(responseText === '' ? null : responseText, {
    status,
    statusText,
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
  });
}
